package io.hibernateredis.proof;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is explored of the near cache: JVM 0 writes, JVM 1 has a mirror.
 *
 * @param leases whether mirrors serve under a lease; else each transaction asks first
 * @param writers what they change, and on which JVM
 * @param mirrorOfWriter whether JVM 0 has a mirror, too
 * @param loader whether JVM 1 loads and puts
 * @param parts of a read of what is near that lie apart
 * @param kinds of what goes wrong
 * @param faults how often something goes wrong
 * @param gone the guard that is removed, or null
 */
record NearBounds(
        boolean leases,
        List<Of> writers,
        boolean mirrorOfWriter,
        boolean loader,
        boolean parts,
        Set<Kind> kinds,
        int faults,
        NearSabotage gone) {

    /** What a writer is. */
    enum Of {
        ENTITY(0, false),
        REGION(0, true),
        ENTITY_THERE(1, false),
        /** Changes what the entry does not depend on. */
        ELSEWHERE(0, true),
        /** Another program commits, and the entry is evicted. */
        OUTSIDE(0, false);

        final int jvm;
        final boolean region;

        Of(int jvm, boolean region) {
            this.jvm = jvm;
            this.region = region;
        }
    }

    /** What may go wrong. */
    enum Kind {
        LOST_INDEX,
        LOST_LOG,
        LOST_MIRRORS,
        LOST_ALL,
        TRIMMED_LOG,
        FAILOVER,
        RESTORE,
        /** A loss or a restart takes the clock back. */
        CLOCK,
        LATE_CALL,
        LOST_ANSWER,
        /** Two calls of the mirror of JVM 1 are on their way at once; only with barriers. */
        SECOND_CALL,
        FORGOTTEN_TAG,
        /** An event and a call of an index before are on their way, whose clock was ahead. */
        FORMER_INDEX,
        /** The mirror of JVM 1 has not called yet. */
        NEW_MIRROR,
        CRASH,
        LAPSE,
        UNREACHABLE
    }

    static NearBounds underLeases(Of... writers) {
        return new NearBounds(true, List.of(writers), false, false, false, Set.of(), 0, null);
    }

    static NearBounds withBarriers(Of... writers) {
        return new NearBounds(false, List.of(writers), false, false, false, Set.of(), 0, null);
    }

    NearBounds withMirrorOfWriter() {
        return new NearBounds(leases, writers, true, loader, parts, kinds, faults, gone);
    }

    NearBounds withLoader() {
        return new NearBounds(leases, writers, mirrorOfWriter, true, parts, kinds, faults, gone);
    }

    NearBounds inParts() {
        return new NearBounds(leases, writers, mirrorOfWriter, loader, true, kinds, faults, gone);
    }

    NearBounds with(int times, Kind first, Kind... more) {
        return new NearBounds(
                leases,
                writers,
                mirrorOfWriter,
                loader,
                parts,
                EnumSet.of(first, more),
                times,
                gone);
    }

    NearBounds without(NearSabotage guard) {
        return new NearBounds(leases, writers, mirrorOfWriter, loader, parts, kinds, faults, guard);
    }

    boolean has(Kind kind) {
        return kinds.contains(kind);
    }

    boolean gone(NearSabotage guard) {
        return gone == guard;
    }

    boolean hasMirror(int jvm) {
        return jvm == 1 || mirrorOfWriter;
    }
}
