package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.counters;
import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.testing.RedisExtension;
import io.hibernateredis.testing.SentinelServers;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A master that is found through Sentinels, and followed when it changes. */
class SentinelIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Buoy.class);

    private SentinelServers servers;
    private SessionFactory one;
    private SessionFactory other;
    private int written;

    @AfterEach
    void stop() {
        if (one != null) {
            one.close();
            other.close();
        }
        if (servers != null) {
            servers.close();
        }
    }

    private void start(String password) {
        servers = SentinelServers.start(password);
        Map<String, Object> settings = new HashMap<>();
        settings.put("hibernate.cache.redis.uri", servers.uri().toString());
        settings.put("hibernate.cache.redis.trust", "1s");
        settings.put("hibernate.cache.redis.read_timeout", "500ms");
        settings.put("hibernate.cache.redis.connect_timeout", "500ms");
        if (!password.isEmpty()) {
            settings.put("hibernate.cache.redis.sentinel_password", password);
        }
        one = cluster.join(settings);
        other = cluster.join(settings);
        inTransaction(one, session -> session.persist(new Buoy()));
        awaitHits();
    }

    /** Writes in one JVM, and reads in both: no error, and nothing stale. */
    private void writeAndRead() {
        written++;
        inTransaction(one, session -> session.find(Buoy.class, 1L).light = written);
        for (SessionFactory factory : new SessionFactory[] {other, one}) {
            assertThat(light(factory)).isEqualTo(written);
        }
    }

    private static int light(SessionFactory factory) {
        return fromTransaction(factory, session -> session.find(Buoy.class, 1L).light);
    }

    private void awaitHits() {
        await().atMost(LIMIT)
                .until(
                        () -> {
                            writeAndRead();
                            long hits = counters(other).count(Event.HIT);
                            light(other);
                            light(other);
                            return counters(other).count(Event.HIT) > hits;
                        });
    }

    private void awaitPromotion() {
        await().atMost(LIMIT)
                .until(
                        () -> {
                            writeAndRead();
                            return isMasterAt(servers.replica().port(), 1, 2);
                        });
    }

    private boolean isMasterAt(int port, int... sentinels) {
        for (int each : sentinels) {
            if (servers.masterPort(each) != port) {
                return false;
            }
        }
        return true;
    }

    @Test
    void hits_afterTheMasterDied_areBackAtTheNewOne() {
        start("");
        servers.master().kill();

        awaitPromotion();
        awaitHits();

        assertThat(keysAtReplica()).isPositive();
    }

    @Test
    void hits_afterTheMasterHung_areBackAtTheNewOne_andNothingIsReadFromTheOldOne() {
        start("");
        servers.master().pause();

        awaitPromotion();
        awaitHits();
        // It still takes itself for the master, until a Sentinel says otherwise.
        servers.master().resume();
        for (int i = 0; i < 50; i++) {
            writeAndRead();
        }
        awaitHits();
    }

    @Test
    void hits_afterASwitchOver_areBackAtTheNewOne() {
        start("");
        try (var sentinel = servers.sentinel(0)) {
            sentinel.sentinelFailover(SentinelServers.MASTER);
        }

        awaitPromotion();
        awaitHits();

        assertThat(keysAtReplica()).isPositive();
    }

    @Test
    void sentinel_thatIsDead_isDoneWithout() {
        start("");
        servers.killSentinel(0);
        servers.master().kill();

        awaitPromotion();
        awaitHits();
    }

    /** The heartbeat is shared, and was begun by the one that is closed. */
    @Test
    void hits_afterAnotherSessionFactoryWasClosed_goOn() {
        start("");
        one.close();

        await().during(Duration.ofSeconds(3))
                .atMost(LIMIT)
                .until(
                        () -> {
                            long hits = counters(other).count(Event.HIT);
                            light(other);
                            return counters(other).count(Event.HIT) > hits;
                        });
    }

    @Test
    void sentinels_thatAskForAPassword_areGivenIt() {
        start("key");

        awaitHits();
    }

    private long keysAtReplica() {
        try (var redis = servers.replica().connect()) {
            return redis.dbSize();
        }
    }

    @Entity(name = "Buoy")
    @Cacheable
    static class Buoy {
        @Id long id = 1;
        int light;
    }
}
