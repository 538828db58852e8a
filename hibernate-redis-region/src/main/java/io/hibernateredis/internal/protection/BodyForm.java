package io.hibernateredis.internal.protection;

/**
 * In which form the bodies of the entries of a region are stored. Immutable. Entries that are read
 * may lie in any form, each says in which, but where only what is encrypted is believed.
 *
 * @param compression by what those are compressed that are worth it; default off
 * @param threshold how many bytes a body has at least that is compressed, {@link #LEAST_THRESHOLD}
 *     to {@link #MOST_THRESHOLD}; default 1024
 * @param encrypted whether they are encrypted, and those that are not count as none; default false
 */
public record BodyForm(Compression compression, int threshold, boolean encrypted) {

    /** A body that is smaller gains nothing. */
    public static final int LEAST_THRESHOLD = 64;

    public static final int MOST_THRESHOLD = 512 << 20;

    /** Every setting at its default. */
    public static final BodyForm PLAIN = new BodyForm(Compression.OFF, 1024, false);

    public BodyForm {
        if (threshold < LEAST_THRESHOLD || threshold > MOST_THRESHOLD) {
            throw new IllegalArgumentException(
                    "hibernate.cache.redis.compression.threshold must be "
                            + LEAST_THRESHOLD
                            + " to "
                            + MOST_THRESHOLD
                            + " bytes, but was "
                            + threshold);
        }
    }
}
