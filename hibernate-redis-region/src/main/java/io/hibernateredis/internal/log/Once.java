package io.hibernateredis.internal.log;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers which problems were logged, so that each is logged once. A problem may contain values
 * and so differ each time: only the first few of a name, and of a thousand names, are logged at
 * all. Thread-safe.
 */
public final class Once {

    private static final int MAX_PROBLEMS = 5;
    private static final int MAX_NAMES = 1000;

    private final Map<String, Set<String>> logged = new ConcurrentHashMap<>();

    /**
     * Whether a problem is to be logged now.
     *
     * @param name what has the problem: a role, a region, a query
     */
    public boolean isFirst(String name, String problem) {
        Set<String> problems = logged.get(name);
        if (problems == null) {
            if (logged.size() >= MAX_NAMES) {
                return false;
            }
            problems = logged.computeIfAbsent(name, each -> ConcurrentHashMap.newKeySet());
        }
        return problems.size() < MAX_PROBLEMS && problems.add(problem);
    }
}
