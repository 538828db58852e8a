package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.entry.CollectionTypes;
import io.hibernateredis.internal.entry.HiddenRows;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.rows.TableDependents.Dependent;
import io.hibernateredis.internal.rows.TableDependents.Matter;
import io.hibernateredis.internal.sql.SqlTables;
import io.hibernateredis.internal.sql.SqlTokens;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.hibernate.cache.spi.access.CachedDomainDataAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.SelectableConsumer;
import org.hibernate.metamodel.spi.MappingMetamodelImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.EntityMutationTarget;
import org.hibernate.type.EntityType;
import org.jspecify.annotations.Nullable;

/** Reads from a mapping on which tables its cached roles depend. For one use. */
final class TableDependentsReader {

    private final MappingMetamodelImplementor metamodel;
    private final MappingSql sql;
    private final Map<String, Set<String>> tablesOfHierarchy = new HashMap<>();
    private final Map<String, Set<String>> tablesByName = new HashMap<>();
    private final Map<String, Set<Dependent>> byTable = new HashMap<>();
    private final Set<Keyspace> everything = new HashSet<>();
    private final Map<String, String> problems = new TreeMap<>();
    private final HiddenTargets hidden = new HiddenTargets();

    TableDependentsReader(SessionFactoryImplementor sessionFactory, MappingSql sql) {
        this.metamodel = sessionFactory.getMappingMetamodel();
        this.sql = sql;
    }

    TableDependents read(IndexNames names, QueryKeyspaces queries, DatabaseCascades cascades) {
        metamodel.forEachEntityDescriptor(this::collectTables);
        metamodel.forEachCollectionDescriptor(
                collection -> List.of(collection.getCollectionSpaces()).forEach(this::know));
        metamodel.forEachEntityDescriptor(
                entity -> {
                    if (entity.getEntityName().equals(entity.getRootEntityName())) {
                        addHierarchy(entity);
                    }
                });
        metamodel.forEachCollectionDescriptor(this::addCollection);
        return new TableDependents(
                names, queries, cascades, byTable, tablesByName, everything, problems, hidden);
    }

    private void collectTables(EntityPersister entity) {
        Set<String> tables =
                tablesOfHierarchy.computeIfAbsent(
                        entity.getRootEntityName(), name -> new HashSet<>());
        for (var table : ((EntityMutationTarget) entity).getTableMappings()) {
            tables.add(table.getTableName());
        }
        tables.forEach(this::know);
        Arrays.asList(entity.getQuerySpaces()).forEach(space -> know(space.toString()));
    }

    private void know(String table) {
        if (!isSelect(table)) {
            byTable.computeIfAbsent(table, name -> new HashSet<>());
            tablesByName
                    .computeIfAbsent(SqlTokens.lastName(table), name -> new HashSet<>())
                    .add(table);
        }
    }

    private static boolean isSelect(String table) {
        return table.startsWith("(");
    }

    private Set<String> tablesOf(EntityPersister entity) {
        return tablesOfHierarchy.getOrDefault(entity.getRootEntityName(), Set.of());
    }

    private void addHierarchy(EntityPersister root) {
        String name = root.getRootEntityName();
        Keyspace entities = keyspace(root.getCacheAccessStrategy());
        Keyspace naturalIds = keyspace(root.getNaturalIdCacheAccessStrategy());
        if (entities != null) {
            add(entities, tablesOf(root), Set.of(name), columnsOf(root));
        }
        if (naturalIds != null) {
            Set<String> columns = new HashSet<>();
            root.getNaturalIdMapping()
                    .getNaturalIdAttributes()
                    .forEach(attribute -> attribute.forEachSelectable(into(columns)));
            add(naturalIds, tablesOf(root), Set.of(name), columns);
        }
        Set<String> declared = new HashSet<>();
        for (String each : root.getSubclassEntityNames()) {
            for (Object space : metamodel.getEntityDescriptor(each).getQuerySpaces()) {
                declared.add(space.toString());
            }
        }
        declared.removeAll(tablesOf(root));
        for (Keyspace keyspace : new Keyspace[] {entities, naturalIds}) {
            if (keyspace != null) {
                addDeclared(keyspace, declared);
                addFromSql(name, keyspace);
            }
        }
    }

    /** All columns that entities of a hierarchy read, without those of collections. */
    private Set<String> columnsOf(EntityPersister root) {
        Set<String> columns = new HashSet<>();
        for (String name : root.getSubclassEntityNames()) {
            EntityPersister entity = metamodel.getEntityDescriptor(name);
            entity.getIdentifierMapping().forEachSelectable(into(columns));
            entity.forEachAttributeMapping(
                    (AttributeMapping attribute) -> {
                        if (!(attribute instanceof PluralAttributeMapping)) {
                            attribute.forEachSelectable(into(columns));
                        }
                    });
        }
        return columns;
    }

    private static SelectableConsumer into(Set<String> columns) {
        return (position, column) -> columns.add(column.getSelectionExpression());
    }

