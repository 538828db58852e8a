package io.hibernateredis.tagged;

import io.hibernateredis.internal.protocol.LoadTime;

/**
 * The moment from which on the value of a {@link TaggedCache#put} was read or computed. Opaque and
 * immutable; of use in the JVM that took it.
 */
public final class LoadTimestamp {

    private final LoadTime time;

    LoadTimestamp(LoadTime time) {
        this.time = time;
    }

    LoadTime time() {
        return time;
    }
}
