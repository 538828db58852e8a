package io.hibernateredis.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hibernateredis.region.Cluster;
import io.hibernateredis.tagged.Planner;
import io.hibernateredis.tagged.Planner.Project;
import io.hibernateredis.tagged.TaggedCacheIT;
import io.hibernateredis.tagged.ValueType;
import io.hibernateredis.tags.Tags;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Spring's own annotations, in a context of Spring's. */
class SpringCachesIT {

    static final Duration TTL = Duration.ofMinutes(5);

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Planner.ENTITIES);

    SessionFactory factory;
    SessionFactory other;
    AnnotationConfigApplicationContext context;
    Reports reports;

    @Configuration
    @EnableCaching
    static class Caching {

        @Bean
        CacheManager caches(SessionFactory factory) {
            return new SpringCaches(factory)
                    .with(
                            "points",
                            ValueType.of(Long.class),
                            TTL,
                            project -> Tags.named("tasks-of:" + project))
                    .with("names", ValueType.of(String.class), TTL, id -> Tags.type(Project.class))
                    .with("plain", ValueType.of(String.class), Duration.ofSeconds(30));
        }

        @Bean
        Reports reports(SessionFactory factory) {
            return new Reports(factory);
        }
    }

    static class Reports {

        final SessionFactory factory;
        final AtomicInteger calls = new AtomicInteger();
        Runnable whileReading = () -> {};

        Reports(SessionFactory factory) {
            this.factory = factory;
        }

        @Cacheable("points")
        public Long points(Long project) {
            calls.incrementAndGet();
            long points = Planner.points(factory, project);
            whileReading.run();
            return points;
        }

        @Cacheable(cacheNames = "points", sync = true)
        public Long pointsInTurn(Long project) {
            return points(project);
        }

        @CachePut(cacheNames = "names", key = "#id")
        public String rename(long id, String name) {
            Cluster.inTransaction(factory, session -> session.find(Project.class, id).name = name);
            whileReading.run();
            return name;
        }

        @Cacheable("names")
        public String name(long id) {
            calls.incrementAndGet();
            return Cluster.fromTransaction(
                    factory, session -> session.find(Project.class, id).name);
        }

        @CacheEvict(cacheNames = "plain")
        public void forget(String key) {}

        @CacheEvict(cacheNames = "plain", allEntries = true)
        public void forgetAll() {}

        @Cacheable("plain")
        public String plain(String key) {
            return key + calls.incrementAndGet();
        }

        @Cacheable(cacheNames = "plain", key = "{#one, #other}")
        public String pair(String one, String other) {
            return one + "/" + other;
        }

        @Cacheable("plain")
        public String pairWithoutAKey(String one, String other) {
            return one + "/" + other;
        }
    }

    @BeforeEach
    void start() {
        factory = cluster.join();
        other = cluster.join();
        Planner.fill(factory);
        context = new AnnotationConfigApplicationContext();
        context.registerBean(SessionFactory.class, () -> factory, d -> d.setDestroyMethodName(""));
        context.register(Caching.class);
        context.refresh();
        reports = context.getBean(Reports.class);
    }

    @AfterEach
    void stop() {
        context.close();
    }

    private AtomicInteger calls() {
        return ((Reports)
                        org.springframework.aop.framework.AopProxyUtils.getSingletonTarget(reports))
                .calls;
    }

    private void whileReading(Runnable action) {
        ((Reports) org.springframework.aop.framework.AopProxyUtils.getSingletonTarget(reports))
                        .whileReading =
                action;
    }

    @Test
    void cacheable_isCalledOnce_untilItsTagsAreWritten() {
        assertThat(reports.points(1L)).isEqualTo(2);
        assertThat(reports.points(1L)).isEqualTo(2);
        assertThat(calls()).hasValue(1);

        Planner.setPoints(other, 11, 4);

        assertThat(reports.points(1L)).isEqualTo(5);
        assertThat(calls()).hasValue(2);
    }

    @Test
    void value_readBeforeAWrite_isNotKept() {
        whileReading(
                () -> {
                    Planner.setPoints(other, 11, 4);
                    TaggedCacheIT.awaitSeen(factory, other);
                });
        assertThat(reports.points(1L)).isEqualTo(2);
        whileReading(() -> {});
        TaggedCacheIT.awaitSeen(factory, other);
        assertThat(reports.points(1L)).isEqualTo(5);
        assertThat(reports.pointsInTurn(1L)).isEqualTo(5);
    }

    @Test
    void cachePut_keepsWhatItWrote_unlessSomebodyWroteSince() {
        reports.name(1);
        assertThat(reports.rename(1, "one")).isEqualTo("one");
        assertThat(reports.name(1)).isEqualTo("one");

        whileReading(
                () -> Cluster.inTransaction(other, s -> s.find(Project.class, 1L).name = "two"));
        reports.rename(1, "uno");
        assertThat(reports.name(1)).isEqualTo("two");
    }

    @Test
    void cacheEvict_forgetsOneOrAll_andTtlsAreTheCaches() {
        String first = reports.plain("a");
        assertThat(reports.plain("a")).isEqualTo(first);
        assertThat(REDIS.admin().ttl("{hr:0}e:plain#?value#'a")).isBetween(1L, 30L);
        reports.plain("b");
        reports.forget("a");
        assertThat(reports.plain("a")).isNotEqualTo(first);
        assertThat(calls()).hasValue(3);
        reports.forgetAll();
        reports.plain("b");
        assertThat(calls()).hasValue(4);
    }

    @Test
    void keys_ofSeveralParts_doNotCollide_andNeedToBeNamed() {
        assertThat(reports.pair("a, b", "c")).isEqualTo("a, b/c");
        assertThat(reports.pair("a", "b, c")).isEqualTo("a/b, c");
        assertThatThrownBy(() -> reports.pairWithoutAKey("a", "b"))
                .hasMessageContaining("key = \"{#one, #other}\"");
        assertThat(
                        List.of(
                                SpringCache.text("1"),
                                SpringCache.text(1),
                                SpringCache.text(List.of("1")),
                                SpringCache.text(List.of(1)),
                                SpringCache.text(SimpleKey.EMPTY)))
                .doesNotHaveDuplicates();
    }

    @Test
    void cache_thatIsNotConfigured_isNotThere() {
        var caches = context.getBean(CacheManager.class);
        assertThat(caches.getCache("unknown")).isNull();
        assertThat(caches.getCacheNames()).containsExactly("points", "names", "plain");
    }
}
