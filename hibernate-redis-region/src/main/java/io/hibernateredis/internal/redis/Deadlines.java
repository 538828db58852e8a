package io.hibernateredis.internal.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;

/**
 * Ends exchanges that last too long, by closing their sockets. A socket's own time-out begins anew
 * with every read and there is none for writes, so a server that answers byte by byte, or reads no
 * more of a large value, could hold a thread for ever. Thread-safe.
 *
 * <p>One thread for all connections of this JVM looks at what is under way. It is not notified of
 * each exchange: it wakes at the earliest deadline that it has seen, or when the shortest limit is
 * over that was ever asked for, before which nothing that began meanwhile can be due. It ends when
 * nothing has been under way for that long, so that nothing of it outlives the session factories.
 */
final class Deadlines {

    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Deadlines SHARED = new Deadlines(System::nanoTime);

    private final LongSupplier nanoTime;
    private final Set<Watched> connections = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Thread thread;
    private volatile long shortestNanos = LONGEST_PAUSE_NANOS;

    private Deadlines(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Watches the exchanges of a connection, until it is {@linkplain Watched#forget forgotten}. */
    static Watched watch(Connection connection) {
        var watched = new Watched(connection);
        SHARED.connections.add(watched);
        return watched;
    }

    private void began(long nanos) {
        if (thread == null || nanos < shortestNanos) {
            wake(nanos);
        }
    }

    private synchronized void wake(long nanos) {
        shortestNanos = Math.min(shortestNanos, nanos);
        Thread running = thread;
        if (running != null) {
            LockSupport.unpark(running);
            return;
        }
        var started = new Thread(this::run, "hibernate-redis-deadlines");
        started.setDaemon(true);
        started.setContextClassLoader(Deadlines.class.getClassLoader());
        thread = started;
        started.start();
    }

    private void run() {
        boolean idle = false;
        while (true) {
            long now = nanoTime.getAsLong();
            long pause = shortestNanos;
            boolean underWay = false;
            for (Watched watched : connections) {
                long deadline = watched.deadlineNanos.get();
                if (deadline == Watched.NONE) {
                    continue;
                }
                underWay = true;
                if (deadline - now > 0) {
                    pause = Math.min(pause, deadline - now);
                } else {
                    watched.expire(deadline);
                }
            }
            if (!underWay && idle && isOver()) {
                return;
            }
            idle = !underWay;
            LockSupport.parkNanos(pause);
        }
    }

    /** An exchange that begins meanwhile sees that there is no thread, or is seen here. */
    private synchronized boolean isOver() {
        thread = null;
        if (connections.stream().allMatch(watched -> watched.deadlineNanos.get() == Watched.NONE)) {
            return true;
        }
        thread = Thread.currentThread();
        return false;
    }

    /** One connection. Its exchanges are of one thread at a time. */
    static final class Watched {

        private static final long NONE = 0;

        private final Connection connection;
        private final AtomicLong deadlineNanos = new AtomicLong(NONE);
        private boolean limited;
        private boolean overdue;

        private Watched(Connection connection) {
            this.connection = connection;
        }

        /**
         * An exchange begins: the connection is closed if it does not {@linkplain #end end} in
         * time.
         *
         * @param nanos 0 or less for no limit
         */
        void begin(long nanos) {
            limited = nanos > 0;
            overdue = false;
            if (limited) {
                long deadline = SHARED.nanoTime.getAsLong() + nanos;
                deadlineNanos.set(deadline == NONE ? 1 : deadline);
                SHARED.began(nanos);
            }
        }

        /** The exchange has ended. Returns whether its connection was closed, being overdue. */
        boolean end() {
            if (limited) {
                limited = false;
                overdue = deadlineNanos.getAndSet(NONE) == NONE;
            }
            return overdue;
        }

        private void expire(long deadline) {
            // From here on the connection is not given to another exchange.
            if (deadlineNanos.compareAndSet(deadline, NONE)) {
                try {
                    connection.forceDisconnect();
                } catch (IOException | RuntimeException e) {
                    // What cannot be closed is broken; its user finds that out.
                }
            }
        }

        /** The connection is closed, or is not ours any more. */
        void forget() {
            SHARED.connections.remove(this);
        }
    }
}
