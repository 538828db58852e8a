package io.hibernateredis.spring.boot.internal.log;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log lines of the starter: what it decided at boot, and of responses. */
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
