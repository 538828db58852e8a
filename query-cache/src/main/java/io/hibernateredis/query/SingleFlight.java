package io.hibernateredis.query;

import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.query.QueryResults;
import io.hibernateredis.query.CachedQuery.Hit;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hibernate.LockMode;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Lets one of those who miss the same result at once ask the database, and the others wait for what
 * it stores. Thread-safe.
 *
 * <ol>
 *   <li>In a JVM the first to miss a result leads; the others wait until all that it loaded was
 *       sent.
 *   <li>Of the leaders of several JVMs the first to take a {@link ComputeLock} asks the database;
 *       the others look from time to time whether the result is there.
 *   <li>Whoever has waited reads the result from Redis and checks it like any other; nothing is
 *       handed over within the JVM.
 *   <li>Whoever has waited for the longest time that is allowed asks the database.
 * </ol>
 *
 * <p>To lead among JVMs costs a round trip. That is spent on a query whose cost is not known yet,
 * and on those that took the database long. Nobody waits for a second flight: if the first stored
 * nothing, then what it read is being written, and all may have to ask the database. Nor does
 * anybody wait for what is seen to be written.
 *
 * <p>Nobody waits who has changed or locked anything: somebody else may wait for that.
 */
final class SingleFlight {

    private static final long FIRST_PAUSE_MILLIS = 5;
    private static final long LONGEST_PAUSE_MILLIS = 50;

    /** What takes the database less is not worth a round trip to save it. */
    private static final long CHEAP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int MOST_COSTS = 10_000;

    private final Duration longestWait;
    private final Map<Entry, CountDownLatch> flights = new ConcurrentHashMap<>();

    /** By the text of a statement: how long it took lately from the miss to the last row. */
    private final Map<String, Long> costs = new ConcurrentHashMap<>();

    SingleFlight(Duration longestWait) {
        this.longestWait = longestWait;
    }

    /** The result that somebody else stored, or null if the caller is to ask the database. */
    @Nullable Hit await(
            CachedQuery query, SharedSessionContractImplementor session, QueryResults results) {
        if (longestWait.isZero()
                || !query.isStorable()
                || !query.unit().canShare()
                || holdsLocks(session)) {
            return null;
        }
        long now = System.nanoTime();
        long deadline = now + longestWait.toNanos();
        var mine = new CountDownLatch(1);
        CountDownLatch other = flights.putIfAbsent(query.entry(), mine);
        if (other != null) {
            return landed(other, deadline) ? query.findAgain(null) : null;
        }
        results.afterOperation(
                session,
                () -> {
                    land(query.entry(), mine);
                    noteCost(query.sql(), System.nanoTime() - now);
                });
        return isCheap(query.sql()) ? null : lead(query, mine, deadline);
    }

    private boolean isCheap(String sql) {
        return costs.getOrDefault(sql, Long.MAX_VALUE) < CHEAP_NANOS;
    }

    private void noteCost(String sql, long nanos) {
        if (costs.size() >= MOST_COSTS) {
            costs.clear();
        }
        costs.put(sql, nanos);
    }

    private void land(Entry entry, CountDownLatch flight) {
        flights.remove(entry, flight);
        flight.countDown();
    }

    private static boolean landed(CountDownLatch flight, long deadline) {
        try {
            return flight.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Null once this JVM is to ask the database. */
    private @Nullable Hit lead(CachedQuery query, CountDownLatch flight, long deadline) {
        var lock = new ComputeLock(query.entry(), longestWait);
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            Hit hit = query.findAgain(lock);
            if (hit != null) {
                return hit;
            }
            boolean leads = (lock.isHeld() && !lock.hasChangedHands()) || lock.hasNoHolder();
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (leads
                    || lock.hasChangedHands()
                    || !query.isStorable()
                    || left <= 0
                    || !slept(Math.min(pause, left))) {
                if (!leads) {
                    // Those who wait for this one have waited for the other too.
                    land(query.entry(), flight);
                }
                return null;
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
    }

    private static boolean slept(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
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
