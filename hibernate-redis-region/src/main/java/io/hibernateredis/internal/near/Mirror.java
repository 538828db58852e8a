package io.hibernateredis.internal.near;

import io.hibernateredis.internal.protocol.Invalidation;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.MirrorLease;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM knows of the invalidations in an index: when each tag was last invalidated, up to a
 * position, and until when what is near may be served by it.
 *
 * <p>Thread-safe. Reads take no lock: they take a lease, look at the tags of what is near, then at
 * the low-water mark, and last whether that lease is over. So it was not when they looked, and a
 * lease that begins meanwhile cannot vouch for what they saw.
 */
public final class Mirror {

    private static final long NANOS_A_MILLI = 1_000_000L;

    private final int mostTags;
    private final LongSupplier nanoTime;
    private final LongSupplier wallMillis;
    private final ReentrantLock changing = new ReentrantLock();

    private volatile Epoch epoch = new Epoch(0, Long.MAX_VALUE);
    private volatile @Nullable Lease lease;

    /** The last one, before which no lease holds. Changed under {@code changing} alone. */
    private volatile Object suspension = new Object();

    /** Guarded by {@code changing}. */
    private long position;

    /**
     * The time since everything near was dropped: what is near belongs to one of them.
     *
     * <p>Changed under {@code changing} alone.
     */
    static final class Epoch {

        private final long nonce;
        private final Map<String, Long> last = new ConcurrentHashMap<>();
        private final Queue<Map.Entry<String, Long>> order = new ArrayDeque<>();
        private volatile long low;

        private Epoch(long nonce, long low) {
            this.nonce = nonce;
            this.low = low;
        }

        long nonce() {
            return nonce;
        }

        /** Whether nothing on these tags was invalidated after a position. */
        boolean holds(long seen, String[] members) {
            for (String member : members) {
                Long at = last.get(member);
                if (at != null && at > seen) {
                    return false;
                }
            }
            return seen >= low;
        }
    }

    /**
     * That a call was answered, since when what is near may be served for a while: by all, or, with
     * barriers, by those that waited for it. It runs on two clocks, since one may stand still while
     * a machine sleeps. Immutable.
     */
    public static final class Lease {

        private final Epoch epoch;
        private final Object suspension;
        private final long nanos;
        private final long millis;

        private Lease(Epoch epoch, Asked asked) {
            this.epoch = epoch;
            this.suspension = asked.suspension;
            this.nanos = asked.nanos;
            this.millis = asked.millis;
        }
    }

    /**
     * @param mostTags how many tags are remembered, at least 1; beyond, what is near from before
     *     the oldest is dropped
     * @param nanoTime as {@link System#nanoTime}
     * @param wallMillis as {@link System#currentTimeMillis}
     */
    public Mirror(int mostTags, LongSupplier nanoTime, LongSupplier wallMillis) {
        this.mostTags = mostTags;
        this.nanoTime = nanoTime;
        this.wallMillis = wallMillis;
    }

    /** To be kept with what is near. */
    Epoch epoch() {
        return epoch;
    }

    /** The one that runs longest; null if there is none. */
    @Nullable Lease lease() {
        return lease;
    }

    /**
     * Whether something near is what Redis would have answered when a lease began, or later.
     *
     * @param since to which it belongs
     * @param seen up to which position it is known to be valid
     * @param members of the tags that it depends on
     */
    boolean vouchesFor(Lease held, Epoch since, long seen, String[] members) {
        return held.epoch == since && since.holds(seen, members) && isInForce(held);
    }

    /** Whether something near has not been invalidated as far as is known. */
    boolean holds(Epoch since, long seen, String[] members) {
        return epoch == since && since.holds(seen, members);
    }

    /** Whether all may be served what is near, at present. */
    boolean isServing() {
        Lease held = lease;
        return held != null && isInForce(held);
    }

