package io.hibernateredis.tagged;

import io.hibernateredis.store.Entry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Which entries are being computed in this JVM. Thread-safe. */
final class Flights {

    private final Map<Entry, Flight> flights = new ConcurrentHashMap<>();

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

        /** Nobody is to wait for it any longer. */
        void land() {
            flights.remove(entry, this);
            landed.countDown();
        }
    }

    /** A flight of the caller's own, or the one that is under way. */
    Flight join(Entry entry) {
        var own = new Flight(entry);
        Flight other = flights.putIfAbsent(entry, own);
        return other == null ? own : other;
    }
}
