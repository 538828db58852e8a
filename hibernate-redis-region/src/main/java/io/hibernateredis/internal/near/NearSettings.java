package io.hibernateredis.internal.near;

/**
 * Whether and how entries are kept in the memory of this JVM. Immutable.
 *
 * @param mode default off
 * @param bytes most bytes that they take, about; 1 MB to 2 GB; default 64 MB
 */
public record NearSettings(Mode mode, long bytes) {

    /** What lets a JVM serve what is near. */
    public enum Mode {
        /** Nothing is near. */
        OFF,
        /** The answer to a question, which each transaction asks: no commit waits. */
        BARRIER,
        /**
         * A lease, for which each commit waits that changes what may be near: hits take no message.
         */
        LEASE
    }

    /** Nothing is near. */
    public static final NearSettings OFF = new NearSettings(Mode.OFF, 64L << 20);

    private static final long LEAST = 1L << 20;
    private static final long MOST = Integer.MAX_VALUE;

    public NearSettings {
        if (bytes < LEAST || bytes > MOST) {
            throw new IllegalArgumentException(
                    "hibernate.cache.redis.near.size must be "
                            + LEAST
                            + " to "
                            + MOST
                            + " bytes, but was "
                            + bytes);
        }
    }
}
