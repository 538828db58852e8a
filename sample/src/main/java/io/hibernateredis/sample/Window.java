package io.hibernateredis.sample;

/**
 * What the launcher asks of a worker, as a line: to send requests for a time.
 *
 * @param seconds how long, at least 1
 * @param measured whether it counts; else it is a part of the warm-up
 */
record Window(int seconds, boolean measured) {
    String toLine() {
        return (measured ? "measured " : "warm-up ") + seconds;
    }

    static Window ofLine(String line) {
        var words = line.split(" ", -1);
        return new Window(Integer.parseInt(words[1]), words[0].equals("measured"));
    }
}
