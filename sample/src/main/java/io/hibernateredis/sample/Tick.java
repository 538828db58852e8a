package io.hibernateredis.sample;

/**
 * The progress of a worker, or of several together, in one second.
 *
 * @param stage {@code warm-up} or {@code measured}
 * @param second which second of the stage, from 1
 * @param requests served in this second
 * @param errors since the stage began
 * @param stale stale reads since the worker started
 */
record Tick(String stage, int second, long requests, long errors, long stale) {
    private static final String PREFIX = "tick ";

    static boolean isTick(String line) {
        return line.startsWith(PREFIX);
    }

    String toLine() {
        return PREFIX
                + String.join(" ", stage, "" + second, "" + requests, "" + errors, "" + stale);
    }

    static Tick ofLine(String line) {
        var words = line.split(" ", -1);
        return new Tick(
                words[1],
                Integer.parseInt(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                Long.parseLong(words[5]));
    }

    /** Both workers' progress in the same second. */
    Tick plus(Tick other) {
        return new Tick(
                stage,
                second,
                requests + other.requests,
                errors + other.errors,
                stale + other.stale);
    }
}
