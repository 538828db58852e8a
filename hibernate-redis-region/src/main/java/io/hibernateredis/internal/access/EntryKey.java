package io.hibernateredis.internal.access;

import io.hibernateredis.internal.protocol.Entry;
import java.util.Objects;
import java.util.function.Supplier;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** A cache key as Hibernate passes it around: the entry, and what it was derived from. */
final class EntryKey {

    private @Nullable Entry entry;
    private final @Nullable Supplier<Entry> later;
    private final Object origin;
    private final @Nullable SharedSessionContractImplementor session;
    private final @Nullable EntityPersister asked;
    private final boolean ambiguous;

    private EntryKey(
            @Nullable Entry entry,
            @Nullable Supplier<Entry> later,
            Object origin,
            @Nullable SharedSessionContractImplementor session,
            @Nullable EntityPersister asked,
            boolean ambiguous) {
        this.entry = entry;
        this.later = later;
        this.origin = origin;
        this.session = session;
        this.asked = asked;
        this.ambiguous = ambiguous;
    }

    /**
     * The key of an entity or a collection.
     *
     * @param asked the entity that is looked for, which may be a subclass; null if it is not an
     *     entity
     * @param ambiguous whether the key may mean other entries as well, because it has no tenant, or
     *     because the id is not of the mapped type
     */
    static EntryKey ofId(
            Entry entry, Object id, @Nullable EntityPersister asked, boolean ambiguous) {
        return new EntryKey(entry, null, id, null, asked, ambiguous);
    }

    /**
     * The key of a natural id.
     *
     * @param session because Hibernate evicts natural ids without passing the session
     */
    static EntryKey ofNaturalId(
            Entry entry, Object values, SharedSessionContractImplementor session) {
        return new EntryKey(entry, null, values, session, null, false);
    }

    /**
     * As {@link #ofNaturalId}, for a key whose entry is mostly not needed.
     *
     * @param entry is asked for while the session has not changed
     */
    static EntryKey ofNaturalId(
            Supplier<Entry> entry, Object values, SharedSessionContractImplementor session) {
        return new EntryKey(null, entry, values, session, null, false);
    }

    Entry entry() {
        Entry known = entry;
        if (known == null) {
            known = Objects.requireNonNull(later).get();
            entry = known;
        }
        return known;
    }

    /** The id, or the values of the natural id. */
    Object origin() {
        return origin;
    }

    @Nullable SharedSessionContractImplementor session() {
        return session;
    }

    @Nullable EntityPersister asked() {
        return asked;
    }

    boolean ambiguous() {
        return ambiguous;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntryKey that && entry().equals(that.entry());
    }

    @Override
    public int hashCode() {
        return entry().hashCode();
    }

    @Override
    public String toString() {
        return entry().toString();
    }
}
