package io.hibernateredis.fuzz;

import io.hibernateredis.fuzz.Duel.Difference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Plays one random script after the other on one mapping, and keeps what it finds, made small. */
final class Search implements AutoCloseable {

    private final Models model;
    private final Mode mode;
    private final Duel duel;
    private final Set<String> shapes = new HashSet<>();
    private final List<String> findings = new ArrayList<>();
    private int scripts;
    private int steps;

    Search(Models model, Mode mode, Rig rig) {
        this.model = model;
        this.mode = mode;
        this.duel = new Duel(model, mode, rig);
    }

    /** Plays the script of a seed. */
    void play(long seed) {
        Script script = Generator.script(seed, model, mode, duel.domain());
        scripts++;
        steps += script.steps().size();
        Optional<Difference> difference = duel.play(script.steps());
        if (difference.isPresent()) {
            found(Shrinker.shrink(duel, script), difference.get());
        }
    }

    private void found(Script small, Difference first) {
        if (shapes.add(shape(small))) {
            Optional<Difference> difference = duel.play(small.steps());
            findings.add(
                    small
                            + "\n"
                            + difference
                                    .map(Difference::text)
                                    .orElse(
                                            "not always: it was not found again; it was\n"
                                                    + first.text()));
        }
    }

    /** Alike for scripts that show the same, more or less. */
    private static String shape(Script script) {
        return script.steps().stream()
                .filter(step -> !step.words().isEmpty() && !step.verb().equals("persist"))
                .map(step -> step.verb() + " " + step.words().get(0))
                .distinct()
                .sorted()
                .toList()
                .toString();
    }

    /** The small scripts that show differences, one of each kind, and what they show. */
    List<String> findings() {
        return findings;
    }

    /** Ends what still runs, if it can be ended. */
    void abandon() {
        duel.abandon();
    }

    Coverage coverage() {
        return Coverage.of(duel);
    }

    @Override
    public String toString() {
        return "%s, %s: %,d scripts of %,d steps, %s, %d differences, %d excluded"
                .formatted(
                        model, mode, scripts, steps, coverage(), findings.size(), duel.excluded());
    }

    @Override
    public void close() {
        duel.close();
    }
}
