package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.sql.SqlTokens;
import io.hibernateredis.internal.sql.StatementFacts;
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
 * Which cached roles depend on rows of which tables: any write to a table, by any writer,
 * invalidates what depends on the table. Immutable, created when the mapping is complete.
 *
 * <p>A statement that may have written any row of a table invalidates every role that depends on
 * it. For the row of an entity, or the rows of a collection, some roles are invalidated precisely
 * elsewhere: its own role by Hibernate's calls, and collections of the entity by {@link
 * InverseCollections}. Only the other roles are invalidated as a whole.
 */
public final class TableDependents {

    private final IndexNames names;
    private final QueryKeyspaces queries;
    private final DatabaseCascades cascades;
    private final Map<String, Set<Dependent>> byTable;
    private final Map<String, Set<String>> tablesByName;
    private final Set<Keyspace> everything;
    private final Map<String, String> problems;
    private final HiddenTargets hidden;
    private final StatementFacts<Set<String>> mentioned = new StatementFacts<>(this::findMentioned);
    private final Set<Keyspace> computed = new HashSet<>();
    private final Map<String, Set<Keyspace>> byCreation = new ConcurrentHashMap<>();
    private final Map<String, Set<Keyspace>> byUpdate = new ConcurrentHashMap<>();
    private final Map<String, Set<Keyspace>> byRemoval = new ConcurrentHashMap<>();
    private final Map<String, Set<Keyspace>> byCollection = new ConcurrentHashMap<>();

    /**
     * A role that depends on rows of a table.
     *
     * @param handled the root entities and collections whose writes to the table are handled
     *     precisely elsewhere
     * @param matter which writes of a row matter; statements always do
     * @param columns the columns that matter when a collection writes them into rows of its
     *     elements; null for all
     */
    record Dependent(
            Keyspace keyspace, Set<String> handled, Matter matter, @Nullable Set<String> columns) {}

    /** What is written of a row that something depends on. */
    enum Matter {
        /** All. */
        CONTENT,
        /** That it is there. */
        PRESENCE,
        /** That it is gone, or marked as such: it was there before anything depended on it. */
        REMOVAL,
        /** As before, and whether a restriction hides it, which {@link HiddenTargets} finds out. */
        VISIBILITY;

        boolean isOf(boolean isUpdate, boolean isRemoval) {
            return switch (this) {
                case CONTENT -> true;
                case PRESENCE -> !isUpdate;
                case REMOVAL, VISIBILITY -> isRemoval;
            };
        }
    }

    /**
     * @param byTable by the tables' names in the mapping
     * @param tablesByName the names in the mapping, by {@link SqlTokens#lastName}
     * @param problems why roles are not cached, by role
     * @param hidden what refers to entities that a restriction may hide
     */
    TableDependents(
            IndexNames names,
            QueryKeyspaces queries,
            DatabaseCascades cascades,
            Map<String, Set<Dependent>> byTable,
            Map<String, Set<String>> tablesByName,
            Set<Keyspace> everything,
            Map<String, String> problems,
            HiddenTargets hidden) {
        this.names = names;
        this.queries = queries;
        this.cascades = cascades;
        this.byTable = byTable;
        this.tablesByName = tablesByName;
        this.everything = everything;
        this.problems = problems;
        this.hidden = hidden;
        byTable.values().stream()
                .flatMap(Set::stream)
                .filter(dependent -> dependent.handled().isEmpty())
                .forEach(dependent -> computed.add(dependent.keyspace()));
    }

    /** Why roles are not cached, by role: the tables that they depend on cannot be determined. */
    public Map<String, String> problems() {
        return problems;
    }

    /** What refers to entities that a restriction may hide. */
    HiddenTargets hidden() {
        return hidden;
    }

    /** All tables, as spelled in the mapping. */
    Set<String> tables() {
        return byTable.keySet();
    }

    /** What depends on a table. */
    Set<Dependent> of(String table) {
        return byTable.getOrDefault(table, Set.of());
    }

    /** The tables that a name may mean, spelled as in the mapping or by its last part. */
    Set<String> tablesOf(String name) {
        return byTable.containsKey(name)
                ? Set.of(name)
                : tablesByName.getOrDefault(SqlTokens.lastName(name), Set.of());
    }

    /** Whether entries depend on rows that their own writer does not write. */
    boolean isComputed(Keyspace keyspace) {
        return computed.contains(keyspace);
    }

