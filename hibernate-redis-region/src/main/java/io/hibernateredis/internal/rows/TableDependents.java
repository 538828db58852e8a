package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.sql.SqlTokens;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.EntityMutationTarget;
import org.jspecify.annotations.Nullable;

/**
 * Which cached roles depend on rows of which tables: whatever is written to a table, and by
 * whomever, invalidates what depends on it. Immutable, made when the mapping is complete.
 *
 * <p>A statement that may have written any row of a table invalidates every role that depends on
 * it. Of the row of an entity, or of the rows of a collection, some roles are told precisely by
 * others: its own by Hibernate's calls, and collections of that entity by {@link
 * InverseCollections}. Only the rest is invalidated as a whole.
 */
public final class TableDependents {

    private final IndexNames names;
    private final QueryKeyspaces queries;
    private final DatabaseCascades cascades;
    private final Map<String, Set<Dependent>> byTable;
    private final Map<String, Set<String>> tablesByName;
    private final Set<Keyspace> everything;
    private final Map<String, String> problems;
    private final Set<Keyspace> computed = new HashSet<>();
    private final Map<String, Set<Keyspace>> byCreation = new ConcurrentHashMap<>();
    private final Map<String, Set<Keyspace>> byUpdate = new ConcurrentHashMap<>();
    private final Map<String, Set<Keyspace>> byCollection = new ConcurrentHashMap<>();

    /**
     * A role that depends on rows of a table.
     *
     * @param told the root entities and collections whose writes to the table are told to the role
     *     by other means
     * @param presence whether only the presence of a row matters, and not what it holds
     * @param columns those that matter when a collection writes them into others' rows; null for
     *     all
     */
    record Dependent(
            Keyspace keyspace, Set<String> told, boolean presence, @Nullable Set<String> columns) {}

    /**
     * @param byTable by the names that the mapping uses
     * @param tablesByName those names, by what {@link SqlTokens#lastName} makes of them
     * @param problems why roles are not cached, by role
     */
    TableDependents(
            IndexNames names,
            QueryKeyspaces queries,
            DatabaseCascades cascades,
            Map<String, Set<Dependent>> byTable,
            Map<String, Set<String>> tablesByName,
            Set<Keyspace> everything,
            Map<String, String> problems) {
        this.names = names;
        this.queries = queries;
        this.cascades = cascades;
        this.byTable = byTable;
        this.tablesByName = tablesByName;
        this.everything = everything;
        this.problems = problems;
        byTable.values().stream()
                .flatMap(Set::stream)
                .filter(dependent -> dependent.told().isEmpty())
                .forEach(dependent -> computed.add(dependent.keyspace()));
    }

    /** Why roles are not cached: it cannot be told on which tables they depend. By role. */
    public Map<String, String> problems() {
        return problems;
    }

    /** Whether what is cached is computed from rows that its own writer does not write. */
    boolean isComputed(Keyspace keyspace) {
        return computed.contains(keyspace);
    }

    /**
     * Any rows of some tables may have been written, or none may be left.
     *
     * @param tables as the mapping spells them, or as whoever declares them does; nothing stands
     *     for all tables there are
     */
    public void written(UnitOfWork unit, Collection<String> tables) {
        if (tables.isEmpty()) {
            Tables.of(names, byTable.keySet()).invalidateUnknownRows(unit);
            everything.forEach(unit::invalidateAll);
            unit.invalidate(queries.everyResult());
            return;
        }
        Set<String> all = spelt(tables);
        Tables.of(names, all).invalidateUnknownRows(unit);
        invalidateDependents(unit, all);
        all.forEach(table -> deleted(unit, table));
    }

    /** Rows of a table may have been deleted, and rows of others by the database with them. */
    void deleted(UnitOfWork unit, String table) {
        Set<String> others = cascades.of(table);
        if (!others.isEmpty()) {
            Tables.of(names, others).invalidateUnknownRows(unit);
            invalidateDependents(unit, others);
        }
    }

    /** Invalidates the roles that depend on any of some tables. */
    void invalidateDependents(UnitOfWork unit, Collection<String> tables) {
        for (String table : tables) {
            byTable.getOrDefault(table, Set.of())
                    .forEach(dependent -> unit.invalidateAll(dependent.keyspace()));
        }
    }

    /** Those names, and for each that no mapping uses the tables that it may mean. */
    private Set<String> spelt(Collection<String> tables) {
        Set<String> all = new HashSet<>(tables);
        for (String table : tables) {
            if (!byTable.containsKey(table)) {
                all.addAll(tablesByName.getOrDefault(SqlTokens.lastName(table), Set.of()));
            }
        }
        return all;
    }

    /** The tables of the mapping that a statement mentions. */
    public Set<String> mentionedIn(String sql) {
        Set<String> mentioned = new HashSet<>();
        for (String token : SqlTokens.of(sql)) {
            if (SqlTokens.isName(token)) {
                mentioned.addAll(tablesByName.getOrDefault(SqlTokens.plain(token), Set.of()));
            }
        }
        return mentioned;
    }

    /**
     * A row of an entity was written.
     *
     * @param isUpdate whether it surely was there before and still is
     */
    void rowWritten(UnitOfWork unit, EntityPersister entity, boolean isUpdate) {
        (isUpdate ? byUpdate : byCreation)
                .computeIfAbsent(entity.getEntityName(), name -> besideItself(entity, isUpdate))
                .forEach(unit::invalidateAll);
    }

    private Set<Keyspace> besideItself(EntityPersister entity, boolean isUpdate) {
        Set<Keyspace> found = new HashSet<>();
        for (var table : ((EntityMutationTarget) entity).getTableMappings()) {
            for (Dependent each : byTable.getOrDefault(table.getTableName(), Set.of())) {
                if (!each.told().contains(entity.getRootEntityName())
                        && !(each.presence() && isUpdate)) {
                    found.add(each.keyspace());
                }
            }
        }
        return Set.copyOf(found);
    }

    /** Rows of a collection were written: its own, or columns of its elements' rows. */
    void collectionWritten(UnitOfWork unit, CollectionPersister collection) {
        byCollection
                .computeIfAbsent(collection.getRole(), role -> besideItself(collection))
                .forEach(unit::invalidateAll);
    }

    private Set<Keyspace> besideItself(CollectionPersister collection) {
        if (!RowGroups.isWriting(collection)) {
            return Set.of();
        }
        Set<String> written = TableDependentsReader.columnsWrittenBy(collection);
        Set<Keyspace> found = new HashSet<>();
        for (String table : List.of(collection.getCollectionSpaces())) {
            for (Dependent each : byTable.getOrDefault(table, Set.of())) {
                if (!each.told().contains(collection.getRole())
                        && !each.presence()
                        && meet(each.columns(), written)) {
                    found.add(each.keyspace());
                }
            }
        }
        return Set.copyOf(found);
    }

    private static boolean meet(@Nullable Set<String> some, @Nullable Set<String> others) {
        return some == null || others == null || some.stream().anyMatch(others::contains);
    }
}
