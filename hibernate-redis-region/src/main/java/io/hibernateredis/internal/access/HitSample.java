package io.hibernateredis.internal.access;

import io.hibernateredis.internal.protocol.Entry;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Hands hits to whoever wants some of them. While nobody does, which is the rule, a hit costs the
 * read of a field. Thread-safe.
 */
public final class HitSample {

    private volatile @Nullable Receiver receiver;

    /** Wants some hits. Must be thread-safe and fast: it is asked at each hit. */
    public interface Receiver {

        boolean wants(String region);

        void take(Hit hit);
    }

    /**
     * An entry that was found.
     *
     * @param origin the id, or the values of the natural id, that it was looked up by
     * @param tenant of the session, or null
     */
    public record Hit(CheckedRole role, Entry entry, Object origin, @Nullable Object tenant) {}

    public void sendTo(Receiver newReceiver) {
        receiver = newReceiver;
    }

    void note(CheckedRole role, SharedSessionContractImplementor session, EntryKey key) {
        Receiver known = receiver;
        if (known != null && known.wants(role.keyspace().region())) {
            known.take(
                    new Hit(role, key.entry(), key.origin(), session.getTenantIdentifierValue()));
        }
    }
}
