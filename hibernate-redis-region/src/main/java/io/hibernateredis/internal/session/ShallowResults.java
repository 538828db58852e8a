package io.hibernateredis.internal.session;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.rows.CachedRole;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.sql.results.graph.DomainResult;
import org.hibernate.sql.results.graph.Fetch;
import org.hibernate.sql.results.graph.FetchParent;
import org.hibernate.sql.results.graph.entity.AbstractEntityResultGraphNode;
import org.hibernate.sql.results.graph.entity.internal.EntityFetchJoinedImpl;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMapping;
import org.hibernate.type.BasicType;

/**
 * Finds the entities that a cached result identifies only by id (the shallow layout), so that they
 * can be fetched in one message before Hibernate gets them one by one. Immutable.
 */
public final class ShallowResults {

    private final List<Ids> columns;

    private ShallowResults(List<Ids> columns) {
        this.columns = columns;
    }

    /**
     * The column of a cached row that holds the id of an entity.
     *
     * @param type of the ids
     */
    private record Ids(
            int column, EntityPersister persister, CachedRole.ById access, Class<?> type) {}

    /** The entities of the results with a mapping. */
    public static ShallowResults of(JdbcValuesMapping mapping) {
        List<Ids> columns = new ArrayList<>();
        for (DomainResult<?> result : mapping.getDomainResults()) {
            if (result instanceof FetchParent node) {
                visit(node, mapping, columns);
            }
        }
        return new ShallowResults(List.copyOf(columns));
    }

    private static void visit(FetchParent node, JdbcValuesMapping mapping, List<Ids> columns) {
        if (node instanceof AbstractEntityResultGraphNode entity) {
            addEntity(entity, mapping, columns);
        }
        for (Fetch fetch : node.getFetches()) {
            if (fetch instanceof EntityFetchJoinedImpl joined) {
                visit(joined.getEntityResult(), mapping, columns);
            } else if (fetch instanceof FetchParent parent) {
                visit(parent, mapping, columns);
            }
        }
    }

    private static void addEntity(
            AbstractEntityResultGraphNode node, JdbcValuesMapping mapping, List<Ids> columns) {
        EntityPersister persister =
                node.getEntityValuedModelPart().getEntityMappingType().getEntityPersister();
        var idFetch = node.getIdentifierFetch();
        if (idFetch == null
                || !persister.useShallowQueryCacheLayout()
                || !persister.canReadFromCache()
                || !(persister.getIdentifierType() instanceof BasicType<?>)
                || !(persister.getCacheAccessStrategy() instanceof CachedRole.ById access)) {
            return;
        }
        var positions = new BitSet();
        idFetch.collectValueIndexesToCache(positions);
        if (positions.cardinality() != 1) {
            return;
        }
        int column = mapping.getValueIndexesToCacheIndexes()[positions.nextSetBit(0)];
        // For an entity that is fetched by another one in shallow layout, not even the id is
        // cached.
        if (column >= 0) {
            Class<?> type = persister.getIdentifierType().getReturnedClass();
            columns.add(new Ids(column, persister, access, type));
        }
    }

    /**
     * The entries of all entities that the session does not hold yet.
     *
     * @param rows the cached rows, followed by their number
     */
    Set<Entry> entries(SharedSessionContractImplementor session, List<?> rows) {
        if (columns.isEmpty()) {
            return Set.of();
        }
        Set<Entry> entries = new LinkedHashSet<>(2 * rows.size());
        for (Ids ids : columns) {
            for (int i = 0; i < rows.size() - 1; i++) {
                Object row = rows.get(i);
                Object id = row instanceof Object[] values ? values[ids.column] : row;
                if (ids.type.isInstance(id) && !isHeld(session, ids.persister, id)) {
                    entries.add(ids.access.entry(id, session.getTenantIdentifier()));
                }
            }
        }
        return entries;
    }

    private static boolean isHeld(
            SharedSessionContractImplementor session, EntityPersister persister, Object id) {
        return session.getPersistenceContextInternal()
                .containsEntity(session.generateEntityKey(id, persister));
    }
}
