package io.hibernateredis.internal.delivery;

import io.hibernateredis.internal.protocol.StoreSettings;
import io.hibernateredis.internal.recording.Recordings;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether anything is sent to Redis at all: after some commands in a row without an answer nothing
 * is, so that no thread waits, until a heartbeat is answered. Whether answers are used is another
 * question, of {@link io.hibernateredis.internal.protocol.ServerTrust}. Thread-safe.
 */
final class CircuitBreaker {

    private final int maxFailures;
    private final String namespace;
    private final String server;
    private final AtomicInteger failures = new AtomicInteger();

    /**
     * @param server for recordings
     */
    CircuitBreaker(StoreSettings settings, String server) {
        this.maxFailures = settings.failures();
        this.namespace = settings.namespace();
        this.server = server;
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
        if (failures.incrementAndGet() == maxFailures) {
            Recordings.circuit(namespace, server, true, maxFailures);
        }
    }

    /** A heartbeat was answered. */
    void close() {
        if (failures.getAndSet(0) >= maxFailures) {
            Recordings.circuit(namespace, server, false, 0);
        }
    }
}
