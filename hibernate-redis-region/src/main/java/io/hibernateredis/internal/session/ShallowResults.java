package io.hibernateredis.internal.session;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.rows.CachedRole;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.sql.results.graph.DomainResult;
import org.hibernate.sql.results.graph.FetchParent;
import org.hibernate.sql.results.graph.entity.AbstractEntityResultGraphNode;
import org.hibernate.sql.results.graph.entity.internal.EntityFetchJoinedImpl;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMapping;
import org.hibernate.type.BasicType;

/**
 * Finds the entities that a cached result identifies only by id (the shallow layout), so that they
 * can be fetched in one message before Hibernate gets them one by one.
 */
final class ShallowResults {

    private final SharedSessionContractImplementor session;
    private final JdbcValuesMapping mapping;
    private final List<?> rows;
    private final Set<Entry> entries = new LinkedHashSet<>();

    private ShallowResults(
            SharedSessionContractImplementor session, JdbcValuesMapping mapping, List<?> rows) {
        this.session = session;
        this.mapping = mapping;
        this.rows = rows;
    }

    /**
     * The entries of all entities that the session does not hold yet.
     *
     * @param rows the cached rows, followed by their number
     */
    static Set<Entry> entries(
            SharedSessionContractImplementor session, JdbcValuesMapping mapping, List<?> rows) {
        var results = new ShallowResults(session, mapping, rows);
        for (DomainResult<?> result : mapping.getDomainResults()) {
            if (result instanceof FetchParent node) {
                results.visit(node);
            }
        }
        return results.entries;
    }

    private void visit(FetchParent node) {
        if (node instanceof AbstractEntityResultGraphNode entity) {
            addEntity(entity);
        }
        node.getFetches()
                .forEach(
                        fetch -> {
                            if (fetch instanceof EntityFetchJoinedImpl joined) {
                                visit(joined.getEntityResult());
                            } else if (fetch instanceof FetchParent parent) {
                                visit(parent);
                            }
                        });
    }

    private void addEntity(AbstractEntityResultGraphNode node) {
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
            for (Object row : rows.subList(0, Math.max(0, rows.size() - 1))) {
                add(persister, access, row instanceof Object[] values ? values[column] : row);
            }
        }
    }

    private void add(EntityPersister persister, CachedRole.ById access, Object id) {
        Class<?> type = persister.getIdentifierType().getReturnedClass();
        if (type.isInstance(id)
                && !session.getPersistenceContextInternal()
                        .containsEntity(session.generateEntityKey(id, persister))) {
            entries.add(access.entry(id, session.getTenantIdentifier()));
        }
    }
}
