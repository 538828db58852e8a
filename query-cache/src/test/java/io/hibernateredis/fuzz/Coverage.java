package io.hibernateredis.fuzz;

import io.hibernateredis.Counters.Event;

/**
 * How much of what was read came from the cache: a fuzzer whose entries are never found sees
 * nothing.
 */
record Coverage(long hits, long misses, long stored, long refused) {

    static Coverage of(Duel duel) {
        return new Coverage(
                duel.count(Event.HIT),
                duel.count(Event.MISS),
                duel.count(Event.STORED),
                duel.count(Event.REFUSED));
    }

    /** The part of the look-ups that found something. */
    double ratio() {
        return hits / Math.max(1.0, hits + misses);
    }

    @Override
    public String toString() {
        return "%d hits (%.0f %%), %d stored, %d refused"
                .formatted(hits, 100 * ratio(), stored, refused);
    }
}
