package io.hibernateredis.proof;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a worker needs to know of one phase of a run, as one line of text. Immutable.
 *
 * @param redis the server itself, to look at
 * @param cacheUri what the cache connects to: the server, or a proxy before it
 * @param database JDBC URL
 * @param history file of the {@link History}
 * @param worker number of the worker, from 0
 * @param workers how many there are
 * @param sites session factories of each worker
 * @param threads of each session factory
 * @param sabotage the guard that is removed, or null
 * @param more settings of the cache, without their prefix
 */
record Phase(
        String redis,
        String cacheUri,
        String namespace,
        String database,
        Path history,
        int worker,
        int workers,
        int sites,
        int threads,
        Sabotage sabotage,
        Map<String, String> more) {

    private static final String PREFIX = "hibernate.cache.redis.";

    /** The settings of the cache: short leases and timeouts, so that a fault does not eat a run. */
    Map<String, String> cache() {
        Map<String, String> settings = new TreeMap<>();
        settings.put(PREFIX + "uri", cacheUri);
        settings.put(PREFIX + "namespace", namespace);
        settings.put(PREFIX + "lease", "1s");
        settings.put(PREFIX + "read_timeout", "250ms");
        settings.put(PREFIX + "connect_timeout", "250ms");
        settings.put(PREFIX + "on_unreachable", "rollback");
        settings.put(PREFIX + "ttl", "60s");
        more.forEach((name, value) -> settings.put(PREFIX + name, value));
        return settings;
    }

    int allThreads() {
        return workers * sites * threads;
    }

    Phase ofWorker(int number) {
        return new Phase(
                redis, cacheUri, namespace, database, history, number, workers, sites, threads,
                sabotage, more);
    }

    /** The same, with another way to Redis. */
    Phase over(String uri) {
        return new Phase(
                redis, uri, namespace, database, history, worker, workers, sites, threads, sabotage,
                more);
    }

    String toLine() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("redis", redis);
        fields.put("cacheUri", cacheUri);
        fields.put("namespace", namespace);
        fields.put("database", database);
        fields.put("history", history.toString());
        fields.put("worker", Integer.toString(worker));
        fields.put("workers", Integer.toString(workers));
        fields.put("sites", Integer.toString(sites));
        fields.put("threads", Integer.toString(threads));
        fields.put("sabotage", sabotage == null ? "" : sabotage.name());
        more.forEach((name, value) -> fields.put("more." + name, value));
        var line = new StringBuilder();
        fields.forEach((name, value) -> line.append(name).append('=').append(value).append('\t'));
        return line.toString();
    }

    static Phase ofLine(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        Map<String, String> more = new LinkedHashMap<>();
        for (String field : line.strip().split("\t")) {
            String name = field.substring(0, field.indexOf('='));
            String value = field.substring(field.indexOf('=') + 1);
            if (name.startsWith("more.")) {
                more.put(name.substring(5), value);
            } else {
                fields.put(name, value);
            }
        }
        String sabotage = fields.get("sabotage");
        return new Phase(
                fields.get("redis"),
                fields.get("cacheUri"),
                fields.get("namespace"),
                fields.get("database"),
                Path.of(fields.get("history")),
                Integer.parseInt(fields.get("worker")),
                Integer.parseInt(fields.get("workers")),
                Integer.parseInt(fields.get("sites")),
                Integer.parseInt(fields.get("threads")),
                sabotage.isEmpty() ? null : Sabotage.valueOf(sabotage),
                more);
    }
}
