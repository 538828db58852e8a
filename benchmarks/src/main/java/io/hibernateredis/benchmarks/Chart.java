package io.hibernateredis.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Horizontal bars in groups on a logarithmic scale, as SVG that is read on light and on dark
 * ground.
 *
 * @param unit of the values
 */
record Chart(String title, String unit, List<Group> groups) {
    /** The bars of one subject. */
    record Group(String label, List<Bar> bars) {}

    /**
     * One value.
     *
     * @param series its index decides the color
     */
    record Bar(int series, String label, double value) {}

    private static final int WIDTH = 900;
    private static final int LEFT = 250;
    private static final int RIGHT = 220;
    private static final int BAR = 14;
    private static final int GAP = 12;
    private static final int TOP = 56;

    /** Distinguishable on white and on black, and by people who see no red. */
    private static final List<String> COLORS =
            List.of("#8c8c8c", "#b8860b", "#d1603d", "#1f7fbf", "#2a9d6f");

    String svg() {
        var drawn = new ArrayList<String>();
        double low = Math.pow(10, Math.floor(Math.log10(least())));
        double high = Math.pow(10, Math.ceil(Math.log10(most()) + 1e-9));
        int y = TOP;
        for (Group group : groups) {
            int middle = y + (group.bars.size() * BAR + BAR) / 2 - 2;
            drawn.add(text(LEFT - 12, middle, "end", "label", group.label));
            for (Bar bar : group.bars) {
                int width = Math.max(2, (int) (position(bar.value, low, high) * plot()));
                drawn.add(
                        "<rect x='%d' y='%d' width='%d' height='%d' fill='%s'/>"
                                .formatted(
                                        LEFT,
                                        y,
                                        width,
                                        BAR - 3,
                                        COLORS.get(bar.series % COLORS.size())));
                String label = bar.label + " " + Markdown.number(bar.value);
                drawn.add(text(LEFT + width + 6, y + BAR - 4, "start", "value", label));
                y += BAR;
            }
            y += GAP;
        }
        return head(y) + axis(low, high, y) + String.join("\n", drawn) + "\n</svg>\n";
    }

    private double least() {
        return values().min().orElse(1);
    }

    private double most() {
        return values().max().orElse(10);
    }

    private DoubleStream values() {
        return groups.stream().flatMap(group -> group.bars.stream()).mapToDouble(Bar::value);
    }

    private static int plot() {
        return WIDTH - LEFT - RIGHT;
    }

    private static double position(double value, double low, double high) {
        return Math.log10(value / low) / Math.log10(high / low);
    }

    private String head(int height) {
        return """
        <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif' font-size='12'>
        <style>
        text { fill: #24292f } .value, .tick { fill: #57606a } line { stroke: #d0d7de }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3 } .value, .tick { fill: #9da7b3 } line { stroke: #3d444d }
        }
        </style>
        """
                        .formatted(WIDTH, height + 8)
                + text(LEFT, 18, "start", "label", title + ", " + unit + " (logarithmic)");
    }

    private static String axis(double low, double high, int bottom) {
        var lines = new StringBuilder("\n");
        for (double tick = low; tick <= high * 1.001; tick *= 10) {
            int x = LEFT + (int) (position(tick, low, high) * plot());
            lines.append(
                    "<line x1='%d' y1='%d' x2='%d' y2='%d'/>\n"
                            .formatted(x, TOP - 10, x, bottom - GAP));
            lines.append(text(x, TOP - 16, "middle", "tick", Markdown.number(tick))).append("\n");
        }
        return lines.toString();
    }

    private static String text(int x, int y, String anchor, String style, String content) {
        String escaped = content.replace("&", "&amp;").replace("<", "&lt;");
        return String.format(
                Locale.ROOT,
                "<text x='%d' y='%d' text-anchor='%s' class='%s'>%s</text>",
                x,
                y,
                anchor,
                style,
                escaped);
    }
}
