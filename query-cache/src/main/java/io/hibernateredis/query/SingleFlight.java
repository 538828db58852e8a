package io.hibernateredis.query;

import io.hibernateredis.query.CachedQuery.Hit;
import io.hibernateredis.region.QueryResults;
import io.hibernateredis.store.Entry;
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
 *   <li>Of the leaders of several JVMs the first to set a key in Redis asks the database; the
 *       others look from time to time whether the result is there.
 *   <li>Whoever has waited reads the result from Redis and checks it like any other; nothing is
 *       handed over within the JVM.
 *   <li>Whoever has waited for the longest time that is allowed asks the database.
 * </ol>
 *
 * <p>Nobody waits who has changed or locked anything: somebody else may wait for that.
 */
final class SingleFlight {

    private static final long FIRST_PAUSE_MILLIS = 5;
    private static final long LONGEST_PAUSE_MILLIS = 50;

    private final Duration longestWait;
    private final Map<Entry, CountDownLatch> flights = new ConcurrentHashMap<>();

    SingleFlight(Duration longestWait) {
        this.longestWait = longestWait;
    }

    /** The result that somebody else stored, or null if the caller is to ask the database. */
    @Nullable Hit await(
            CachedQuery query, SharedSessionContractImplementor session, QueryResults results) {
        if (!query.isStorable() || !query.unit().canShare() || holdsLocks(session)) {
            return null;
        }
        long deadline = System.nanoTime() + longestWait.toNanos();
        var mine = new CountDownLatch(1);
        while (true) {
            CountDownLatch other = flights.putIfAbsent(query.entry(), mine);
            if (other == null) {
                results.afterOperation(session, () -> land(query.entry(), mine));
                return lead(query, deadline);
            }
            if (!landed(other, deadline)) {
                return null;
            }
            Hit hit = query.findAgain();
            if (hit != null) {
                return hit;
            }
        }
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

    /** Null once this JVM is the one to ask the database. */
    private @Nullable Hit lead(CachedQuery query, long deadline) {
        long pause = FIRST_PAUSE_MILLIS;
        boolean hasWaited = false;
        while (!query.unit().lead(query.entry(), longestWait)) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0 || !slept(Math.min(pause, left))) {
                return null;
            }
            hasWaited = true;
            Hit hit = query.findAgain();
            if (hit != null) {
                return hit;
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
        return hasWaited ? query.findAgain() : null;
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
