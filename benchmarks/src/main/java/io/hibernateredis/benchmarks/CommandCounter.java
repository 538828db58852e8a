package io.hibernateredis.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the commands that clients send to Redis, by name: what the server counts does not tell
 * them from those that scripts run. Thread-safe; each connection has a {@link Stream} of its own.
 */
final class CommandCounter {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /** What was sent so far. */
    Map<String, Double> counts() {
        var copy = new TreeMap<String, Double>();
        counts.forEach((name, count) -> copy.put(name, (double) count.sum()));
        return copy;
    }

    Stream stream() {
        return new Stream();
    }

    /**
     * The bytes of a connection: arrays of bulk strings ({@code *2 $3 GET $1 k}), of which the
     * first is the name. Used by one thread.
     */
    final class Stream {
        private final StringBuilder line = new StringBuilder();

        /** How many strings of the present command are still to come. */
        private long strings;

        /** How many bytes of the present string, and of the line end after it, are to come. */
        private long bytes;

        private boolean atName;
        private final StringBuilder name = new StringBuilder();

        void sent(byte[] buffer, int length) {
            int at = 0;
            while (at < length) {
                if (bytes > 0) {
                    at += string(buffer, at, length);
                } else {
                    character(buffer[at++]);
                }
            }
        }

        /** Returns how many bytes it took. */
        private int string(byte[] buffer, int at, int length) {
            int taken = (int) Math.min(bytes, length - at);
            if (atName) {
                name.append(new String(buffer, at, taken, StandardCharsets.ISO_8859_1));
            }
            bytes -= taken;
            if (bytes == 0) {
                strings--;
                if (atName) {
                    String sent = name.toString().strip().toLowerCase(Locale.ROOT);
                    counts.computeIfAbsent(sent, key -> new LongAdder()).increment();
                    name.setLength(0);
                    atName = false;
                }
            }
            return taken;
        }

        private void character(byte next) {
            if (next != '\n') {
                line.append((char) next);
                return;
            }
            String header = line.toString().strip();
            line.setLength(0);
            if (header.startsWith("*")) {
                strings = Long.parseLong(header.substring(1));
                atName = strings > 0;
            } else if (header.startsWith("$") && strings > 0) {
                bytes = Long.parseLong(header.substring(1)) + 2;
            }
        }
    }
}
