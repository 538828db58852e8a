package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.database.TextColumns;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.SelectableConsumer;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * The columns that may define groups of rows: those whose value is known for every entity written
 * to the table, and whose type has an equality that is the same in the database and here.
 * Thread-safe.
 *
 * <p>For the modules of this cache.
 */
public final class RowGroups {

    private final IndexNames names;
    private final SessionFactoryImplementor sessionFactory;
    private final Map<String, EntityRows> byEntity = new ConcurrentHashMap<>();
    private volatile @Nullable Map<String, Map<String, ColumnKind>> kinds;
    private volatile @Nullable Set<String> tablesOfCollections;
    private volatile Set<TextColumns.Column> comparedAsWritten = Set.of();
    private volatile boolean columnsOfTextKnown;

    public RowGroups(IndexNames names, SessionFactoryImplementor sessionFactory) {
        this.names = names;
        this.sessionFactory = sessionFactory;
    }

    /**
     * The name of a table in the index.
     *
     * @param table as spelled in the mapping
     */
    public String nameOf(String table) {
        return names.of(table);
    }

    /**
     * Whether a condition on a column may define a group of rows. Names are spelled as in the
     * mapping.
     */
    public boolean isGroupable(String table, String column) {
        return kind(table, column) != null;
    }

    /**
     * The value of a column in the form that identifies a group.
     *
     * @param value as sent to the database
     * @return null if it has no such form
     */
    public @Nullable String canonical(String table, String column, Object value) {
        ColumnKind kind = kind(table, column);
        return kind == null ? null : kind.text(value);
    }

    /**
     * Whether collections write columns of a table, such as references to the owner or the position
     * of elements. No event identifies the rows that they write.
     */
    public boolean isWrittenByCollections(String table) {
        Set<String> known = tablesOfCollections;
        if (known == null) {
            Set<String> found = new HashSet<>();
            sessionFactory
                    .getMappingMetamodel()
                    .forEachCollectionDescriptor(
                            collection -> {
                                if (isWriting(collection)) {
                                    found.addAll(List.of(collection.getCollectionSpaces()));
                                }
                            });
            known = Set.copyOf(found);
            tablesOfCollections = known;
        }
        return known.contains(table);
    }

    /**
     * Whether a collection writes rows. An inverse collection still writes the positions of its
     * elements.
     */
    static boolean isWriting(CollectionPersister collection) {
        return !collection.isInverse() || collection.hasIndex();
    }

    /** The rows of an entity. */
    EntityRows of(EntityPersister persister) {
        return byEntity.computeIfAbsent(
                persister.getEntityName(), name -> new EntityRows(this, persister));
    }

    /**
     * Reads from the database how its text columns compare. Must be called when the schema exists.
     */
    public void readColumnsOfText() {
        if (hasColumnsOfText()) {
            comparedAsWritten = TextColumns.comparedAsWritten(sessionFactory);
        }
        columnsOfTextKnown = true;
    }

    private boolean hasColumnsOfText() {
        var found = new AtomicBoolean();
        SelectableConsumer look =
                (index, column) -> {
                    var type = column.getJdbcMapping().getJdbcType();
                    if (ColumnKind.of(type.getDefaultSqlTypeCode()) == ColumnKind.TEXT) {
                        found.set(true);
                    }
                };
        sessionFactory
                .getMappingMetamodel()
                .forEachEntityDescriptor(
                        persister -> {
                            persister.getIdentifierMapping().forEachSelectable(look);
                            persister.forEachSelectable(look);
                        });
        return found.get();
    }

    boolean knowsColumnsOfText() {
        return columnsOfTextKnown;
    }

    /**
     * Whether the database considers two texts in a column equal if and only if they are identical;
     * false before {@link #readColumnsOfText}.
     */
    boolean isComparedAsWritten(String table, String column) {
        return comparedAsWritten.contains(TextColumns.Column.of(table, column));
    }

    /** How values of a column are compared, or null if they cannot be compared here. */
    @Nullable ColumnKind kindOf(String table, String column, JdbcMapping type) {
        if (type.getValueConverter() != null) {
            // Values may be given before or after conversion.
            return null;
        }
        ColumnKind kind = ColumnKind.of(type.getJdbcType().getDefaultSqlTypeCode());
        return kind == ColumnKind.TEXT
                        && !comparedAsWritten.contains(TextColumns.Column.of(table, column))
                ? null
                : kind;
    }

    /**
     * Whether another entity of the same hierarchy has a column, which is null in this entity's
     * rows.
     */
    boolean isSibling(EntityPersister persister, String table, String column) {
        for (String name : rootOf(persister).getSubclassEntityNames()) {
            var sibling = sessionFactory.getMappingMetamodel().getEntityDescriptor(name);
            if (of(sibling).columnsOf(table).containsKey(column)) {
                return true;
            }
        }
        return false;
    }

    EntityPersister rootOf(EntityPersister persister) {
        return sessionFactory
                .getMappingMetamodel()
                .getEntityDescriptor(persister.getRootEntityName());
    }

    private @Nullable ColumnKind kind(String table, String column) {
        Map<String, Map<String, ColumnKind>> known = kinds;
        if (known == null) {
            known = read();
            kinds = known;
        }
        return known.getOrDefault(table, Map.of()).get(column);
    }

    /** A column has a kind only if all entities that write it agree. */
    private Map<String, Map<String, ColumnKind>> read() {
        Map<String, Map<String, ColumnKind>> all = new HashMap<>();
        Map<String, Set<String>> disputed = new HashMap<>();
        sessionFactory
                .getMappingMetamodel()
                .forEachEntityDescriptor(
                        persister ->
                                of(persister)
                                        .forEachColumn(
                                                (table, name, kind) -> {
                                                    var columns =
                                                            all.computeIfAbsent(
                                                                    table, key -> new HashMap<>());
                                                    if (kind == null
                                                            || columns.getOrDefault(name, kind)
                                                                    != kind) {
                                                        disputed.computeIfAbsent(
                                                                        table,
                                                                        key -> new HashSet<>())
                                                                .add(name);
                                                    } else {
                                                        columns.put(name, kind);
                                                    }
                                                }));
        disputed.forEach(
                (table, columns) ->
                        all.getOrDefault(table, new HashMap<>()).keySet().removeAll(columns));
        return all;
    }
}
