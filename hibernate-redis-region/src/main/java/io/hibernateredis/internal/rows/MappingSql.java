package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.rows.TableDependents.Matter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.MappingException;
import org.hibernate.boot.Metadata;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.Formula;
import org.hibernate.mapping.IndexedCollection;
import org.hibernate.mapping.Join;
import org.hibernate.mapping.ManyToOne;
import org.hibernate.mapping.OneToMany;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Selectable;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.ToOne;
import org.hibernate.mapping.Value;
import org.jspecify.annotations.Nullable;

/**
 * What the content of roles depends on beyond what persisters expose: fragments of SQL, and
 * references to rows that may be missing or that are found by another key than their id. Roles are
 * the names of root entities and of collections. Immutable once read.
 */
public final class MappingSql {

    /**
     * A fragment of SQL.
     *
     * @param where the attribute, or the part of the mapping, that contains it
     * @param sql null if it is not available
     * @param declared whether the mapping declares the tables that it reads
     */
    record Fragment(String where, @Nullable String sql, boolean declared) {}

    /**
     * A reference to rows of another entity.
     *
     * @param matter which writes of the row matter: all if it is found by a column that may change,
     *     and not by its id
     * @param restrictions of the other entity, if they matter
     */
    record Reference(String entity, Matter matter, List<String> restrictions) {}

    private final Map<String, List<Fragment>> fragments = new HashMap<>();
    private final Map<String, List<Reference>> references = new HashMap<>();
    private final Set<String> arranged = new HashSet<>();

    public MappingSql(Metadata metadata) {
        for (PersistentClass entity : metadata.getEntityBindings()) {
            read(metadata, entity);
        }
        // Last, because a restriction of the elements is also one of the collection.
        for (Collection collection : metadata.getCollectionBindings()) {
            read(metadata, collection);
        }
    }

    List<Fragment> fragmentsOf(String role) {
        return fragments.getOrDefault(role, List.of());
    }

    List<Reference> referencesOf(String role) {
        return references.getOrDefault(role, List.of());
    }

    /** Whether attributes of the elements decide which of them belong to a collection, or where. */
    boolean isArranged(String role) {
        return arranged.contains(role);
    }

    private void read(Metadata metadata, PersistentClass entity) {
        String role = entity.getRootClass().getEntityName();
        String name = entity.getEntityName();
        add(role, name + " (restriction)", entity.getWhere());
        add(role, name + " (discriminator)", entity.getDiscriminator());
        addTable(role, name, entity.getTable(), entity);
        for (Join join : entity.getJoins()) {
            addTable(role, name, join.getTable(), entity);
        }
        if (entity.getIdentifier() != null) {
            add(role, name + " (id)", entity.getIdentifier());
        }
        for (Property property : entity.getProperties()) {
            read(metadata, role, name, property);
        }
        addLoader(metadata, role, name, entity.getLoaderName());
    }

    private void read(Metadata metadata, String role, String owner, Property property) {
        String path = owner + "." + property.getName();
        Value value = property.getValue();
        if (value instanceof Component component) {
            component.getProperties().forEach(part -> read(metadata, role, path, part));
        } else if (!(value instanceof Collection)) {
            add(role, path, value);
            addReference(metadata, role, value, false);
            addRestrictions(metadata, role, path, value);
        }
    }

    private void read(Metadata metadata, Collection collection) {
        String role = collection.getRole();
        Value element = collection.getElement();
        String target = targetOf(element);
        PersistentClass entity = target == null ? null : metadata.getEntityBinding(target);
        String restriction = entity == null ? null : entity.getWhere();
        if (isArranged(collection, entity)) {
            arranged.add(role);
        }
        add(role, role + " (restriction)", collection.getWhere());
        add(role, role + " (restriction)", collection.getManyToManyWhere());
        add(role, role + " (restriction of its elements)", restriction);
        add(role, role + " (order)", orderOf(collection));
        add(role, role + " (order)", collection.getManyToManyOrdering());
        add(role, role + " (key)", collection.getKey());
        if (collection instanceof IndexedCollection indexed) {
            add(role, role + " (index)", indexed.getIndex());
        }
        if (element instanceof Component component) {
            component.getProperties().forEach(part -> read(metadata, role, role, part));
        } else if (element instanceof OneToMany) {
            addReference(metadata, role, element, true);
        } else {
            add(role, role + " (element)", element);
            addReference(metadata, role, element, true);
        }
        if (entity != null && arranged.contains(role)) {
            // The attribute that orders or keys the collection may be computed.
            fragments
                    .computeIfAbsent(role, key -> new ArrayList<>())
                    .addAll(fragmentsOf(entity.getRootClass().getEntityName()));
        }
        addLoader(metadata, role, role, collection.getLoaderName());
    }

