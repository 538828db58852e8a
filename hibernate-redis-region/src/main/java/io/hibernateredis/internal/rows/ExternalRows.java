package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.protocol.Grouping;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.rows.ExternalRow.Image;
import io.hibernateredis.internal.rows.ExternalRow.Kind;
import io.hibernateredis.internal.rows.TableDependents.Dependent;
import io.hibernateredis.internal.rows.TableDependents.Matter;
import io.hibernateredis.internal.rows.TableRows.CollectionKey;
import io.hibernateredis.internal.rows.TableRows.Hierarchy;
import io.hibernateredis.internal.sql.SqlTokens;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * What is invalidated by rows that were written past this cache. The images of a row are what the
 * database held and holds, so they are believed; what they do not say is taken for changed.
 * Thread-safe.
 */
public final class ExternalRows {

    private final SessionFactoryImplementor sessionFactory;
    private final RowGroups groups;
    private final TableDependents dependents;
    private final RowWrites writes;
    private final ColumnValues values;
    private final Map<String, TableRows> tables = new ConcurrentHashMap<>();

    ExternalRows(
            SessionFactoryImplementor sessionFactory,
            RowGroups groups,
            TableDependents dependents,
            RowWrites writes) {
        this.sessionFactory = sessionFactory;
        this.groups = groups;
        this.dependents = dependents;
        this.writes = writes;
        this.values = new ColumnValues(sessionFactory);
    }

    /** All tables that entries may depend on, as spelled in the mapping. */
    public Set<String> mappedTables() {
        return dependents.tables();
    }

    /** Whether anything may depend on a table of this name. */
    public boolean isMapped(String name) {
        return !dependents.tablesOf(name).isEmpty();
    }

    /**
     * The mapped tables that a name may mean.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Set<String> tablesOf(String name) {
        Set<String> found = dependents.tablesOf(name);
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "table must be one that the mapping names, but was '"
                            + name
                            + "'; those are "
                            + new TreeSet<>(dependents.tables()));
        }
        return found;
    }

    /**
     * Checks columns by which rows are named.
     *
     * @throws IllegalArgumentException if a column is not mapped, or a value is none of its type
     */
    public void check(String name, Map<String, ?> columns) {
        for (String table : tablesOf(name)) {
            TableRows known = rows(table);
            columns.forEach(
                    (column, value) -> {
                        var mapped = known.columns().get(SqlTokens.plain(column));
                        if (mapped == null) {
                            throw new IllegalArgumentException(
                                    "column of %s must be one that the mapping names, but was '%s';"
                                                    .formatted(table, column)
                                            + " those are "
                                            + new TreeSet<>(known.columns().keySet()));
                        }
                        try {
                            values.of(mapped.type(), value);
                        } catch (IllegalArgumentException e) {
                            throw new IllegalArgumentException(
                                    "column %s of %s: %s".formatted(column, table, e.getMessage()),
                                    e);
                        }
                    });
        }
    }

    private TableRows rows(String table) {
        return tables.computeIfAbsent(
                table, name -> new TableRows.Reader(sessionFactory, values, name).read());
    }

    /**
     * Invalidates what depends on a row.
     *
     * @param cascades whether what the database itself did to other tables is not reported
     * @return the tables of entities whose rows were written, or whose collections'
     */
    public Set<String> written(UnitOfWork unit, ExternalRow row, boolean cascades) {
        Set<String> written = new HashSet<>();
        for (String name : tablesOf(row.table())) {
            TableRows table = rows(name);
            invalidateGroups(unit, table, row);
            table.hierarchies().forEach(each -> invalidateEntity(unit, table, each, row));
            for (Dependent dependent : dependents.of(name)) {
                invalidate(unit, table, dependent, row);
            }
            if (cascades && (row.kind() == Kind.DELETED || row.kind() == Kind.ANY)) {
                dependents.deleted(unit, name);
            }
            written.add(name);
            for (EntityPersister owner : table.owners()) {
                Stream.of(owner.getQuerySpaces()).forEach(each -> written.add(each.toString()));
            }
        }
        return written;
    }

