package io.hibernateredis.region;

import io.hibernateredis.store.Tag;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;

/**
 * The tags of the tables that something lies in. Every session factory with the same region prefix
 * shares them.
 */
final class Tables {

    private Tables() {}

    /** The tables of a whole hierarchy, as far as it is reachable from this entity. */
    static Set<Tag> of(RedisRegionFactory regionFactory, EntityPersister entity) {
        Set<Tag> tags = new HashSet<>();
        for (Object table : entity.getQuerySpaces()) {
            tags.add(of(regionFactory, table.toString()));
        }
        return Set.copyOf(tags);
    }

    static Set<Tag> of(RedisRegionFactory regionFactory, CollectionPersister collection) {
        Set<Tag> tags = new HashSet<>();
        for (String table : collection.getCollectionSpaces()) {
            tags.add(of(regionFactory, table));
        }
        return Set.copyOf(tags);
    }

    static Tag of(RedisRegionFactory regionFactory, String table) {
        return Tag.table(regionFactory.qualify(table));
    }
}
