package io.hibernateredis.fuzz;

import java.sql.Connection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the session factories of a run are set up.
 *
 * @param snapshots whether transactions read what was committed when they began
 * @param module whether the query cache module is on
 * @param shallow whether results hold ids only of cached entities
 */
record Mode(boolean snapshots, boolean module, boolean shallow) {

    static Mode of(String text) {
        return new Mode(
                text.contains("snapshots"), text.contains("module"), text.contains("shallow"));
    }

    /** One of all, by a number. */
    static Mode of(int number) {
        return new Mode((number & 1) != 0, (number & 2) == 0, (number & 4) != 0);
    }

    /** On H2, SNAPSHOT is what others call REPEATABLE READ. */
    int isolation(boolean h2) {
        if (!snapshots) {
            return Connection.TRANSACTION_READ_COMMITTED;
        }
        return h2
                ? org.h2.engine.Constants.TRANSACTION_SNAPSHOT
                : Connection.TRANSACTION_REPEATABLE_READ;
    }

    Map<String, Object> settings() {
        Map<String, Object> settings = new TreeMap<>();
        settings.put("hibernate.cache.redis.query.enabled", module);
        settings.put("hibernate.cache.query_cache_layout", shallow ? "SHALLOW" : "FULL");
        return settings;
    }

    @Override
    public String toString() {
        return String.join(
                        " ",
                        snapshots ? "snapshots" : "committed",
                        module ? "module" : "plain",
                        shallow ? "shallow" : "full")
                .toLowerCase(Locale.ROOT);
    }
}
