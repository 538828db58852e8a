package io.hibernateredis.region;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.shop.Product;
import io.hibernateredis.testing.RedisExtension;
import java.lang.reflect.Field;
import java.util.Map;
import org.awaitility.Awaitility;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LocationAwareLogger;

/** What can be seen of single entries. */
class EntriesLogIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster shop = new Cluster(REDIS, Product.class);

    @Test
    void hitsMissesAndPuts_areToldAtDebug_withoutWhatTheyHold() throws Exception {
        SessionFactory factory = shop.join();
        Cluster.inTransaction(factory, session -> session.persist(new Product(1L, "s3cret")));
        assertThat(CapturedLog.during(() -> find(factory))).isEmpty();

        factory.getCache().evictAllRegions();
        String log =
                atDebug(
                        () ->
                                CapturedLog.during(
                                        () -> {
                                            find(factory);
                                            find(factory);
                                        }));

        assertThat(log)
                .contains("[hr] miss com.example.shop.Product#1")
                .contains("[hr] stored com.example.shop.Product#1")
                .contains("[hr] hit com.example.shop.Product#1")
                .doesNotContain("s3cret");
    }

    @Test
    void hitsNear_areToldApart() throws Exception {
        SessionFactory factory = shop.join(Map.of("hibernate.cache.redis.near", "lease"));
        Cluster.inTransaction(factory, session -> session.persist(new Product(1L, "s3cret")));

        String log =
                atDebug(
                        () ->
                                CapturedLog.during(
                                        () ->
                                                Awaitility.await()
                                                        .until(() -> roundTrips(factory) == 0)));

        assertThat(log)
                .contains("[hr] hit com.example.shop.Product#1")
                .contains("[hr] near hit com.example.shop.Product#1");
    }

    private static long roundTrips(SessionFactory factory) {
        return Cluster.roundTrips(factory, () -> find(factory));
    }

    private static int find(SessionFactory factory) {
        return Cluster.fromTransaction(
                factory, session -> session.find(Product.class, 1L).name().length());
    }

    private interface Told {
        String log() throws Exception;
    }

    /** The logger of tests reads its level when it is made. */
    private static String atDebug(Told told) throws Exception {
        Object logger = LoggerFactory.getLogger("io.hibernateredis.entries");
        Field level = logger.getClass().getDeclaredField("currentLogLevel");
        level.setAccessible(true);
        int before = level.getInt(logger);
        level.setInt(logger, LocationAwareLogger.DEBUG_INT);
        try {
            return told.log();
        } finally {
            level.setInt(logger, before);
        }
    }
}
