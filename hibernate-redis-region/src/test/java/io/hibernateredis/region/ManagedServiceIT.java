package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.counters;
import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.testing.ManagedRedis;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All of the cache on a server that refuses what managed services refuse. */
class ManagedServiceIT {

    private static final String HIDDEN = "";
    private static final String CONSTANT = "0000000000000000000000000000000000000000";
    private static final int MANY = 7000;

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Crate.class, Bottle.class);

    private ManagedRedis service;

    @AfterEach
    void stop() {
        service.close();
    }

    private SessionFactory join(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("hibernate.cache.redis.uri", service.uri());
        return cluster.join(all);
    }

    private void start(Map<String, String> info) {
        service = new ManagedRedis(REDIS.uri().getPort(), info);
    }

    private static void fill(SessionFactory factory, int bottles) {
        inTransaction(
                factory,
                session -> {
                    var crate = new Crate();
                    session.persist(crate);
                    for (int i = 1; i <= bottles; i++) {
                        session.persist(new Bottle(i, crate));
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {HIDDEN, CONSTANT})
    void everything_isCached_andFresh(String run) {
        start(Map.of("run_id", run));
        SessionFactory one = join(Map.of());
        SessionFactory other = join(Map.of());
        fill(one, 20);
        readAll(one);

        assertThat(statements(other, () -> assertThat(readAll(other)).isEqualTo(20))).isZero();
        inTransaction(one, session -> session.find(Bottle.class, 3L).litres = 5);
        assertThat(readAll(other)).isEqualTo(24);
        readAll(one);
        assertThat(statements(other, () -> assertThat(readAll(other)).isEqualTo(24))).isZero();
        inTransaction(
                one,
                session ->
                        session.createMutationQuery("update Bottle set litres=2").executeUpdate());
        assertThat(readAll(other)).isEqualTo(40);
        one.getCache().evictAllRegions();
        assertThat(statements(other, () -> readAll(other))).isPositive();
        assertThat(counters(one).count(Event.POSTED)).isPositive();
        assertThat(service.refused()).doesNotContain("CONFIG");
        assertNothingFailed(one, other);
    }

    /** Litres, by a query, the collection, the natural id, and one by one. */
    private static int readAll(SessionFactory factory) {
        return fromTransaction(
                factory,
                session -> {
                    List<Bottle> found =
                            session.createSelectionQuery("from Bottle order by id", Bottle.class)
                                    .setCacheable(true)
                                    .list();
                    assertThat(session.find(Crate.class, 1L).bottles).hasSameSizeAs(found);
                    assertThat(session.bySimpleNaturalId(Bottle.class).load("label 2")).isNotNull();
                    return found.stream().mapToInt(bottle -> bottle.litres).sum();
                });
    }

    private static void assertNothingFailed(SessionFactory... factories) {
        for (SessionFactory factory : factories) {
            for (Event event :
                    List.of(Event.READ_FAILED, Event.PUT_FAILED, Event.INVALIDATION_PENDING)) {
                assertThat(counters(factory).count(event)).as(event.name()).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lease", "barrier"})
    void nearCache_worksAndIsFresh(String near) {
        start(Map.of("run_id", HIDDEN));
        SessionFactory one = join(Map.of("hibernate.cache.redis.near", near));
        SessionFactory other = join(Map.of("hibernate.cache.redis.near", near));
        fill(one, 3);

        await().until(
                        () -> {
                            readAll(other);
                            return counters(other).count(Event.NEAR_HIT) > 10;
                        });
        for (int litres = 2; litres < 50; litres++) {
            int now = litres;
            inTransaction(one, session -> session.find(Bottle.class, 1L).litres = now);
            assertThat(readAll(other)).isEqualTo(litres + 2);
        }
        assertNothingFailed(one, other);
    }

    @Test
    void thousandsOfRows_areReadAndWritten_inCommandsThatTheServiceAccepts() {
        start(Map.of("run_id", HIDDEN));
        SessionFactory one = join(Map.of());
        SessionFactory other = join(Map.of());
        fill(one, MANY);
        readAll(one);
        assertThat(statements(other, () -> assertThat(readAll(other)).isEqualTo(MANY))).isZero();

        // One open and one close: so much is announced row by row, with the new states.
        var few = LongStream.rangeClosed(1, 2500).boxed().toList();
        long opened = counters(one).count(Event.OPENED);
        long stored = counters(one).count(Event.STORED);
        inTransaction(
                one,
                session ->
                        session.findMultiple(Bottle.class, few).forEach(bottle -> bottle.litres++));
        assertThat(counters(one).count(Event.OPENED) - opened).isEqualTo(1);
        assertThat(counters(one).count(Event.STORED) - stored).isGreaterThanOrEqualTo(2500);
        assertThat(readAll(other)).isEqualTo(MANY + 2500);

        inTransaction(
                one,
                session ->
                        session.createSelectionQuery("from Bottle", Bottle.class)
                                .list()
                                .forEach(bottle -> bottle.litres++));
        assertThat(counters(one).count(Event.OPENED) - opened).isEqualTo(2);
        assertThat(readAll(other)).isEqualTo(2 * MANY + 2500);

        assertThat(service.mostArguments()).isBetween(2000, 3000);
        assertNothingFailed(one, other);
    }

    @Test
    void limit_thatIsHigher_isUsed() {
        start(Map.of());
        SessionFactory one = join(Map.of("hibernate.cache.redis.max_arguments", 3900));
        SessionFactory other = join(Map.of("hibernate.cache.redis.max_arguments", 3900));
        fill(one, 3500);
        long stored = counters(one).count(Event.STORED);
        inTransaction(
                one,
                session ->
                        session.createSelectionQuery("from Bottle", Bottle.class)
                                .list()
                                .forEach(bottle -> bottle.litres++));

        assertThat(counters(one).count(Event.STORED) - stored).isGreaterThanOrEqualTo(3500);
        assertThat(readAll(other)).isEqualTo(7000);
        assertThat(service.mostArguments()).isBetween(3500, 3900);
        assertNothingFailed(one, other);
    }

    @Test
    void restartFromASnapshot_isNoticed_whereTheRunIsHidden() {
        start(Map.of("run_id", HIDDEN));
        Map<String, Object> brief =
                Map.of("hibernate.cache.redis.trust", "1s", "hibernate.cache.redis.lease", "1s");
        SessionFactory one = join(brief);
        fill(one, 3);
        readAll(one);
        REDIS.server().save();
        inTransaction(one, session -> session.find(Bottle.class, 1L).litres = 7);

        REDIS.server().restart();
        SessionFactory other = join(brief);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> {
                            assertThat(readAll(other)).isEqualTo(9);
                            assertThat(readAll(one)).isEqualTo(9);
                            assertThat(statements(other, () -> readAll(other))).isZero();
                        });
    }

    /** What stands for the server would be the same after a restart. */
    @ParameterizedTest
    @ValueSource(strings = {HIDDEN, CONSTANT})
    void service_thatHidesTheReplicationToo_isNotUsed(String replication) {
        start(Map.of("run_id", HIDDEN, "master_replid", replication));
        SessionFactory one = join(Map.of());
        fill(one, 3);

        readAll(one);
        assertThat(statements(one, () -> readAll(one))).isPositive();
        assertThat(counters(one).count(Event.HIT)).isZero();
        assertThat(REDIS.admin().dbSize()).isZero();
    }

    @Entity(name = "Crate")
    @Cacheable
    static class Crate {
        @Id long id = 1;

        @OneToMany(mappedBy = "crate")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Bottle> bottles = new ArrayList<>();
    }

    @Entity(name = "Bottle")
    @Cacheable
    @NaturalIdCache
    static class Bottle {
        @Id long id;
        @NaturalId String label;
        @Version long version;
        int litres = 1;
        @ManyToOne Crate crate;

        Bottle() {}

        Bottle(long id, Crate crate) {
            this.id = id;
            this.crate = crate;
            label = "label " + id;
        }
    }
}
