package io.hibernateredis.internal.protocol;

/**
 * For how long a JVM may serve what is near without a call, and so for how long a writer waits for
 * one that does not answer. The same in every JVM of a namespace.
 */
public final class MirrorLease {

    public static final long NANOS = 1_000_000_000L;

    /** How long a writer waits: the clocks of two machines differ by less than this in a second. */
    public static final long WAIT_NANOS = 1_100_000_000L;

    private MirrorLease() {}
}
