package io.hibernateredis.fuzz;

import io.hibernateredis.fuzz.Duel.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes steps out of a script, and simplifies others, as long as it still shows a difference. */
final class Shrinker {

    private final Duel duel;
    private List<Step> steps;

    /** A smaller script about something else would show another difference. */
    private String subject = "";

    private Shrinker(Duel duel, List<Step> steps) {
        this.duel = duel;
        this.steps = steps;
    }

    /** The smallest script that was found. */
    static Script shrink(Duel duel, Script script) {
        var shrinker = new Shrinker(duel, script.steps());
        shrinker.cut();
        int before;
        do {
            before = shrinker.steps.size();
            shrinker.remove();
            shrinker.simplify();
        } while (shrinker.steps.size() < before);
        return script.with(shrinker.steps);
    }

    /** What comes after the difference does not matter. */
    private void cut() {
        Optional<Difference> found = duel.play(steps);
        subject = found.map(Difference::subject).orElse("");
        found.ifPresent(difference -> steps = steps.subList(0, difference.step() + 1));
    }

    private boolean accept(List<Step> candidate) {
        Optional<Difference> found =
                duel.play(candidate).filter(difference -> difference.subject().equals(subject));
        found.ifPresent(
                difference -> steps = List.copyOf(candidate.subList(0, difference.step() + 1)));
        return found.isPresent();
    }

    private void remove() {
        for (int size = Math.max(1, steps.size() / 2); size > 0; size /= 2) {
            for (int from = steps.size() - 1; from >= 0; from -= size) {
                int end = Math.min(from + 1, steps.size());
                int begin = Math.max(0, end - size);
                if (begin < end) {
                    List<Step> candidate = new ArrayList<>(steps);
                    candidate.subList(begin, end).clear();
                    accept(candidate);
                }
            }
        }
    }

    private void simplify() {
        for (int i = 0; i < steps.size(); i++) {
            for (Step simpler : Simpler.of(steps.get(i), duel.domain())) {
                if (i < steps.size()) {
                    List<Step> candidate = new ArrayList<>(steps);
                    candidate.set(i, simpler);
                    if (accept(candidate)) {
                        break;
                    }
                }
            }
        }
    }
}
