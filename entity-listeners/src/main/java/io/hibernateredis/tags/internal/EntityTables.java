package io.hibernateredis.tags.internal;

import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.rows.RowGroups;
import io.hibernateredis.region.RedisRegionFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.EntityMutationTarget;
import org.hibernate.persister.entity.mutation.EntityTableMapping;

/** The tables that entities and their collections lie in. */
final class EntityTables {

    private EntityTables() {}

    /** The row groups of a session factory, whose second-level cache must be in Redis. */
    static RowGroups rowGroups(SessionFactoryImplementor factory) {
        return Objects.requireNonNull(RedisRegionFactory.of(factory))
                .unwrap(SessionFactoryCache.class)
                .rows()
                .groups();
    }

    static EntityPersister persister(SessionFactoryImplementor factory, Class<?> entity) {
        var found = factory.getMappingMetamodel().findEntityDescriptor(entity.getName());
        if (found == null) {
            throw new IllegalArgumentException(entity.getName() + " is not an entity");
        }
        return found;
    }

    static List<EntityPersister> hierarchy(SessionFactoryImplementor factory, Class<?> entity) {
        List<EntityPersister> all = new ArrayList<>();
        for (String name : persister(factory, entity).getSubclassEntityNames()) {
            all.add(factory.getMappingMetamodel().getEntityDescriptor(name));
        }
        return all;
    }

    static List<EntityTableMapping> tablesOf(EntityPersister persister) {
        return List.of(((EntityMutationTarget) persister).getTableMappings());
    }

    static Set<String> spacesOf(EntityPersister persister) {
        Set<String> names = new LinkedHashSet<>();
        for (Object space : persister.getQuerySpaces()) {
            names.add(space.toString());
        }
        return names;
    }

    /** The tables of the collections that an entity writes. */
    static Set<String> ownedBy(EntityPersister persister) {
        Set<String> names = new LinkedHashSet<>();
        persister.forEachAttributeMapping(
                attribute -> {
                    if (attribute instanceof PluralAttributeMapping collection
                            && !collection.getCollectionDescriptor().isInverse()) {
                        names.addAll(
                                List.of(
                                        collection
                                                .getCollectionDescriptor()
                                                .getCollectionSpaces()));
                    }
                });
        return names;
    }

    static Set<Tag> tables(SessionFactoryImplementor factory, Collection<String> names) {
        RowGroups groups = rowGroups(factory);
        Set<Tag> tags = new LinkedHashSet<>();
        names.forEach(name -> tags.add(Tag.table(groups.nameOf(name))));
        return tags;
    }
}
