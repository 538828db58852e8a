package io.hibernateredis.internal.delivery;

import io.hibernateredis.internal.protocol.StoreSettings;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether anything is sent to Redis at all. After a few commands in a row without an answer nothing
 * is, so that nobody waits, until a heartbeat gets through. What is answered may not be {@linkplain
 * ServerTrust believed} all the same. Thread-safe.
 */
final class CircuitBreaker {

    private final int mostFailures;
    private final AtomicInteger failures = new AtomicInteger();

    CircuitBreaker(StoreSettings settings) {
        this.mostFailures = settings.failures();
    }

    boolean isClosed() {
        return failures.get() < mostFailures;
    }

    void succeeded() {
        if (failures.get() != 0 && isClosed()) {
            failures.set(0);
        }
    }

    void failed() {
        failures.incrementAndGet();
    }

    /** A heartbeat got through. */
    void close() {
        failures.set(0);
    }
}
