package io.hibernateredis.sample;

import java.util.ArrayList;
import java.util.List;

/**
 * How the time is divided: so that neither phase profits from a machine that is warmer, or less
 * busy, than in the other's time, both are warmed up before either is measured, and then take turns
 * in short rounds of which each begins every second pair.
 *
 * @param seconds how long each phase is measured
 */
record Schedule(int seconds) {
    private static final int SHORTEST_WARM_UP = 20;
    private static final int LONGEST_WARM_UP = 60;
    private static final int LONGEST_SHARE = 3;
    private static final int LONGEST_ROUND = 5;
    private static final int ROUNDS = 4;

    /** How long a phase is warmed up at least: a rate can be steady for a while, and then rise. */
    int shortestWarmUp() {
        return Math.min(SHORTEST_WARM_UP, seconds);
    }

    /** How long a phase is warmed up at most, if its rate does not become steady before. */
    int longestWarmUp() {
        return Math.min(LONGEST_WARM_UP, LONGEST_SHARE * seconds);
    }

    /** The lengths of the rounds of a phase, in seconds. */
    List<Integer> rounds() {
        int length = Math.max(1, Math.min(LONGEST_ROUND, seconds / ROUNDS));
        var rounds = new ArrayList<Integer>();
        for (int left = seconds; left > 0; left -= length) {
            rounds.add(Math.min(length, left));
        }
        return rounds;
    }

    /** The order of the phases in a round, counted from 0. */
    List<Phase> order(int round) {
        return round % 2 == 0
                ? List.of(Phase.WITHOUT_CACHE, Phase.WITH_CACHE)
                : List.of(Phase.WITH_CACHE, Phase.WITHOUT_CACHE);
    }
}