    /** Whether anything near may be served by a lease, at present. */
    public boolean isInForce(Lease held) {
        return held.suspension == suspension
                && held.epoch == epoch
                && nanoTime.getAsLong() - held.nanos < MirrorLease.NANOS
                && (wallMillis.getAsLong() - held.millis) * NANOS_A_MILLI < MirrorLease.NANOS;
    }

    /** A call that asks for what was invalidated, to be made before it is sent. */
    public Asked ask() {
        changing.lock();
        try {
            return new Asked(
                    new LoadTime(epoch.nonce, position),
                    suspension,
                    nanoTime.getAsLong(),
                    wallMillis.getAsLong());
        } finally {
            changing.unlock();
        }
    }

    /** What was known when a call was sent. */
    public static final class Asked {

        private final LoadTime applied;
        private final Object suspension;
        private final long nanos;
        private final long millis;

        private Asked(LoadTime applied, Object suspension, long nanos, long millis) {
            this.applied = applied;
            this.suspension = suspension;
            this.nanos = nanos;
            this.millis = millis;
        }

        /** The index, and the position up to which every event has been applied; 0 if none. */
        public LoadTime applied() {
            return applied;
        }
    }

    /**
     * Applies the answer to a call.
     *
     * @param now nonce and clock of the index that answered
     * @param events after the position asked for; null if they are unknown
     * @return by which what is near may be served from now on; null if it may not
     */
    @Nullable Lease answered(Asked asked, LoadTime now, @Nullable List<Invalidation> events) {
        changing.lock();
        try {
            if (asked.applied.nonce() != epoch.nonce) {
                // Another answer was applied meanwhile, of another index: it is not known which
                // of the two is the later one.
                if (now.nonce() != epoch.nonce) {
                    begin(now);
                }
                return null;
            }
            if (events == null || now.nonce() != epoch.nonce) {
                begin(now);
            } else {
                events.forEach(this::apply);
                position = Math.max(position, now.clock());
            }
            if (asked.suspension != suspension) {
                return null;
            }
            var granted = new Lease(epoch, asked);
            lease = later(lease, granted);
            return granted;
        } finally {
            changing.unlock();
        }
    }

    private static Lease later(@Nullable Lease one, Lease other) {
        return one == null || one.nanos - other.nanos <= 0 ? other : one;
    }

    private void begin(LoadTime now) {
        lease = null;
        epoch = new Epoch(now.nonce(), now.clock());
        position = now.clock();
    }

    /**
     * Applies an event that was published.
     *
     * @return false if others came between it and what is known
     */
    public boolean published(Invalidation.Published published) {
        changing.lock();
        try {
            if (published.nonce() != epoch.nonce || published.before() > position) {
                return false;
            }
            apply(published.event());
            position = Math.max(position, published.event().position());
            return true;
        } finally {
            changing.unlock();
        }
    }

    private void apply(Invalidation event) {
        Epoch current = epoch;
        for (String member : event.members()) {
            if (member.equals(Invalidation.EVERYTHING)) {
                current.low = Math.max(current.low, event.position());
            } else {
                current.last.merge(member, event.position(), Math::max);
                current.order.add(Map.entry(member, event.position()));
            }
        }
        forgetOldest(current);
    }

    /** What is forgotten raises the low-water mark first. */
    private void forgetOldest(Epoch current) {
        while (current.order.size() > mostTags) {
            Map.Entry<String, Long> gone = current.order.remove();
            current.low = Math.max(current.low, gone.getValue());
            current.last.remove(gone.getKey(), gone.getValue());
        }
    }

    /** What calls would bring cannot be read: the next one begins anew. */
    void restart() {
        changing.lock();
        try {
            position = 0;
        } finally {
            changing.unlock();
        }
    }

    /** Serves nothing until a call is answered that is made after this. */
    public void suspend() {
        changing.lock();
        try {
            lease = null;
            suspension = new Object();
        } finally {
            changing.unlock();
        }
    }
}
