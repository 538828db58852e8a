package io.hibernateredis.tags.internal;

import io.hibernateredis.internal.protocol.Tag;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** The entities of a session factory that have tags. Thread-safe. */
public final class TaggedEntities {

    private final Function<Class<?>, List<TagDeclaration>> declarations;
    private final Map<String, Optional<EntityTags>> byName = new ConcurrentHashMap<>();

    /**
     * @param declarations the tags that a class itself declares
     */
    public TaggedEntities(Function<Class<?>, List<TagDeclaration>> declarations) {
        this.declarations = declarations;
    }

    /** The tags of an entity, or null if it has none. */
    @Nullable EntityTags of(EntityPersister entity) {
        return byName.computeIfAbsent(
                        entity.getEntityName(),
                        name -> Optional.ofNullable(EntityTags.of(entity, declarations)))
                .orElse(null);
    }

    /**
     * Reads the tags of all entities.
     *
     * @throws IllegalArgumentException if a tag of an entity is malformed, or a path leads nowhere
     */
    public void check(SessionFactoryImplementor sessionFactory) {
        sessionFactory.getMappingMetamodel().forEachEntityDescriptor(this::of);
    }

    /**
     * What a statement on some tables invalidates.
     *
     * @param tables none if it is not known which
     */
    public Set<Tag> onBulk(SessionFactoryImplementor sessionFactory, Set<String> tables) {
        Set<Tag> tags = new HashSet<>();
        sessionFactory
                .getMappingMetamodel()
                .forEachEntityDescriptor(
                        entity -> {
                            EntityTags ofEntity = of(entity);
                            if (ofEntity != null && isAffected(entity, tables)) {
                                tags.addAll(ofEntity.onBulk());
                            }
                        });
        return tags;
    }

    private static boolean isAffected(EntityPersister entity, Set<String> tables) {
        if (tables.isEmpty()) {
            return true;
        }
        for (Object table : entity.getQuerySpaces()) {
            if (tables.contains(table.toString())) {
                return true;
            }
        }
        return false;
    }
}
