package io.hibernateredis.internal.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
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
    private final Set<Watched> underWay = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Thread thread;
    private volatile long shortestNanos = LONGEST_PAUSE_NANOS;

    private Deadlines(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Closes the socket of a connection if it is not {@linkplain Watched#over over} in time.
     *
     * @param nanos 0 or less for no limit
     */
    static Watched watch(Connection connection, long nanos) {
        var watched = new Watched(connection, SHARED.nanoTime.getAsLong() + nanos);
        if (nanos > 0) {
            SHARED.add(watched, nanos);
        }
        return watched;
    }

    private void add(Watched watched, long nanos) {
        underWay.add(watched);
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
            if (underWay.isEmpty() && idle && isOver()) {
                return;
            }
            idle = underWay.isEmpty();
            long pause = shortestNanos;
            for (Watched watched : underWay) {
                long left = watched.deadlineNanos - now;
                if (left > 0) {
                    pause = Math.min(pause, left);
                } else {
                    watched.expire();
                }
            }
            LockSupport.parkNanos(pause);
        }
    }

    /** An exchange that begins meanwhile sees that there is no thread, or is seen here. */
    private synchronized boolean isOver() {
        thread = null;
        if (underWay.isEmpty()) {
            return true;
        }
        thread = Thread.currentThread();
        return false;
    }

    private enum State {
        UNDER_WAY,
        OVER,
        EXPIRED
    }

    /** One exchange under way. */
    static final class Watched {

        private final Connection connection;
        private final long deadlineNanos;
        private final AtomicReference<State> state = new AtomicReference<>(State.UNDER_WAY);

        private Watched(Connection connection, long deadlineNanos) {
            this.connection = connection;
            this.deadlineNanos = deadlineNanos;
        }

        /** It is over, if it was not before. Returns whether its connection was closed by then. */
        boolean over() {
            SHARED.underWay.remove(this);
            state.compareAndSet(State.UNDER_WAY, State.OVER);
            return state.get() == State.EXPIRED;
        }

        private void expire() {
            SHARED.underWay.remove(this);
            // From here on its connection is not given to another exchange.
            if (state.compareAndSet(State.UNDER_WAY, State.EXPIRED)) {
                try {
                    connection.forceDisconnect();
                } catch (IOException | RuntimeException e) {
                    // What cannot be closed is broken; its user finds that out.
                }
            }
        }
    }
}
