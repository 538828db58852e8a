package io.hibernateredis.region;

import java.time.Duration;

/**
 * The settings of the query cache module.
 *
 * @param enabled whether the module is used where it is on the class path; default true
 * @param longestWait how long a query waits for somebody else who executes the same; 1 ms to 1 min;
 *     default 2 s
 */
record QuerySettings(boolean enabled, Duration longestWait) {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    QuerySettings {
        if (longestWait.compareTo(SHORTEST) < 0 || longestWait.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    SettingsReader.PREFIX
                            + "query.wait must be 1 ms to 1 min, but was "
                            + longestWait);
        }
    }
}
