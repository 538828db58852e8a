package io.hibernateredis.tags;

import io.hibernateredis.tags.internal.TagSet;
import io.hibernateredis.tags.internal.TagSource;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a value of the application depends on: names of its own, and what lies in the database. A
 * write through Hibernate of any of it invalidates the value. Immutable; equal by what was named.
 */
public final class Tags extends TagSet {

    private static final Tags NONE = new Tags(Set.of());

    private Tags(Set<TagSource> sources) {
        super(sources);
    }

    /** Nothing: a value that stays valid until its time to live ends. */
    public static Tags none() {
        return NONE;
    }

    /** Names of the application's own, which entities invalidate by {@link CacheTags}. */
    public static Tags named(String... names) {
        Set<TagSource> parts = new LinkedHashSet<>();
        for (String name : names) {
            parts.add(new TagSource.Named(name));
        }
        return new Tags(parts);
    }

    /** All rows of a table, by its name in the mapping. */
    public static Tags table(String name) {
        return new Tags(Set.of(new TagSource.OfTable(name)));
    }

    /** All entities of a type and its subtypes, with the collections that they own. */
    public static Tags type(Class<?> entity) {
        return new Tags(Set.of(new TagSource.OfType(entity)));
    }

    /**
     * One entity, with the collections that it owns. As selective as {@link #rows}: the entity
     * should have a version.
     */
    public static Tags entity(Class<?> entity, Object id) {
        return new Tags(Set.of(new TagSource.OfEntity(entity, id)));
    }

    /**
     * The rows of an entity's table that have a value, such as {@code rows(Task.class,
     * "project.id", 5)}: rows that get or lose it, and changes of rows that have it. Other rows of
     * the table may be written. Entities without {@code @Version} invalidate all groups.
     *
     * @param path of a property whose column holds an integer, a boolean, a UUID, an enum, or text
     *     where the database compares it as written
     */
    public static Tags rows(Class<?> entity, String path, Object value) {
        return new Tags(Set.of(new TagSource.OfRows(entity, path, value)));
    }

    /** These and others. */
    public Tags and(Tags others) {
        return new Tags(union(this, others));
    }
}
