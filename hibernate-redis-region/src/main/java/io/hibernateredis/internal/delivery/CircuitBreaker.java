package io.hibernateredis.internal.delivery;

import io.hibernateredis.internal.protocol.StoreSettings;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether anything is sent to Redis at all: after some commands in a row without an answer nothing
 * is, so that no thread waits, until a heartbeat is answered. Whether answers are used is another
 * question, of {@link io.hibernateredis.internal.protocol.ServerTrust}. Thread-safe.
 */
final class CircuitBreaker {

    private final int maxFailures;
    private final AtomicInteger failures = new AtomicInteger();

    CircuitBreaker(StoreSettings settings) {
        this.maxFailures = settings.failures();
    }

    boolean isClosed() {
        return failures.get() < maxFailures;
    }

    void succeeded() {
        if (failures.get() != 0 && isClosed()) {
            failures.set(0);
        }
    }

    void failed() {
        failures.incrementAndGet();
    }

    /** A heartbeat was answered. */
    void close() {
        failures.set(0);
    }
}
