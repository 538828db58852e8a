package io.hibernateredis.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A text with titles and tables. Not thread-safe. */
final class Markdown {
    private final StringBuilder text = new StringBuilder();

    /** A table whose first columns are of text, and all others of numbers. */
    void table(String title, int textColumns, List<String> heads, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        title(title);
        row(heads.toArray(String[]::new));
        var ruler = new String[heads.size()];
        Arrays.fill(ruler, "---:");
        Arrays.fill(ruler, 0, textColumns, "---");
        row(ruler);
        rows.forEach(cells -> row(cells.toArray(String[]::new)));
    }

    void title(String title) {
        line("");
        line("## " + title);
        line("");
    }

    void row(String... cells) {
        line(Arrays.stream(cells).collect(Collectors.joining(" | ", "| ", " |")));
    }

    void line(String content) {
        text.append(content).append('\n');
    }

    /** With three significant digits. */
    static String number(double value) {
        if (Double.isInfinite(value)) {
            return "∞";
        }
        int digits = value == 0 ? 0 : (int) Math.floor(Math.log10(Math.abs(value)));
        return String.format(
                Locale.ROOT, "%,." + Math.max(0, Math.min(3, 2 - digits)) + "f", value);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
