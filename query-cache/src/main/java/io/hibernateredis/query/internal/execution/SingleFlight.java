package io.hibernateredis.query.internal.execution;

import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.query.QueryResults;
import io.hibernateredis.internal.store.ComputeTurn;
import io.hibernateredis.query.internal.execution.CachedQuery.Hit;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.hibernate.LockMode;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Concurrent misses of one result execute the query once: the others wait for what the first
 * stores. Thread-safe.
 *
 * <ol>
 *   <li>In a JVM the first to miss a result leads; the others wait until all that it loaded was
 *       sent.
 *   <li>Of the leaders of several JVMs, one executes the query: see {@link ComputeTurn}.
 *   <li>A query that has waited reads the result from Redis and checks it like any other; nothing
 *       is handed over within the JVM.
 *   <li>A query that has waited for the longest time allowed is executed.
 * </ol>
 *
 * <p>To lead among JVMs costs a round trip. That is spent on a query whose cost is unknown, and on
 * those that took the database long. A query waits for one flight only: if the first stored
 * nothing, then what it read is being written, and all may have to be executed. For the same reason
 * it does not wait while what it reads is being written.
 *
 * <p>A session that has changed or locked anything does not wait: another one may wait for its
 * locks.
 */
final class SingleFlight {

    /** A query that takes the database less is not worth a round trip. */
    private static final long CHEAP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int MAX_COSTS = 10_000;

    private final Duration longestWait;
    private final LongSupplier nanoTime;
    private final Map<Entry, Flight> flights = new ConcurrentHashMap<>();

    /** By the text of a statement: how long it last took from the miss to the last row. */
    private final Map<String, Long> costs = new ConcurrentHashMap<>();

    /**
     * @param nanoTime as {@link System#nanoTime}
     */
    SingleFlight(Duration longestWait, LongSupplier nanoTime) {
        this.longestWait = longestWait;
        this.nanoTime = nanoTime;
    }

    /** The result that another execution stored, or null if the caller is to execute the query. */
    @Nullable Hit await(
            CachedQuery query, SharedSessionContractImplementor session, QueryResults results) {
        if (longestWait.isZero()
                || !query.isStorable()
                || !query.unit().canShare()
                || holdsLocks(session)) {
            return null;
        }
        long now = nanoTime.getAsLong();
        long deadline = now + longestWait.toNanos();
        var mine = new Flight();
        Flight other = flights.putIfAbsent(query.entry(), mine);
        if (other != null) {
            return landed(other, deadline) ? query.findAgain(null) : null;
        }
        query.unit().awaitPutsIf(() -> mine.hasOthers);
        results.afterOperation(
                session,
                () -> {
                    land(query.entry(), mine);
                    noteCost(query.sql(), nanoTime.getAsLong() - now);
                });
        return isCheap(query.sql()) ? null : lead(query, mine, deadline);
    }

    private boolean isCheap(String sql) {
        return costs.getOrDefault(sql, Long.MAX_VALUE) < CHEAP_NANOS;
    }

    private void noteCost(String sql, long nanos) {
        if (costs.size() >= MAX_COSTS) {
            costs.clear();
        }
        costs.put(sql, nanos);
    }

    private void land(Entry entry, Flight flight) {
        flights.remove(entry, flight);
        flight.over.countDown();
    }

    private boolean landed(Flight flight, long deadline) {
        flight.hasOthers = true;
        try {
            return flight.over.await(deadline - nanoTime.getAsLong(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Null if this JVM is to execute the query. */
    private @Nullable Hit lead(CachedQuery query, Flight flight, long deadline) {
        var turn = new ComputeTurn(query.entry(), longestWait, nanoTime, deadline);
        Hit hit = turn.await(new Look(query));
        if (hit == null && !turn.isOwn()) {
            land(query.entry(), flight);
        }
        return hit;
    }

    /** One execution that others may wait for. */
    private static final class Flight {

        private final CountDownLatch over = new CountDownLatch(1);
        private volatile boolean hasOthers;
    }

    private record Look(CachedQuery query) implements ComputeTurn.Look<Hit> {

        @Override
        public @Nullable Hit find(ComputeLock lock) {
            return query.findAgain(lock);
        }

        @Override
        public boolean isPointless() {
            return !query.isStorable();
        }
    }

    private static boolean holdsLocks(SharedSessionContractImplementor session) {
        for (var entity : session.getPersistenceContextInternal().reentrantSafeEntityEntries()) {
            if (entity.getValue().getLockMode().greaterThan(LockMode.READ)) {
                return true;
            }
        }
        return false;
    }
}
