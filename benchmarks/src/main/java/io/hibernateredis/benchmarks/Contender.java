package io.hibernateredis.benchmarks;

import com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider;
import io.hibernateredis.benchmarks.workload.Workload;
import java.net.URI;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.cache.CacheManager;

/** What is compared: the same application under other settings. */
enum Contender {
    NONE("no cache") {
        @Override
        Map<String, Object> cache(String redisUri) {
            return Map.of(
                    "hibernate.cache.use_second_level_cache", "false",
                    "hibernate.cache.use_query_cache", "false");
        }
    },
    /** In the JVM, and coherent with no other: what a cache costs that needs no network. */
    CAFFEINE("Caffeine in the JVM") {
        @Override
        Map<String, Object> cache(String redisUri) {
            return jcache(new CaffeineCachingProvider().getCacheManager(), "fail");
        }
    },
    /** The same as JCache has it unless told otherwise: values are serialized, and read again. */
    CAFFEINE_COPY("Caffeine in the JVM, copying") {
        @Override
        Map<String, Object> cache(String redisUri) {
            var provider = new CaffeineCachingProvider();
            // It holds no caches, so that Hibernate creates them with the defaults.
            URI none = URI.create("classpath:copying.conf");
            return jcache(
                    provider.getCacheManager(none, provider.getDefaultClassLoader()), "create");
        }
    },
    REDISSON("Redisson") {
        @Override
        Map<String, Object> cache(String redisUri) {
            var settings = new HashMap<String, Object>();
            settings.put("hibernate.cache.region.factory_class", "redisson");
            settings.put("hibernate.cache.redisson.config", RedissonConfig.write(redisUri));
            // As in the other contenders, a put is not preceded by a get.
            settings.put("hibernate.cache.use_minimal_puts", "false");
            for (String kind : List.of("entity", "collection", "naturalid", "query")) {
                settings.put(
                        "hibernate.cache.redisson." + kind + ".expiration.time_to_live",
                        Long.toString(TTL_MILLIS));
            }
            return settings;
        }
    },
    OURS("ours") {
        @Override
        Map<String, Object> cache(String redisUri) {
            return ours(redisUri, "binary");
        }
    },
    OURS_JSON("ours, JSON") {
        @Override
        Map<String, Object> cache(String redisUri) {
            return ours(redisUri, "json");
        }
    },
    OURS_QUERIES("ours with the query cache") {
        @Override
        Map<String, Object> cache(String redisUri) {
            return ours(redisUri, "binary");
        }
    },
    /** With the query cache, and entries near, for which its commits wait. */
    OURS_NEAR("ours with the near cache") {
        @Override
        Map<String, Object> cache(String redisUri) {
            var settings = new HashMap<>(ours(redisUri, "binary"));
            settings.put("hibernate.cache.redis.near", "lease");
            settings.put("hibernate.cache.redis.near.size", Integer.toString(512 << 20));
            return settings;
        }
    },
    /** Single commands of the client that ours is built on; ours fills what they read. */
    JEDIS("Jedis alone") {
        @Override
        Map<String, Object> cache(String redisUri) {
            return ours(redisUri, "binary");
        }
    };

    private static final long TTL_MILLIS = 60 * 60 * 1000;

    private final String title;

    Contender(String title) {
        this.title = title;
    }

    /** Hibernate's settings of the cache. */
    abstract Map<String, Object> cache(String redisUri);

    private static Map<String, Object> jcache(CacheManager caches, String missing) {
        return Map.of(
                "hibernate.cache.region.factory_class",
                "jcache",
                // Each factory has caches of its own, as in a JVM of its own.
                "hibernate.javax.cache.cache_manager",
                caches,
                "hibernate.javax.cache.missing_cache_strategy",
                missing);
    }

    private static Map<String, Object> ours(String redisUri, String codec) {
        return Map.of(
                "hibernate.cache.region.factory_class",
                "redis",
                "hibernate.cache.redis.uri",
                redisUri,
                "hibernate.cache.redis.ttl",
                Long.toString(TTL_MILLIS),
                "hibernate.cache.redis.codec",
                codec,
                // The same by all ways to it, also where the address would tell it from others.
                "hibernate.cache.redis.database",
                "benchmarks");
    }

    String title() {
        return title;
    }

    /** As on the command line. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Contender ofId(String id) {
        return Arrays.stream(values())
                .filter(contender -> contender.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new UsageException("There is no contender " + id));
    }

    /** Those that a run compares unless others are named. */
    static Set<Contender> standard() {
        return EnumSet.complementOf(EnumSet.of(OURS_JSON, OURS_NEAR, CAFFEINE_COPY));
    }

    /** Those that a comparison of caches in the JVM compares. */
    static Set<Contender> near() {
        return EnumSet.of(NONE, CAFFEINE, CAFFEINE_COPY, REDISSON, OURS_QUERIES, OURS_NEAR);
    }

    /** Whether it is this project's cache. */
    boolean isOurs() {
        return this == OURS || this == OURS_JSON || cachesQueries();
    }

    /** Whether the module that caches queries is on its class path. */
    private boolean cachesQueries() {
        return this == OURS_QUERIES || this == OURS_NEAR;
    }

    boolean usesRedis() {
        return this != NONE && !isInTheJvm();
    }

    /** Whether each session factory has a cache of its own. */
    boolean isInTheJvm() {
        return this == CAFFEINE || this == CAFFEINE_COPY;
    }

    boolean runs(Workload workload) {
        return switch (workload.kind()) {
            case LIMIT -> this == JEDIS;
            case MIRRORS -> cachesQueries();
            default -> this != JEDIS;
        };
    }

    /** The class path of this JVM, with the module that caches queries only where it is wanted. */
    String classPath() {
        var elements = List.of(System.getProperty("java.class.path").split(":", -1));
        return String.join(
                ":",
                elements.stream()
                        .filter(element -> cachesQueries() || !element.contains("query-cache"))
                        .toList());
    }
}
