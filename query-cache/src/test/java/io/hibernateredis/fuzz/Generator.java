package io.hibernateredis.fuzz;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Random scripts over a few entities that have to do with each other, and their three ids, so that
 * sessions meet. Equal seeds give equal scripts.
 */
final class Generator {

    private static final List<String> DISPENSABLE =
            List.of(
                    "persist",
                    "remove",
                    "removeReference",
                    "refer",
                    "mergeNew",
                    "merge",
                    "add",
                    "take",
                    "renew",
                    "empty",
                    "upsert",
                    "overwrite",
                    "bulkSet",
                    "bulkDelete",
                    "sql",
                    "call",
                    "selectThatWrites");

    /** Verbs and entities to search without: {@code -Dfuzz.without=call,Wagon}. */
    static final Set<String> ALWAYS_WITHOUT =
            Set.of(System.getProperty("fuzz.without", "").split(","));

    private final Random random;
    private final Domain domain;
    private final List<Step> steps = new ArrayList<>();
    private final RandomWrites writes;
    private final RandomReads reads;
    private final List<String> focus;
    private final boolean hasOutsider;

    private Generator(long seed, Domain domain, Mode mode) {
        this.random = new Random(seed);
        this.hasOutsider = mode.outsider();
        this.domain = domain;
        this.focus = new Focus(random, domain).entities();
        this.writes = new RandomWrites(random, domain, focus, without());
        this.reads = new RandomReads(random, domain, focus, mode);
    }

    static Script script(long seed, Models model, Mode mode, Domain domain) {
        var generator = new Generator(seed, domain, mode);
        generator.fill();
        int episodes = 2 + generator.random.nextInt(7);
        for (int i = 0; i < episodes; i++) {
            generator.episode();
        }
        generator.sweep(0);
        generator.sweep(1);
        return new Script("seed " + seed, model, mode, generator.steps);
    }

    /** Kinds of writes that this script does without, so that others are not lost among them. */
    private Set<String> without() {
        Set<String> without = new HashSet<>(ALWAYS_WITHOUT);
        for (String verb : DISPENSABLE) {
            if (random.nextInt(3) == 0) {
                without.add(verb);
            }
        }
        return without;
    }

    private void add(String actor, String verb, String... words) {
        steps.add(new Step(actor, verb, List.of(words)));
    }

    private void sweep(int jvm) {
        steps.add(new Step("j" + jvm, "sweep", focus));
    }

    /** Some rows, and collections of theirs. */
    private void fill() {
        for (String entity : focus) {
            if (!domain.isAbstract(entity)) {
                for (String id : Reads.IDS) {
                    if (random.nextInt(6) > 0) {
                        add("j0", "persist", entity, id, "" + random.nextInt(6));
                    }
                }
            }
        }
        for (int i = random.nextInt(6); i > 0; i--) {
            writes.ofCollection("j" + random.nextInt(2)).ifPresent(steps::add);
        }
    }

    private void episode() {
        warm();
        switch (random.nextInt(6)) {
            case 0 -> alone();
            case 5 -> {
                if (hasOutsider) {
                    alone();
                    alone();
                } else {
                    interleaved();
                }
            }
            case 1 -> session(0, 1 + random.nextInt(4));
            case 2, 3 -> nested();
            default -> interleaved();
        }
    }

    private void warm() {
        if (random.nextInt(3) == 0) {
            sweep(random.nextInt(2));
        } else {
            for (int i = random.nextInt(5); i > 0; i--) {
                steps.add(reads.next("j" + random.nextInt(2), false));
            }
        }
    }

    /** One write in a transaction of its own. */
    private void alone() {
        String actor =
                hasOutsider && random.nextInt(4) > 0
                        ? "e" + random.nextInt(Outsider.WAYS)
                        : (random.nextBoolean() ? "l" : "j") + random.nextInt(2);
        steps.add(writes.next(actor));
    }

    private void begin(int number) {
        if (random.nextInt(8) == 0) {
            add("s" + number, "begin", "zone");
        } else {
            add("s" + number, "begin");
        }
    }

    private void end(int number) {
        add("s" + number, random.nextInt(8) == 0 ? "rollback" : "commit");
    }

    private void within(int number) {
        String actor = "s" + number;
        int kind = random.nextInt(20);
        if (kind < 9) {
            steps.add(writes.next(actor));
        } else if (kind < 17) {
            steps.add(reads.next(actor, true));
        } else if (kind == 17) {
            add(actor, random.nextBoolean() ? "flush" : "clear");
        } else {
            add(actor, random.nextBoolean() ? "savepoint" : "undo");
        }
    }

    private void session(int number, int length) {
        begin(number);
        for (int i = 0; i < length; i++) {
            within(number);
        }
        end(number);
    }

    /** One session reads, another one changes and commits meanwhile, the first goes on. */
    private void nested() {
        int outer = random.nextInt(2);
        begin(outer);
        for (int i = random.nextInt(3); i >= 0; i--) {
            steps.add(reads.next("s" + outer, true));
        }
        int inner = 2 + random.nextInt(2);
        if (!hasOutsider && random.nextInt(3) > 0) {
            session(inner, 1 + random.nextInt(3));
        } else {
            alone();
        }
        warm();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            within(outer);
        }
        end(outer);
    }

    private void interleaved() {
        int sessions = 2 + random.nextInt(3);
        for (int i = 0; i < sessions; i++) {
            begin(i);
        }
        for (int i = 3 + random.nextInt(10); i > 0; i--) {
            int number = random.nextInt(sessions);
            if (random.nextInt(6) == 0) {
                end(number);
                begin(number);
            } else {
                within(number);
            }
            if (random.nextInt(6) == 0) {
                steps.add(reads.next("j" + random.nextInt(2), false));
            }
            if (hasOutsider && random.nextInt(4) == 0) {
                alone();
            }
        }
        for (int i = 0; i < sessions; i++) {
            end(i);
        }
    }
}
