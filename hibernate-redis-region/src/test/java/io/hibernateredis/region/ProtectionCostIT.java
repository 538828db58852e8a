package io.hibernateredis.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.region.Board.Project;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.testing.RedisExtension;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What hits cost whose entries are compressed or encrypted, in turns with others, and how much
 * memory they take. {@code -Dcost.rounds} (default 3) makes it exact; the times are printed, not
 * judged.
 */
class ProtectionCostIT {

    private static final int ROUNDS = Integer.getInteger("cost.rounds", 3);
    private static final int FINDS = 300;
    private static final int QUERIES = 30;
    private static final int ENTITIES = 100;
    private static final String PREFIX = "hibernate.cache.redis.";

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, Board.ENTITIES).with("hibernate.cache.redis.ttl", "1h");

    private final Map<String, SessionFactory> variants = new LinkedHashMap<>();

    private void join(String name, Map<String, Object> settings) {
        Map<String, Object> all = new LinkedHashMap<>();
        settings.forEach((setting, value) -> all.put(PREFIX + setting, value));
        all.put(PREFIX + "namespace", name);
        variants.put(name, cluster.join(all));
    }

    private void start() {
        join("off", Map.of());
        join("deflate", Map.of("compression", "deflate", "compression.threshold", "64"));
        join("lz4", Map.of("compression", "lz4", "compression.threshold", "64"));
        Map<String, Object> keys =
                Map.of(
                        "encryption", "on",
                        "encryption.keys", "bmV3IGtleXMgYXJlIDMyIGJ5dGVzIG9mIG5vIHVzZS4=",
                        "encryption.name_key", "YW5kIHNvIGlzIHRoZSBrZXkgb2YgYWxsIHRoZSBuYW0=");
        join("encrypted", keys);
        Cluster.inTransaction(
                variants.get("off"),
                session -> {
                    var project = new Project(1, "project");
                    session.persist(project);
                    for (long id = 1; id <= ENTITIES; id++) {
                        session.persist(new Task(id, title(id), project));
                    }
                });
        variants.values().forEach(factory -> Board.awaitSeen(factory, factory));
    }

    private static String title(long id) {
        return "Task "
                + id
                + " of the release: write it, have it read, and tell who waits for it. "
                + "Status: in progress. Estimated: "
                + id % 7
                + " days. Department: operations.";
    }

    private static void find(SessionFactory factory, int times) {
        for (int i = 0; i < times; i++) {
            long id = 1 + i % ENTITIES;
            factory.inSession(session -> session.find(Task.class, id));
        }
    }

    private static void query(SessionFactory factory, int times) {
        for (int i = 0; i < times; i++) {
            factory.inSession(
                    session ->
                            assertThat(
                                            session.createSelectionQuery("from Task", Task.class)
                                                    .setCacheable(true)
                                                    .list())
                                    .hasSize(ENTITIES));
        }
    }

    private static double micros(Runnable action, int times) {
        long before = System.nanoTime();
        action.run();
        return (System.nanoTime() - before) / 1000.0 / times;
    }

    @Test
    void hits_ofProtectedEntries_areHits_andTakeTheirSpace() {
        start();
        for (int i = 0; i < 3; i++) {
            for (SessionFactory factory : variants.values()) {
                Cluster.inTransaction(factory, session -> query(factory, 2));
                find(factory, FINDS);
                query(factory, QUERIES);
                Cluster.settle(factory);
            }
        }
        Map<String, double[][]> times = new LinkedHashMap<>();
        variants.keySet().forEach(name -> times.put(name, new double[2][ROUNDS]));
        for (int round = 0; round < ROUNDS; round++) {
            for (var variant : variants.entrySet()) {
                SessionFactory factory = variant.getValue();
                int at = round;
                double[][] its = times.get(variant.getKey());
                long statements =
                        Cluster.statements(
                                factory,
                                () -> {
                                    its[0][at] = micros(() -> find(factory, FINDS), FINDS);
                                    its[1][at] = micros(() -> query(factory, QUERIES), QUERIES);
                                });
                assertThat(statements).as(variant.getKey()).isZero();
            }
        }
        variants.keySet().forEach(name -> print(name, times.get(name), times.get("off")));
        assertThat(bytes("deflate")).isLessThan(bytes("off"));
        assertThat(bytes("lz4")).isLessThan(bytes("off"));
        assertThat(bytes("encrypted")).isGreaterThan(bytes("off"));
    }

    private static void print(String name, double[][] its, double[][] off) {
        System.out.printf(
                Locale.ROOT,
                "COST %s: find %.1f us (%.2f), query of %d %.1f us (%.2f), %d bytes%n",
                name,
                median(its[0]),
                ratio(its[0], off[0]),
                ENTITIES,
                median(its[1]),
                ratio(its[1], off[1]),
                bytes(name));
    }

    /** The median of the ratios of what was measured in the same round. */
    private static double ratio(double[] its, double[] off) {
        double[] ratios = new double[its.length];
        Arrays.setAll(ratios, i -> its[i] / off[i]);
        return median(ratios);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static long bytes(String namespace) {
        return REDIS
                .admin()
                .keys(("{" + namespace + ":0}e:*").getBytes(StandardCharsets.UTF_8))
                .stream()
                .mapToLong(REDIS.admin()::strlen)
                .sum();
    }
}
