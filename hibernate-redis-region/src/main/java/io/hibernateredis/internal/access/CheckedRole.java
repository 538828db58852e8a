package io.hibernateredis.internal.access;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** A role whose entries can be compared with what the database says. Thread-safe. */
public interface CheckedRole {

    Keyspace keyspace();

    /**
     * Loads what an entry holds from the database.
     *
     * @param session one of its own, which reads nothing from the cache; it is told to store
     *     nothing
     * @param origin the id, or the values of the natural id, that the entry was looked up by
     */
    Loaded load(SharedSessionContractImplementor session, Entry entry, Object origin);

    /**
     * Whether two bodies hold the same state, as far as entries hold it: the order of a set does
     * not count, nor an attribute that one of them has not fetched.
     *
     * @throws io.hibernateredis.internal.codec.CorruptEntryException if one cannot be read
     */
    boolean isSame(byte[] one, int from, byte[] other, int fromOther);

    /**
     * What the database says.
     *
     * @param exists false if the row is not there
     * @param body as it would be stored; null if there is none, or it would not be stored
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Loaded(boolean exists, byte @Nullable [] body) {

        static final Loaded ABSENT = new Loaded(false, null);
        static final Loaded UNKNOWN = new Loaded(true, null);
    }
}