    /**
     * Called when any rows of the given tables may have been written, or deleted.
     *
     * @param tables as spelled in the mapping or as declared by the caller; empty means all tables
     */
    public void written(UnitOfWork unit, Collection<String> tables) {
        if (tables.isEmpty()) {
            Tables.of(names, byTable.keySet()).invalidateUnknownRows(unit);
            everything.forEach(unit::invalidateAll);
            unit.invalidate(queries.everyResult());
            return;
        }
        Set<String> all = mappedNames(tables);
        Tables.of(names, all).invalidateUnknownRows(unit);
        invalidateDependents(unit, all);
        all.forEach(table -> deleted(unit, table));
    }

    /**
     * Called when rows of a table may have been deleted, and with them rows of other tables by the
     * database.
     */
    void deleted(UnitOfWork unit, String table) {
        Set<String> others = cascades.of(table);
        if (!others.isEmpty()) {
            Tables.of(names, others).invalidateUnknownRows(unit);
            invalidateDependents(unit, others);
        }
    }

    /** Invalidates the roles that depend on any of the given tables. */
    void invalidateDependents(UnitOfWork unit, Collection<String> tables) {
        for (String table : tables) {
            byTable.getOrDefault(table, Set.of())
                    .forEach(dependent -> unit.invalidateAll(dependent.keyspace()));
        }
    }

    /**
     * The given names, and for each that the mapping does not contain, the mapped tables that it
     * may mean.
     */
    private Set<String> mappedNames(Collection<String> tables) {
        Set<String> all = new HashSet<>(tables);
        for (String table : tables) {
            if (!byTable.containsKey(table)) {
                all.addAll(tablesByName.getOrDefault(SqlTokens.lastName(table), Set.of()));
            }
        }
        return all;
    }

    /** The mapped tables that a statement mentions. */
    public Set<String> mentionedIn(String sql) {
        return mentioned.of(sql);
    }

    private Set<String> findMentioned(String sql) {
        Set<String> found = new HashSet<>();
        for (String token : SqlTokens.of(sql)) {
            if (SqlTokens.isName(token)) {
                found.addAll(tablesByName.getOrDefault(SqlTokens.plain(token), Set.of()));
            }
        }
        return Set.copyOf(found);
    }

    /**
     * Called when a row of an entity was written.
     *
     * @param isUpdate whether the row is certain to exist before and after the write
     * @param isRemoval whether it may be gone after it
     */
    void rowWritten(UnitOfWork unit, EntityPersister entity, boolean isUpdate, boolean isRemoval) {
        (isUpdate ? byUpdate : isRemoval ? byRemoval : byCreation)
                .computeIfAbsent(
                        entity.getEntityName(),
                        name -> otherDependents(entity, isUpdate, isRemoval))
                .forEach(unit::invalidateAll);
    }

    private Set<Keyspace> otherDependents(
            EntityPersister entity, boolean isUpdate, boolean isRemoval) {
        Set<Keyspace> found = new HashSet<>();
        for (var table : ((EntityMutationTarget) entity).getTableMappings()) {
            for (Dependent each : byTable.getOrDefault(table.getTableName(), Set.of())) {
                if (!each.handled().contains(entity.getRootEntityName())
                        && each.matter().isOf(isUpdate, isRemoval)) {
                    found.add(each.keyspace());
                }
            }
        }
        return Set.copyOf(found);
    }

    /**
     * Called when rows of a collection were written: its own rows, or columns of its elements'
     * rows.
     */
    void collectionWritten(UnitOfWork unit, CollectionPersister collection) {
        byCollection
                .computeIfAbsent(collection.getRole(), role -> otherDependents(collection))
                .forEach(unit::invalidateAll);
    }

    private Set<Keyspace> otherDependents(CollectionPersister collection) {
        if (!RowGroups.isWriting(collection)) {
            return Set.of();
        }
        Set<String> written = TableDependentsReader.columnsWrittenBy(collection);
        Set<Keyspace> found = new HashSet<>();
        for (String table : List.of(collection.getCollectionSpaces())) {
            for (Dependent each : byTable.getOrDefault(table, Set.of())) {
                if (!each.handled().contains(collection.getRole())
                        && (each.matter() == Matter.CONTENT || each.matter() == Matter.VISIBILITY)
                        && intersect(each.columns(), written)) {
                    found.add(each.keyspace());
                }
            }
        }
        return Set.copyOf(found);
    }

    private static boolean intersect(@Nullable Set<String> some, @Nullable Set<String> others) {
        return some == null || others == null || some.stream().anyMatch(others::contains);
    }
}
