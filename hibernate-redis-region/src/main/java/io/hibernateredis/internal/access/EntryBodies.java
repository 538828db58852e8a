package io.hibernateredis.internal.access;

import io.hibernateredis.Counters;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.entry.EntryBody;
import io.hibernateredis.internal.entry.EntryCodec;
import io.hibernateredis.internal.log.RegionLog;
import io.hibernateredis.internal.protocol.Keyspace;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes and reads the bodies of the entries of one role, and counts failures. Thread-safe. */
final class EntryBodies {

    private final Keyspace keyspace;
    private final Lazy<EntryCodec> codec;
    private final Supplier<Counters> counters;

    EntryBodies(Keyspace keyspace, Supplier<EntryCodec> codec, Supplier<Counters> counters) {
        this.keyspace = keyspace;
        this.codec = new Lazy<>(codec);
        this.counters = counters;
    }

    /** The body of an entry, or null if a value cannot be written. */
    byte @Nullable [] write(Object value) {
        try {
            return EntryBody.of(codec.get(), value);
        } catch (RuntimeException | LinkageError e) {
            RegionLog.notCached(keyspace.toString(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    /**
     * What {@link #write} was given, or null if it cannot be read.
     *
     * @param from the position of the body
     */
    @Nullable Object read(byte[] bytes, int from) {
        try {
            return EntryBody.read(codec.get(), bytes, from);
        } catch (CorruptEntryException e) {
            unreadable(e);
            return null;
        }
    }

    /**
     * As {@link #read}, for those who look at an entry and do not use it.
     *
     * @throws CorruptEntryException if it cannot be read
     */
    Object decode(byte[] bytes, int from) {
        return EntryBody.read(codec.get(), bytes, from);
    }

    /** Counts and logs an entry that cannot be used. */
    void unreadable(CorruptEntryException e) {
        RegionLog.unreadable(keyspace.toString(), String.valueOf(e.getMessage()));
        counters.get().increment(Event.UNREADABLE);
    }
}