    /**
     * The name of a row by which writers of this cache tell that it was theirs; null if none does.
     */
    public @Nullable String nameInLog(ExternalRow row) {
        Set<String> found = tablesOf(row.table());
        List<Hierarchy> hierarchies =
                found.size() == 1 ? rows(found.iterator().next()).hierarchies() : List.of();
        if (hierarchies.size() != 1) {
            return null;
        }
        Hierarchy hierarchy = hierarchies.get(0);
        Set<Object> ids = new HashSet<>();
        for (Image image : images(row)) {
            Object id = hierarchy.id().of(image);
            ids.add(id == null ? RowKey.UNKNOWN : id);
        }
        if (ids.size() != 1 || ids.contains(RowKey.UNKNOWN)) {
            return null;
        }
        Tag name = writes.own().nameOf(hierarchy.root(), ids.iterator().next());
        return name == null ? null : name.toString();
    }

    private static List<Image> images(ExternalRow row) {
        List<Image> images = new ArrayList<>();
        for (Image image : new Image[] {row.before(), row.after()}) {
            if (image != null) {
                images.add(image);
            }
        }
        return images;
    }

    private void invalidateGroups(UnitOfWork unit, TableRows table, ExternalRow row) {
        String name = groups.nameOf(table.name());
        Set<Tag> found = new HashSet<>();
        for (Grouping grouping : unit.groupings(name)) {
            if (isLookedAt(grouping, row) && !addGroups(found, grouping, table, row)) {
                unit.invalidateTable(name);
                break;
            }
        }
        unit.invalidateRows(name, found, false);
        if (!table.hierarchies().isEmpty() && !isVersionRaised(table, row)) {
            unit.invalidate(Tag.versionsUntrusted(name));
        }
    }

    private static boolean isLookedAt(Grouping grouping, ExternalRow row) {
        return !row.isUpdate()
                || grouping.using().isEmpty()
                || grouping.using().stream().map(SqlTokens::plain).anyMatch(row::mayDiffer);
    }

    /** Adds the groups that a row was in or is in; false if they cannot be determined. */
    private boolean addGroups(Set<Tag> found, Grouping grouping, TableRows table, ExternalRow row) {
        for (Image image : images(row)) {
            List<String> texts = new ArrayList<>();
            boolean hasNull = false;
            for (String by : grouping.by()) {
                String plain = SqlTokens.plain(by);
                if (!image.knows(plain)) {
                    return false;
                }
                Object value = image.value(plain);
                String text = value == null ? null : text(table, by, plain, value);
                if (value != null && text == null) {
                    return false;
                }
                hasNull |= value == null;
                texts.add(String.valueOf(text));
            }
            // The condition "column = value" never holds for null.
            if (!hasNull) {
                found.add(grouping.group(texts));
            }
        }
        return true;
    }

