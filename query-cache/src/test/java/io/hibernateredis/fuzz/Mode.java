package io.hibernateredis.fuzz;

import java.sql.Connection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.cfg.AvailableSettings;

/**
 * How the session factories of a run are set up.
 *
 * @param snapshots whether transactions read what was committed when they began
 * @param module whether the query cache module is on
 * @param shallow whether results hold ids only of cached entities
 * @param enhanced whether the entities' classes are enhanced
 * @param tenants whether the data source chooses a schema by the tenant
 * @param outsider whether an application without this cache writes, too
 */
record Mode(
        boolean snapshots,
        boolean module,
        boolean shallow,
        boolean enhanced,
        boolean tenants,
        boolean outsider) {

    /** The number of what is enhanced and nothing else. */
    static final int ENHANCED = 8;

    /** The number of what has an outsider and nothing else. */
    static final int OUTSIDER = 16;

    static Mode of(String text) {
        return new Mode(
                text.contains("snapshots"),
                text.contains("module"),
                text.contains("shallow"),
                text.contains("enhanced"),
                text.contains("tenants"),
                text.contains("outsider"));
    }

    /** One of all, by a number. */
    static Mode of(int number) {
        return new Mode(
                (number & 1) != 0,
                (number & 2) == 0,
                (number & 4) != 0,
                (number & ENHANCED) != 0,
                false,
                (number & OUTSIDER) != 0);
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
        if (tenants) {
            settings.put(AvailableSettings.MULTI_TENANT_IDENTIFIER_RESOLVER, new Tenants());
        }
        return settings;
    }

    @Override
    public String toString() {
        return Stream.of(
                        snapshots ? "snapshots" : "committed",
                        module ? "module" : "plain",
                        shallow ? "shallow" : "full",
                        enhanced ? "enhanced" : "",
                        tenants ? "tenants" : "",
                        outsider ? "outsider" : "")
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(" "));
    }
}
