package io.hibernateredis.internal.settings;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The settings of the query cache module.
 *
 * @param enabled whether the module is used if it is on the class path; default true
 * @param longestWait how long a query waits for another session or JVM that is executing the same
 *     query; 0 to 1 min; 0 means no wait; default 2 s
 * @param deterministicFunctions functions of the database or of a dialect that always return the
 *     same result for the same arguments, in addition to the known ones; default none
 */
public record QuerySettings(
        boolean enabled, Duration longestWait, Set<String> deterministicFunctions) {

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Pattern FUNCTION = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$#.]*");

    public QuerySettings {
        if (longestWait.isNegative() || longestWait.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    SettingsReader.PREFIX
                            + "query.wait must be 0 to 1 min, but was "
                            + longestWait);
        }
        for (String function : deterministicFunctions) {
            if (!FUNCTION.matcher(function).matches()) {
                throw new IllegalArgumentException(
                        SettingsReader.PREFIX
                                + "query.deterministic_functions must be names of functions with"
                                + " commas between, but had '"
                                + function
                                + "'");
            }
        }
        deterministicFunctions = Set.copyOf(deterministicFunctions);
    }
}
