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
 * A set of tables, by their names in the index. All session factories with the same region prefix
 * share them. Immutable.
 */
public final class Tables {

    private final Set<String> names;
    private final List<Tag> tags;

    private Tables(IndexNames names, Collection<?> tables) {
        Set<String> qualified = new HashSet<>();
        tables.forEach(table -> qualified.add(names.of(table.toString())));
        this.names = Set.copyOf(qualified);
        this.tags = this.names.stream().map(Tag::table).toList();
    }

    /** The tables of a hierarchy, as far as they are reachable from this entity. */
    public static Tables of(IndexNames names, EntityPersister entity) {
        return new Tables(names, List.of(entity.getQuerySpaces()));
    }

    public static Tables of(IndexNames names, CollectionPersister collection) {
        return new Tables(names, List.of(collection.getCollectionSpaces()));
    }

    public static Tables of(IndexNames names, Collection<String> tables) {
        return new Tables(names, tables);
    }

    /** Something was written, and the rows are invalidated separately. */
    public void invalidate(UnitOfWork unit) {
        tags.forEach(unit::invalidate);
    }

    /** Something was written, and the rows are unknown. */
    public void invalidateUnknownRows(UnitOfWork unit) {
        names.forEach(unit::invalidateTable);
    }

    /** The tags of everything that depends on any of the tables. */
    public Set<Tag> all() {
        Set<Tag> tags = new HashSet<>();
        for (String table : names) {
            tags.add(Tag.table(table));
            tags.add(Tag.unknownRows(table));
        }
        return tags;
    }
}