    /**
     * Whether attributes of the elements decide which of them belong, in which order, or under
     * which key.
     */
    private static boolean isArranged(Collection collection, @Nullable PersistentClass element) {
        boolean isKeyed =
                collection instanceof org.hibernate.mapping.Map map
                        && map.getMapKeyPropertyName() != null;
        boolean isSoftlyDeleted =
                element != null && element.getRootClass().getSoftDeleteColumn() != null;
        return isKeyed
                || isSoftlyDeleted
                || (element != null && isPresent(element.getWhere()))
                || isPresent(collection.getWhere())
                || isPresent(collection.getManyToManyWhere())
                || isPresent(collection.getOrderBy())
                || isPresent(collection.getManyToManyOrdering());
    }

    /**
     * Replaces Hibernate's placeholder for the elements of a basic collection, which is not SQL.
     */
    private static @Nullable String orderOf(Collection collection) {
        String order = collection.getOrderBy();
        return order == null ? null : order.replace("$element$", "element");
    }

    private static @Nullable String targetOf(Value element) {
        if (element instanceof OneToMany many) {
            return many.getReferencedEntityName();
        }
        return element instanceof ToOne one ? one.getReferencedEntityName() : null;
    }

    /**
     * @param isElement whether a collection refers to it, which follows its deletion anyway
     */
    private void addReference(Metadata metadata, String role, Value value, boolean isElement) {
        boolean mayBeMissing =
                (value instanceof ManyToOne one && one.isIgnoreNotFound())
                        || (value instanceof OneToMany many && many.isIgnoreNotFound());
        boolean byKey = value instanceof ManyToOne one && !one.isReferenceToPrimaryKey();
        String target = targetOf(value);
        if (target == null) {
            return;
        }
        Matter matter = null;
        if (byKey && mayChange(metadata, target, ((ToOne) value).getReferencedPropertyName())) {
            matter = Matter.CONTENT;
        } else if (mayBeMissing || byKey) {
            matter = Matter.PRESENCE;
        } else if (!isElement && value instanceof ToOne && isDeletedSoftly(metadata, target)) {
            matter = Matter.REMOVAL;
        }
        if (matter != null) {
            add(role, new Reference(target, matter, List.of()));
        }
    }

    private void add(String role, Reference reference) {
        references.computeIfAbsent(role, key -> new ArrayList<>()).add(reference);
    }

    /**
     * A join that fetches an entity applies its restrictions: what they hide reads as null, or
     * takes the row of an element away. A reference that is not fetched reads as it is stored.
     */
    private void addRestrictions(
            Metadata metadata, String role, String where, @Nullable Value value) {
        if (!(value instanceof ToOne one)) {
            return;
        }
        PersistentClass target = metadata.getEntityBinding(one.getReferencedEntityName());
        if (target == null || (one.isLazy() && target.isLazy())) {
            return;
        }
        List<String> restrictions =
                target.getRootClass().getSubclassClosure().stream()
                        .map(PersistentClass::getWhere)
                        .filter(MappingSql::isPresent)
                        .distinct()
                        .toList();
        if (!restrictions.isEmpty()) {
            restrictions.forEach(sql -> add(role, where + " (restriction of its entity)", sql));
            add(role, new Reference(target.getEntityName(), Matter.VISIBILITY, restrictions));
        }
    }

    /** A reference to what is deleted softly reads as null where it is fetched by a join. */
    private static boolean isDeletedSoftly(Metadata metadata, String entity) {
        PersistentClass target = metadata.getEntityBinding(entity);
        return target != null && target.getRootClass().getSoftDeleteColumn() != null;
    }

    private static boolean mayChange(Metadata metadata, String entity, @Nullable String property) {
        try {
            PersistentClass target = metadata.getEntityBinding(entity);
            return target == null
                    || property == null
                    || target.getReferencedProperty(property).isUpdatable();
        } catch (MappingException e) {
            return true;
        }
    }

    private void addTable(String role, String where, Table table, PersistentClass entity) {
        boolean declared = !entity.getSynchronizedTables().isEmpty();
        for (String query : new String[] {table.getSubselect(), table.getViewQuery()}) {
            if (isPresent(query)) {
                add(role, new Fragment(where, query, declared));
            }
        }
    }

    /** Adds the select by which the mapping loads the entity or collection, if it defines one. */
    private void addLoader(Metadata metadata, String role, String where, @Nullable String loader) {
        if (isPresent(loader)) {
            var query = metadata.getNamedNativeQueryMapping(loader);
            add(
                    role,
                    new Fragment(
                            where + " (its own select)",
                            query == null ? null : query.getSqlQueryString(),
                            false));
        }
    }

    private void add(String role, String where, @Nullable Value value) {
        if (value == null) {
            return;
        }
        for (Selectable selectable : value.getSelectables()) {
            if (selectable instanceof Formula formula) {
                add(role, where, formula.getFormula());
            } else if (selectable instanceof Column column) {
                add(role, where, column.getCustomRead());
            }
        }
    }

    private void add(String role, String where, @Nullable String sql) {
        if (sql != null && !sql.isBlank()) {
            add(role, new Fragment(where, sql, false));
        }
    }

    private void add(String role, Fragment fragment) {
        fragments.computeIfAbsent(role, key -> new ArrayList<>()).add(fragment);
    }

    private static boolean isPresent(@Nullable String sql) {
        return sql != null && !sql.isBlank();
    }
}
