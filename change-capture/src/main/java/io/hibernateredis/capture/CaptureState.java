package io.hibernateredis.capture;

/** What a capture is doing. */
public enum CaptureState {
    /** It has not reached the database yet, or not since it was lost. */
    CONNECTING,
    /** Another JVM reads the slot; this one takes over when that ends. */
    STANDBY,
    /** It reads the slot and evicts. */
    STREAMING,
    /** It reads the slot, and waits until Redis can be told. */
    REDIS_UNREACHABLE,
    /** It was closed. */
    CLOSED
}
