package io.hibernateredis.region;

import io.hibernateredis.store.Tag;
import io.hibernateredis.store.UnitOfWork;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;

/**
 * The tables that something lies in, by the names under which the index knows them. Every session
 * factory with the same region prefix shares them. Immutable.
 */
final class Tables {

    private final Set<String> names;

    private Tables(RedisRegionFactory regionFactory, Collection<?> tables) {
        Set<String> qualified = new HashSet<>();
        tables.forEach(table -> qualified.add(regionFactory.qualify(table.toString())));
        this.names = Set.copyOf(qualified);
    }

    /** The tables of a whole hierarchy, as far as it is reachable from this entity. */
    static Tables of(RedisRegionFactory regionFactory, EntityPersister entity) {
        return new Tables(regionFactory, List.of(entity.getQuerySpaces()));
    }

    static Tables of(RedisRegionFactory regionFactory, CollectionPersister collection) {
        return new Tables(regionFactory, List.of(collection.getCollectionSpaces()));
    }

    static Tables of(RedisRegionFactory regionFactory, Collection<String> tables) {
        return new Tables(regionFactory, tables);
    }

    /** Something was written, and which rows is told by other means. */
    void touch(UnitOfWork unit) {
        names.forEach(table -> unit.touch(Tag.table(table)));
    }

    /** Something was written, and nobody can tell which rows. */
    void touchUnknownRows(UnitOfWork unit) {
        names.forEach(unit::touchTable);
    }

    /** All that depends on any of them. */
    Set<Tag> all() {
        Set<Tag> tags = new HashSet<>();
        for (String table : names) {
            tags.add(Tag.table(table));
            tags.add(Tag.unknownRows(table));
        }
        return tags;
    }
}
