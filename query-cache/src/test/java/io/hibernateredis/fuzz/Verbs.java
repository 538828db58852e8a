package io.hibernateredis.fuzz;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All that the steps of scripts can do. */
final class Verbs {

    /** Does something, and tells what it was answered. */
    @FunctionalInterface
    interface Verb {
        String play(Actor actor, List<String> words);
    }

    private static final Map<String, Verb> ALL = new HashMap<>();

    static {
        Reads.into(ALL);
        QueryReads.into(ALL);
        Writes.into(ALL);
        CollectionWrites.into(ALL);
        StatementWrites.into(ALL);
        StatelessVerbs.into(ALL);
    }

    private Verbs() {}

    static String play(Actor actor, Step step) {
        Verb verb = ALL.get((actor.isStateless() ? "stateless " : "") + step.verb());
        if (verb == null) {
            verb = ALL.get(step.verb());
        }
        if (verb == null) {
            throw new IllegalArgumentException(step.toString());
        }
        return verb.play(actor, step.words());
    }
}
