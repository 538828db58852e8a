package io.hibernateredis.tags.internal;

import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.util.HashSet;
import java.util.Set;

/** What the write of a row invalidates. */
final class WrittenTags {

    private final Set<String> tables;
    private final Set<Tag> tags = new HashSet<>();
    private final Set<Tag> ifUnknown = new HashSet<>();

    /**
     * @param tables that the row lies in, as the index knows them
     */
    WrittenTags(Set<String> tables) {
        this.tables = tables;
    }

    void add(Tag tag) {
        tags.add(tag);
    }

    /**
     * The version tells what another session changed since the row was loaded, but not what a
     * statement did.
     */
    void addIfUnknown(TagTemplate template) {
        if (!template.isOfIdentifier()) {
            ifUnknown.add(template.all());
        }
    }

    void invalidate(UnitOfWork unit) {
        tags.forEach(unit::invalidate);
        ifUnknown.forEach(tag -> unit.invalidateIfUnknown(tag, tables));
    }
}
