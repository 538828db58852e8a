package io.hibernateredis.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is played, and on what.
 *
 * @param title what it shows; empty if that is not known
 */
record Script(String title, Models model, Mode mode, List<Step> steps) {

    Script {
        steps = List.copyOf(steps);
    }

    /** Reads what {@link #toString} writes. */
    static Script of(String text) {
        var title = new StringBuilder();
        Models model = Models.LINKS;
        Mode mode = Mode.of(0);
        List<Step> steps = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith("# on ")) {
                String[] parts = line.substring(5).split(", ");
                model = Models.valueOf(parts[0]);
                mode = Mode.of(parts[1]);
            } else if (line.startsWith("#")) {
                title.append(title.isEmpty() ? "" : " ").append(line.substring(1).strip());
            } else if (!line.isEmpty()) {
                steps.add(Step.of(line));
            }
        }
        return new Script(title.toString(), model, mode, steps);
    }

    Script with(List<Step> others) {
        return new Script(title, model, mode, others);
    }

    @Override
    public String toString() {
        return (title.isEmpty() ? "" : "# " + title + "\n")
                + "# on "
                + model
                + ", "
                + mode
                + "\n"
                + steps.stream().map(Step::toString).collect(Collectors.joining("\n"))
                + "\n";
    }
}
