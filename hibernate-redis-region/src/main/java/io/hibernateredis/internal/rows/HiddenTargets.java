package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.sql.SqlTables;
import io.hibernateredis.internal.sql.SqlTokens;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * The cached roles with references to entities that a restriction hides or shows: an update
 * invalidates them if it changes an attribute that the restriction mentions. Filled when the
 * mapping is complete, and thread-safe from then on.
 */
final class HiddenTargets {

    /** A role, and the names that the restrictions of what it refers to mention. */
    private record Referrer(Keyspace keyspace, Set<String> mentioned) {}

    /**
     * @param attributes the positions of the attributes that the restriction mentions; null if the
     *     database may change what it mentions
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Role(Keyspace keyspace, int @Nullable [] attributes) {}

    private final Map<String, List<Referrer>> byRoot = new HashMap<>();
    private final Map<String, List<Role>> byEntity = new ConcurrentHashMap<>();

    void add(String root, Keyspace keyspace, String restriction) {
        Set<String> mentioned = new HashSet<>();
        for (String token : SqlTokens.of(restriction)) {
            if (SqlTokens.isName(token)) {
                mentioned.add(SqlTokens.plain(token));
            }
        }
        byRoot.computeIfAbsent(root, name -> new ArrayList<>())
                .add(new Referrer(keyspace, mentioned));
    }

    boolean isReferredTo(EntityPersister persister) {
        return byRoot.containsKey(persister.getRootEntityName());
    }

    /** Called when a row was written; deletions are handled by {@link TableDependents}. */
    void invalidate(
            UnitOfWork unit,
            @Nullable SharedSessionContractImplementor session,
            RowWrite write,
            RowImages images) {
        Object[] before = write.before();
        Object[] after = write.after();
        if (write.isInsertion() || after == null || !isReferredTo(write.persister())) {
            return;
        }
        boolean isKnown = !write.overwritesUnknown() && images.haveOneTag();
        for (Role role : of(write.persister())) {
            int[] attributes = role.attributes();
            if (attributes == null
                    || session == null
                    || before == null
                    || !isKnown
                    || differ(write.persister(), attributes, before, after, session)) {
                unit.invalidateAll(role.keyspace());
            } else {
                Set<Tag> deciding = new HashSet<>();
                for (int attribute : attributes) {
                    deciding.addAll(images.deciding(write.id(), session, attribute));
                }
                unit.invalidateAllIfWritten(role.keyspace(), deciding);
            }
        }
    }

    private static boolean differ(
            EntityPersister persister,
            int[] attributes,
            Object[] before,
            Object[] after,
            SharedSessionContractImplementor session) {
        for (int attribute : attributes) {
            Object old = before[attribute];
            Object now = after[attribute];
            boolean isUnfetched =
                    old == LazyPropertyInitializer.UNFETCHED_PROPERTY
                            || now == LazyPropertyInitializer.UNFETCHED_PROPERTY;
            if (isUnfetched
                    ? old != now
                    : persister.getPropertyTypes()[attribute].isDirty(old, now, session)) {
                return true;
            }
        }
        return false;
    }

    private List<Role> of(EntityPersister persister) {
        return byEntity.computeIfAbsent(
                persister.getEntityName(),
                name ->
                        byRoot.getOrDefault(persister.getRootEntityName(), List.of()).stream()
                                .map(each -> role(persister, each))
                                .toList());
    }

    private static Role role(EntityPersister persister, Referrer referrer) {
        Set<String> unresolved = new HashSet<>(referrer.mentioned());
        List<Integer> positions = new ArrayList<>();
        for (AttributeMapping attribute : KeySource.attributes(persister)) {
            Set<String> columns = new HashSet<>();
            attribute.forEachSelectable(
                    (index, column) ->
                            columns.add(SqlTokens.plain(column.getSelectionExpression())));
            if (columns.stream().anyMatch(referrer.mentioned()::contains)) {
                positions.add(attribute.getStateArrayPosition());
                unresolved.removeAll(columns);
            }
        }
        persister
                .getIdentifierMapping()
                .forEachSelectable(
                        (index, column) ->
                                unresolved.remove(
                                        SqlTokens.plain(column.getSelectionExpression())));
        unresolved.removeIf(SqlTables::isKeyword);
        return unresolved.isEmpty() && !persister.hasUpdateGeneratedProperties()
                ? new Role(
                        referrer.keyspace(),
                        positions.stream().mapToInt(Integer::intValue).toArray())
                : new Role(referrer.keyspace(), null);
    }
}
