package io.hibernateredis.proof;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is explored.
 *
 * @param regionWriter whether the second writer changes the whole region, as bulk statements do
 * @param kinds of what goes wrong
 * @param faults how often something goes wrong
 * @param leaseEnds how often all leases end
 * @param reader whether there is a reader whose two commands are apart
 * @param gone the guard that is removed, or null
 * @param only how the steps begin that may happen, or empty for all
 */
record Bounds(
        boolean regionWriter,
        Set<Kind> kinds,
        int faults,
        int leaseEnds,
        boolean reader,
        Sabotage gone,
        List<String> only) {

    static Bounds of(boolean regionWriter, int faults) {
        return new Bounds(
                regionWriter, EnumSet.allOf(Kind.class), faults, 1, false, null, List.of());
    }

    Bounds without(Sabotage guard, Kind... only) {
        Bounds some = only.length == 0 ? this : only(only);
        return new Bounds(regionWriter, some.kinds, faults, leaseEnds, reader, guard, List.of());
    }

    /** Nothing but these goes wrong. */
    Bounds only(Kind... some) {
        return new Bounds(regionWriter, Set.of(some), faults, leaseEnds, reader, gone, List.of());
    }

    Bounds withReader() {
        return new Bounds(regionWriter, kinds, faults, leaseEnds, true, gone, only);
    }

    /** Nothing but what begins so may happen. */
    Bounds only(String... steps) {
        return new Bounds(regionWriter, kinds, faults, leaseEnds, reader, gone, List.of(steps));
    }

    boolean allows(String step) {
        return only.isEmpty() || only.stream().anyMatch(step::startsWith);
    }

    boolean has(Kind kind) {
        return kinds.contains(kind);
    }

    boolean gone(Sabotage guard) {
        return gone == guard;
    }

    /** What may go wrong, as often as the bounds allow. */
    public enum Kind {
        LOSS,
        NEWCOMER,
        FAILOVER,
        RESTORE,
        CLOCK,
        TRIM,
        EVICTION,
        REPETITION
    }
}
