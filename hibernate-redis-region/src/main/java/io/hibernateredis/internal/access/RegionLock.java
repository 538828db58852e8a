package io.hibernateredis.internal.access;

import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.rows.Tables;
import io.hibernateredis.internal.session.SessionWork;
import java.lang.ref.WeakReference;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * A lock on a whole keyspace, which Hibernate takes without passing the session.
 *
 * <p>A bulk statement passes the session in the following {@code removeAll(session)}; the eviction
 * of collections follows an event whose session was recorded by {@link #eventOf}. A lock that is
 * bound to a session by neither is compensated by an eviction when it is released, after the
 * commit.
 */
public final class RegionLock implements SoftLock {

    // Weak, because pooled threads outlive session factories and must not keep them or our classes
    // reachable. Hibernate holds the lock, and the application the session, as long as they matter.
    private static final ThreadLocal<WeakReference<RegionLock>> LAST = new ThreadLocal<>();
    private static final ThreadLocal<WeakReference<SharedSessionContractImplementor>> EVENT =
            new ThreadLocal<>();

    private final Keyspace keyspace;
    private final Set<Tag> tags;
    private boolean bound;

    private RegionLock(Keyspace keyspace, Set<Tag> tags) {
        this.keyspace = keyspace;
        this.tags = tags;
    }

    static RegionLock take(
            Keyspace keyspace, Tables tables, SessionFactoryImplementor sessionFactory) {
        Set<Tag> tags = new HashSet<>(tables.all());
        tags.add(keyspace.floor());
        var lock = new RegionLock(keyspace, tags);
        SharedSessionContractImplementor session = referent(EVENT.get());
        if (session != null
                && !session.isClosed()
                && session.getFactory() == sessionFactory
                && session.isTransactionInProgress()) {
            SessionWork.of(session)
                    .change(
                            unit -> {
                                unit.invalidateAll(keyspace);
                                tables.invalidate(unit);
                            });
            lock.bound = true;
        }
        LAST.set(new WeakReference<>(lock));
        return lock;
    }

    /**
     * Binds the lock just taken on a keyspace, because the keyspace is being cleared for a known
     * session.
     */
    static void bind(Keyspace keyspace) {
        RegionLock last = referent(LAST.get());
        if (last != null && last.keyspace == keyspace) {
            last.bound = true;
        }
        LAST.remove();
    }

    /** Records the session whose event is being handled on this thread; null if it is unknown. */
    public static void eventOf(@Nullable SharedSessionContractImplementor session) {
        if (session == null) {
            EVENT.remove();
        } else {
            EVENT.set(new WeakReference<>(session));
        }
    }

    private static <T> @Nullable T referent(@Nullable WeakReference<T> reference) {
        return reference == null ? null : reference.get();
    }

    boolean isBound() {
        return bound;
    }

    Set<Tag> tags() {
        return tags;
    }
}
