package io.hibernateredis.internal.recording;

import org.jspecify.annotations.Nullable;

/**
 * Events for the JDK's flight recorder. While none is recorded, and on a JVM without it, each costs
 * the read of a field. They hold no payload, no id and no password. Thread-safe.
 */
public final class Recordings {

    private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private Recordings() {}

    /** Begins to record a message that is about to be sent; null if that is not recorded. */
    public static @Nullable MessageRecording message() {
        return PRESENT ? RecordedMessage.begun() : null;
    }

    /** Whether {@link #putRefused} records anything. */
    public static boolean recordsRefusedPuts() {
        return PRESENT && PutRefusedEvent.isRecorded();
    }

    /**
     * A put was refused.
     *
     * @param reason {@code invalidated}, {@code index} or {@code no room}
     * @param entry a hash of its name
     */
    public static void putRefused(String namespace, String region, String reason, long entry) {
        if (recordsRefusedPuts()) {
            PutRefusedEvent.commit(namespace, region, reason, entry);
        }
    }

    /**
     * The circuit breaker of a session factory has opened or closed.
     *
     * @param failures in a row, after which it opened
     */
    public static void circuit(String namespace, String node, boolean open, int failures) {
        if (PRESENT && CircuitEvent.isRecorded()) {
            CircuitEvent.commit(namespace, node, open, failures);
        }
    }
}