    private @Nullable String text(TableRows table, String column, String plain, Object value) {
        var mapped = table.columns().get(plain);
        if (mapped == null) {
            return null;
        }
        try {
            Object own = values.of(mapped.type(), value);
            return own == null ? null : groups.canonical(table.name(), column, own);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether a writer that has loaded the row before is certain to be refused. */
    private static boolean isVersionRaised(TableRows table, ExternalRow row) {
        return row.isUpdate()
                && row.before() != null
                && row.after() != null
                && table.hierarchies().stream()
                        .allMatch(each -> isVersionRaised(each, row.before(), row.after()));
    }

    private static boolean isVersionRaised(Hierarchy hierarchy, Image before, Image after) {
        String version = hierarchy.version();
        return version != null
                && before.knows(version)
                && after.knows(version)
                && !before.agrees(after, version);
    }

    private void invalidateEntity(
            UnitOfWork unit, TableRows table, Hierarchy hierarchy, ExternalRow row) {
        EntityPersister root = hierarchy.root();
        for (Image image : images(row)) {
            Object id = hierarchy.id().of(image);
            writes.invalidateElsewhere(unit, root, id == RowKey.UNKNOWN ? null : id);
        }
        CachedRole naturalIds = CachedRole.of(root.getNaturalIdCacheAccessStrategy());
        if (naturalIds != null
                && row.kind() != Kind.INSERTED
                && (mayBeAnother(hierarchy, row) || mayDiffer(hierarchy.naturalId(), row))) {
            unit.invalidateAll(naturalIds.keyspace());
        }
        if (!mayBeAnother(hierarchy, row)) {
            return;
        }
        for (ElementRole role : writes.inverse().ofHierarchy(root)) {
            Keyspace collections = role.access().keyspace();
            // Those whose key the row holds are invalidated by it.
            if (!table.collections().containsKey(collections)
                    && (row.kind() != Kind.INSERTED || !role.held().getAsBoolean())) {
                unit.invalidateAll(collections);
            }
        }
    }

    private static boolean mayDiffer(@Nullable Set<String> columns, ExternalRow row) {
        return columns == null || columns.stream().anyMatch(row::mayDiffer);
    }

    /** Whether it is another entity afterwards, if any: what held it may hold it no more. */
    private static boolean mayBeAnother(Hierarchy hierarchy, ExternalRow row) {
        return !row.isUpdate()
                || mayDiffer(hierarchy.decidesClass(), row)
                || hierarchy.id().columns().stream().anyMatch(row::mayDiffer);
    }

    private void invalidate(
            UnitOfWork unit, TableRows table, Dependent dependent, ExternalRow row) {
        Keyspace keyspace = dependent.keyspace();
        boolean isOwn = !dependent.handled().isEmpty();
        if (isOwn && table.hierarchies().stream().anyMatch(each -> isOf(each, keyspace))) {
            return;
        }
        if (!matters(table, dependent, row)) {
            return;
        }
        CollectionKey collection = isOwn ? table.collections().get(keyspace) : null;
        if (collection == null) {
            unit.invalidateAll(keyspace);
            return;
        }
        for (Image image : images(row)) {
            Object key = collection.key().of(image);
            if (key == RowKey.UNKNOWN) {
                unit.invalidateAll(keyspace);
            } else if (key != null) {
                collection.access().invalidateRow(unit, key);
            }
        }
    }

    /** Whether a keyspace is that of the entities or natural ids of a hierarchy. */
    private static boolean isOf(Hierarchy hierarchy, Keyspace keyspace) {
        EntityPersister root = hierarchy.root();
        return Stream.of(
                        CachedRole.of(root.getCacheAccessStrategy()),
                        CachedRole.of(root.getNaturalIdCacheAccessStrategy()))
                .anyMatch(role -> role != null && role.keyspace() == keyspace);
    }

    private static boolean matters(TableRows table, Dependent dependent, ExternalRow row) {
        if (!row.isUpdate()
                || table.hierarchies().stream().anyMatch(each -> mayBeAnother(each, row))) {
            return row.kind() != Kind.INSERTED || dependent.matter().isOf(false, false);
        }
        if (dependent.matter() != Matter.CONTENT) {
            // A restriction may hide or show it, and a soft delete is an update.
            return dependent.matter() != Matter.PRESENCE;
        }
        Set<String> columns = dependent.columns();
        return columns == null
                || plain(columns).stream()
                        .filter(each -> isIn(table, row, each))
                        .anyMatch(row::mayDiffer);
    }

    private static Set<String> plain(Set<String> columns) {
        return columns.stream().map(SqlTokens::plain).collect(Collectors.toSet());
    }

    /** Whether a column is one of this table, as opposed to another table of the same role. */
    private static boolean isIn(TableRows table, ExternalRow row, String column) {
        return table.columns().containsKey(column)
                || images(row).stream().anyMatch(image -> image.columns().contains(column));
    }
}