    private void addCollection(CollectionPersister collection) {
        Keyspace keyspace = keyspace(collection.getCacheAccessStrategy());
        if (keyspace == null) {
            return;
        }
        String role = collection.getRole();
        checkKeys(collection);
        boolean arranged = sql.isArranged(role);
        EntityPersister element =
                CollectionTypes.element(collection) instanceof EntityType
                        ? collection.getElementPersister()
                        : null;
        Set<String> handled = new HashSet<>(Set.of(role));
        List<String> spaces = List.of(collection.getCollectionSpaces());
        String table = spaces.get(0);
        if (element != null && (collection.isOneToMany() || tablesOf(element).contains(table))) {
            handled.add(element.getRootEntityName());
        }
        if (collection.isManyToMany()) {
            handled.addAll(rolesSharing(table));
        }
        add(
                keyspace,
                Set.of(table),
                handled,
                collection.isOneToMany() && !arranged ? columnsWrittenBy(collection) : null);
        if (element != null && (collection.isOneToMany() || arranged)) {
            add(
                    keyspace,
                    tablesOf(element),
                    Set.of(role, element.getRootEntityName()),
                    arranged ? null : columnsWrittenBy(collection));
        }
        addDeclared(keyspace, new HashSet<>(spaces.subList(1, spaces.size())));
        addFromSql(role, keyspace);
    }

    private void checkKeys(CollectionPersister collection) {
        EntityPersister key = CollectionTypes.indexEntity(collection);
        if (key != null && HiddenRows.mayExist(key)) {
            problems.put(
                    collection.getRole(),
                    "its keys are entities that a restriction or a soft delete may hide, which"
                            + " Hibernate reads from rows, and does not find by their ids");
        }
    }

    /**
     * The other sides of a join table, which {@link InverseCollections#sharingTable} invalidates.
     */
    private Set<String> rolesSharing(String table) {
        Set<String> roles = new HashSet<>();
        metamodel.forEachCollectionDescriptor(
                (CollectionPersister other) -> {
                    if (other.getCollectionSpaces()[0].equals(table)) {
                        roles.add(other.getRole());
                    }
                });
        return roles;
    }

    /** The columns of its elements' rows that a collection writes; null if it has its own rows. */
    static @Nullable Set<String> columnsWrittenBy(CollectionPersister collection) {
        if (!collection.isOneToMany()) {
            return null;
        }
        Set<String> columns = new HashSet<>();
        PluralAttributeMapping attribute = collection.getAttributeMapping();
        attribute.getKeyDescriptor().visitKeySelectables(into(columns));
        if (attribute.getIndexDescriptor() != null) {
            attribute.getIndexDescriptor().forEachSelectable(into(columns));
        }
        return columns;
    }

    private void addFromSql(String role, Keyspace keyspace) {
        for (var reference : sql.referencesOf(role)) {
            EntityPersister target = metamodel.findEntityDescriptor(reference.entity());
            if (target == null) {
                continue;
            }
            for (String table : tablesOf(target)) {
                add(table, new Dependent(keyspace, Set.of(), reference.matter(), null));
            }
            reference
                    .restrictions()
                    .forEach(sql -> hidden.add(target.getRootEntityName(), keyspace, sql));
        }
        for (var fragment : sql.fragmentsOf(role)) {
            String suspect =
                    fragment.sql() == null
                            ? "not a named native query"
                            : addTables(keyspace, fragment.sql());
            if (!suspect.isEmpty() && !fragment.declared()) {
                problems.putIfAbsent(
                        role,
                        fragment.where()
                                + ": the tables that it depends on cannot be determined ("
                                + suspect
                                + ")");
            }
        }
    }

    /**
     * Adds the tables that a fragment of SQL reads.
     *
     * @return why they are uncertain, or empty if they are certain
     */
    private String addTables(Keyspace keyspace, String fragment) {
        SqlTables read = SqlTables.of(fragment);
        String suspect = read.suspect();
        for (String name : read.names()) {
            Set<String> tables = tablesByName.getOrDefault(name, Set.of());
            suspect = tables.isEmpty() ? name + " is not a mapped table" : suspect;
            add(keyspace, tables, Set.of(), null);
        }
        return suspect;
    }

    /** Adds declared tables, in addition to those of the role itself. */
    private void addDeclared(Keyspace keyspace, Set<String> declared) {
        for (String table : declared) {
            if (!isSelect(table)) {
                Set<String> known = tablesByName.getOrDefault(SqlTokens.lastName(table), Set.of());
                add(keyspace, known, Set.of(), null);
                add(keyspace, Set.of(table), Set.of(), null);
            }
        }
    }

    private void add(
            Keyspace keyspace,
            Collection<String> tables,
            Set<String> handled,
            @Nullable Set<String> columns) {
        for (String table : tables) {
            add(table, new Dependent(keyspace, handled, Matter.CONTENT, columns));
        }
    }

    private void add(String table, Dependent dependent) {
        byTable.computeIfAbsent(table, name -> new HashSet<>()).add(dependent);
    }

    private @Nullable Keyspace keyspace(@Nullable CachedDomainDataAccess access) {
        if (access instanceof CachedRole role) {
            everything.add(role.keyspace());
            return role.keyspace();
        }
        return null;
    }
}
