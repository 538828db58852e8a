package io.hibernateredis.tags.internal;

import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.rows.RowGroups;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** The tags that the writes of one entity invalidate. Immutable. */
final class EntityTags {

    private final List<TagTemplate> templates;
    private final Set<Tag> onBulk;

    /** The tables of the entity, by their names in the index. */
    private final Set<String> tables;

    private EntityTags(List<TagTemplate> templates, Set<Tag> onBulk, Set<String> tables) {
        this.tables = tables;
        this.templates = templates;
        this.onBulk = onBulk;
    }

    /**
     * @param declarations the tags that a class itself declares
     * @return null if the entity has no tags
     * @throws IllegalArgumentException if a tag of it is malformed, or a path leads nowhere
     */
    static @Nullable EntityTags of(
            EntityPersister entity, Function<Class<?>, List<TagDeclaration>> declarations) {
        List<TagTemplate> templates = new ArrayList<>();
        Set<Tag> onBulk = new LinkedHashSet<>();
        for (Class<?> type = entity.getMappedClass(); type != null; type = type.getSuperclass()) {
            for (TagDeclaration declared : declarations.apply(type)) {
                List<TagTemplate> own =
                        declared.tags().stream().map(t -> TagTemplate.of(entity, t)).toList();
                templates.addAll(own);
                if (declared.onBulk().isEmpty()) {
                    own.forEach(template -> onBulk.add(template.all()));
                }
                for (String name : declared.onBulk()) {
                    onBulk.add(literal(entity, name));
                }
            }
        }
        return templates.isEmpty()
                ? null
                : new EntityTags(List.copyOf(templates), onBulk, tablesOf(entity));
    }

    private static Set<String> tablesOf(EntityPersister entity) {
        RowGroups names = EntityTables.rowGroups(entity.getFactory());
        Set<String> tables = new TreeSet<>();
        for (Object space : entity.getQuerySpaces()) {
            tables.add(names.nameOf(space.toString()));
        }
        return tables;
    }

    private static Tag literal(EntityPersister entity, String name) {
        TagTemplate template = TagTemplate.of(entity, name);
        if (!template.isLiteral()) {
            throw new IllegalArgumentException(
                    "onBulk of "
                            + entity.getEntityName()
                            + " has a placeholder, and a bulk statement has no entity: "
                            + name);
        }
        return template.all();
    }

    /** What a bulk statement invalidates. */
    Set<Tag> onBulk() {
        return onBulk;
    }

    /** What the write of an unknown row invalidates. */
    WrittenTags ofAny() {
        var tags = new WrittenTags(tables);
        templates.forEach(template -> tags.add(template.all()));
        return tags;
    }

    WrittenTags ofInsert(Object id, Object[] after) {
        var tags = new WrittenTags(tables);
        templates.forEach(template -> tags.add(template.of(id, after)));
        return tags;
    }

    /**
     * What a row invalidates that was not overwritten since it was loaded, except by a statement.
     */
    WrittenTags ofLoaded(Object id, Object[] state) {
        var tags = new WrittenTags(tables);
        for (TagTemplate template : templates) {
            tags.add(template.of(id, state));
            tags.addIfUnknown(template);
        }
        return tags;
    }

    /**
     * What a write invalidates that overwrites a row or deletes it.
     *
     * @param before the row as it was loaded, or null if it was not
     * @param after null if it is deleted
     */
    WrittenTags ofOverwrite(Object id, Object @Nullable [] before, Object @Nullable [] after) {
        var tags = new WrittenTags(tables);
        for (TagTemplate template : templates) {
            boolean known =
                    template.isOfIdentifier()
                            || (before != null
                                    && (template.neverChanges() || template.changeIsSeen()));
            if (known) {
                tags.addIfUnknown(template);
            } else {
                // Another session may have overwritten the state, and its tags are unknown.
                tags.add(template.all());
            }
            if (before != null || after == null) {
                tags.add(template.of(id, before));
            }
            if (after != null) {
                tags.add(template.of(id, after));
            }
        }
        return tags;
    }
}
