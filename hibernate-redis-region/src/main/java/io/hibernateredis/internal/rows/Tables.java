package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.transaction.UnitOfWork;
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
public final class Tables {

    private final Set<String> names;

    private Tables(IndexNames names, Collection<?> tables) {
        Set<String> qualified = new HashSet<>();
        tables.forEach(table -> qualified.add(names.of(table.toString())));
        this.names = Set.copyOf(qualified);
    }

    /** The tables of a whole hierarchy, as far as it is reachable from this entity. */
    public static Tables of(IndexNames names, EntityPersister entity) {
        return new Tables(names, List.of(entity.getQuerySpaces()));
    }

    public static Tables of(IndexNames names, CollectionPersister collection) {
        return new Tables(names, List.of(collection.getCollectionSpaces()));
    }

    public static Tables of(IndexNames names, Collection<String> tables) {
        return new Tables(names, tables);
    }

    /** Something was written, and which rows is told by other means. */
    public void invalidate(UnitOfWork unit) {
        names.forEach(table -> unit.invalidate(Tag.table(table)));
    }

    /** Something was written, and nobody can tell which rows. */
    public void invalidateUnknownRows(UnitOfWork unit) {
        names.forEach(unit::invalidateTable);
    }

    /** All that depends on any of them. */
    public Set<Tag> all() {
        Set<Tag> tags = new HashSet<>();
        for (String table : names) {
            tags.add(Tag.table(table));
            tags.add(Tag.unknownRows(table));
        }
        return tags;
    }
}
