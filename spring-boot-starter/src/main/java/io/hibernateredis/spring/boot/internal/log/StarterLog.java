package io.hibernateredis.spring.boot.internal.log;

import io.hibernateredis.admin.SizeReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log lines of the starter: what it decided, does from time to time, and of responses. */
public final class StarterLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.hibernateredis.spring.boot");
    private static final Logger HTTP = LoggerFactory.getLogger("io.hibernateredis.http");

    private StarterLog() {}

    public static void otherFactoryStays(String factory, Object regionFactory) {
        LOG.info(
                "[{}] is not cached in Redis: hibernate.cache.region.factory_class is set to {}",
                factory,
                regionFactory);
    }

    public static void otherFactoryUnused(String factory, String others) {
        LOG.info(
                "[{}] is cached in Redis; also on the class path, and not used: {}"
                        + " (hibernate.cache.region.factory_class chooses)",
                factory,
                others);
    }

    public static void disabled(String factory, String reason) {
        LOG.info("[{}] is not cached in Redis: {}", factory, reason);
    }

    public static void firstHit(String region) {
        LOG.info("[{}]: first hit since the application started", region);
    }

    public static void httpCachingOff() {
        LOG.info(
                "hibernate-redis.http.policies has no effect: no entity manager factory is cached"
                        + " in Redis");
    }

    public static void notOffered(String rule, String reason) {
        HTTP.debug("[{}]: a response was not offered to be kept: {}", rule, reason);
    }

    public static void warmUpBegins(String factory) {
        LOG.info("[{}]: warm-up begins (hibernate-redis.maintenance.warm-up)", factory);
    }

    public static void warmUpProgress(String factory, long rows, int done, int steps) {
        LOG.info("[{}]: warm-up: {} rows, {} of {} steps are done", factory, rows, done, steps);
    }

    public static void warmUpEnds(String factory, long rows, Duration lasted, boolean cancelled) {
        LOG.info(
                "[{}]: warm-up {} after {} s: {} rows",
                factory,
                cancelled ? "was stopped" : "is done",
                String.format(Locale.ROOT, "%.1f", lasted.toMillis() / 1000.0),
                rows);
    }

    public static void notItsTurn(String factory, String task) {
        LOG.info(
                "[{}]: no {}: another instance does it or did it lately, or Redis does not answer",
                factory,
                task);
    }

    public static void maintenanceFailed(String factory, String task, Throwable failure) {
        LOG.warn(
                "[{}]: the {} failed (hibernate-redis.maintenance); the cache is not affected",
                factory,
                task,
                failure);
    }

    public static void hotKeysFileFailed(String factory, Path file, Exception failure) {
        LOG.warn(
                "[{}]: what is read most is not kept for the next run, since {} cannot be used: {}"
                        + " (hibernate-redis.maintenance.warm-up.hot-keys-file)",
                factory,
                file,
                failure.toString());
    }

    public static void sizes(String factory, SizeReport report) {
        LOG.info(
                "[{}]: in Redis are{} {}; tags in the index: {} and {}",
                factory,
                report.complete() ? "" : " about",
                report.regions().stream()
                        .map(
                                each ->
                                        each.entries()
                                                + " entries of ["
                                                + each.region()
                                                + "]"
                                                + (each.bytes() == null
                                                        ? ""
                                                        : " (" + each.bytes() + " bytes)"))
                        .collect(Collectors.joining(", ")),
                report.indexTags(),
                report.indexRecent());
    }

    public static void evicted(String factory, String cause) {
        LOG.info(
                "[{}]: everything that was cached is evicted, because {}"
                        + " (hibernate-redis.evict-new-schema)",
                factory,
                cause);
    }

    public static void notEvicted(String factory, String cause, RuntimeException failure) {
        LOG.error(
                "[{}]: not evicted, although {}; call sessionFactory.getCache().evictAllRegions()",
                factory,
                cause,
                failure);
    }
}
