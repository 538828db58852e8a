package io.hibernateredis.tagged;

import io.hibernateredis.store.Entry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Which entries are being computed in this JVM. Thread-safe. */
final class Flights {

    private final Map<Entry, Flight> flights = new ConcurrentHashMap<>();

    /** One computation. */
    static final class Flight {

        private final Thread pilot = Thread.currentThread();
        private final CountDownLatch landed = new CountDownLatch(1);

        /**
         * Waits until the computation is over, or for as long as given. Does not wait for this
         * thread's own.
         */
        void await(Duration atMost) {
            if (pilot == Thread.currentThread()) {
                return;
            }
            try {
                boolean unused = landed.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Begins to compute, or tells who does: null if it is this thread from now on. */
    @Nullable Flight begin(Entry entry) {
        return flights.putIfAbsent(entry, new Flight());
    }

    /** Ends what {@link #begin} began. */
    void end(Entry entry) {
        Flight flight = flights.remove(entry);
        if (flight != null) {
            flight.landed.countDown();
        }
    }
}
