package io.hibernateredis.tagged.internal;

import io.hibernateredis.internal.protocol.Entry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Which entries are being computed in this JVM. Thread-safe. */
final class Flights {

    private final Map<Entry, Flight> flights = new ConcurrentHashMap<>();
    private final AtomicLong landings = new AtomicLong();

    /** One computation. */
    final class Flight {

        private final Entry entry;
        private final Thread pilot = Thread.currentThread();
        private final CountDownLatch landed = new CountDownLatch(1);

        private Flight(Entry entry) {
            this.entry = entry;
        }

        /** Waits until the computation is over, or for as long as given. */
        void await(Duration atMost) {
            try {
                boolean unused = landed.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        boolean isOwn() {
            return pilot == Thread.currentThread();
        }

        /** Ends the wait of others. */
        void land() {
            landings.incrementAndGet();
            flights.remove(entry, this);
            landed.countDown();
        }
    }

    /**
     * How many computations are over: if it is the same as before a look that found nothing, then
     * nothing was computed between that look and now.
     */
    long landings() {
        return landings.get();
    }

    /** A flight of the caller's own, or the one that is under way. */
    Flight join(Entry entry) {
        var own = new Flight(entry);
        Flight other = flights.putIfAbsent(entry, own);
        return other == null ? own : other;
    }
}
