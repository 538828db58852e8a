package io.hibernateredis.tagged.internal;

import java.time.Duration;

/**
 * How values of a namespace are kept, and computed again. Immutable.
 *
 * @param ttl how long a value is served if nothing else is asked for
 * @param grace how long an expired value is served while it is computed again
 * @param eagerness how early a value is computed again; see {@link StoredValue#isDueEarly}
 * @param patience how long a caller waits for another computation of the same value
 * @param acrossJvms whether it waits for those of other JVMs, too
 */
public record ValueSettings(
        String namespace,
        Duration ttl,
        Duration grace,
        double eagerness,
        Duration patience,
        boolean acrossJvms) {}
