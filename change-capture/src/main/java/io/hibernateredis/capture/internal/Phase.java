package io.hibernateredis.capture.internal;

/** What a capture is doing. */
public enum Phase {
    CONNECTING,
    STANDBY,
    STREAMING,
    REDIS_UNREACHABLE,
    CLOSED
}
