package io.hibernateredis.query;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.roundTrips;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.region.Cluster;
import io.hibernateredis.region.JacksonFormatMapper;
import io.hibernateredis.region.Keepsakes;
import io.hibernateredis.region.Keepsakes.Keepsake;
import io.hibernateredis.region.Keepsakes.Spoiling;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.query.SelectionQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Results in the memory of the JVM: what is told of them, and that sessions share none. */
@NeedsModule
class NearQueriesIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, Keepsakes.ENTITIES)
                    .with("hibernate.type.json_format_mapper", new JacksonFormatMapper());

    private SessionFactory factory;
    private SessionFactory plain;

    @BeforeEach
    void start() {
        factory = cluster.join(Map.of("hibernate.cache.redis.near", "lease"));
        plain = cluster.join();
        inTransaction(factory, session -> session.persist(new Keepsake(1)));
    }

    private static SelectionQuery<Keepsake> all(Session session) {
        return session.createQuery("from Keepsake", Keepsake.class).setCacheable(true);
    }

    private Explanation explanation() {
        return factory.fromSession(
                session ->
                        QueryCache.of(factory)
                                .explain(session.createQuery("from Keepsake", Keepsake.class))
                                .get(0));
    }

    private void awaitNear() {
        await().pollInterval(Duration.ofMillis(10))
                .until(
                        () -> {
                            inTransaction(factory, session -> all(session).list());
                            return explanation().near();
                        });
    }

    @Test
    void explanation_tellsWhetherAResultIsNear() {
        assertThat(explanation().near()).isFalse();

        awaitNear();

        assertThat(explanation().toString()).contains("in the memory of this JVM");
        assertThat(roundTrips(factory, () -> inTransaction(factory, s -> all(s).list()))).isZero();
        assertThat(roundTrips(factory, this::explanation)).isZero();
        inTransaction(
                plain,
                session ->
                        session.createMutationQuery("update Keepsake set counts = null")
                                .executeUpdate());
        assertThat(explanation().near()).isFalse();
        assertThat(explanation().toString()).doesNotContain("near");
    }

    @Test
    void regionThatIsOff_hasNothingNear() {
        SessionFactory off =
                cluster.join(
                        Map.of(
                                "hibernate.cache.redis.near", "lease",
                                "hibernate.cache.redis.regions.far.near", "off"));
        for (int i = 0; i < 20; i++) {
            inTransaction(off, session -> all(session).setCacheRegion("far").list());
            inTransaction(off, session -> all(session).setCacheRegion("near").list());
        }

        await().pollInterval(Duration.ofMillis(10)).until(() -> roundTripsOf(off, "near") == 0);
        assertThat(roundTripsOf(off, "far")).isEqualTo(1);
    }

    private static long roundTripsOf(SessionFactory factory, String region) {
        return roundTrips(
                factory,
                () ->
                        inTransaction(
                                factory, session -> all(session).setCacheRegion(region).list()));
    }

    /** Of the constructor expression. */
    public record View(Date date, byte[] bytes, List<String> words) {}

    @Test
    @SuppressWarnings("unchecked")
    void scalars_spoiltInOneResult_areReadAsTheyWere() {
        assertUnspoilt(
                "select date, bytes, chars, names, words, notes, doc, size, grade from Keepsake",
                Object[].class,
                row -> {
                    ((Date) row[0]).setTime(0);
                    ((byte[]) row[1])[0] = 9;
                    ((char[]) row[2])[0] = '!';
                    ((String[]) row[3])[0] = "spoilt";
                    ((List<String>) row[4]).add("spoilt");
                    ((Map<String, Integer>) row[5]).put("spoilt", 9);
                    ((Keepsakes.Doc) row[6]).lines.add("spoilt");
                },
                row ->
                        ((Date) row[0]).getTime()
                                + Arrays.toString((byte[]) row[1])
                                + Arrays.toString((char[]) row[2])
                                + Arrays.toString((String[]) row[3])
                                + row[4]
                                + row[5]
                                + ((Keepsakes.Doc) row[6]).lines);
    }

    @Test
    void tuplesAndDtos_spoiltInOneResult_areReadAsTheyWere() {
        assertUnspoilt(
                "select date as d, bytes as b from Keepsake",
                Tuple.class,
                row -> {
                    row.get("d", Date.class).setTime(0);
                    row.get("b", byte[].class)[0] = 9;
                },
                row -> row.get("d", Date.class).getTime() + Arrays.toString((byte[]) row.get("b")));
        assertUnspoilt(
                "select date, bytes, words from Keepsake",
                View.class,
                row -> {
                    row.date().setTime(0);
                    row.bytes()[0] = 9;
                    row.words().add("spoilt");
                },
                row -> row.date().getTime() + Arrays.toString(row.bytes()) + row.words());
    }

    @Test
    void entityOfAResult_spoilt_isReadAsItWas() {
        for (Spoiling spoiling : Spoiling.values()) {
            assertUnspoilt("from Keepsake", Keepsake.class, spoiling::apply, Keepsake::told);
        }
    }

    private <R> void assertUnspoilt(
            String query, Class<R> type, Consumer<R> spoiling, Function<R, String> told) {
        String before =
                fromTransaction(
                        factory,
                        session -> {
                            Cluster.bypassCache(session);
                            var row = session.createSelectionQuery(query, type).getSingleResult();
                            return told.apply(row);
                        });
        for (int i = 0; i < 4; i++) {
            try (var open = factory.openSession()) {
                open.beginTransaction();
                R row = open.createSelectionQuery(query, type).setCacheable(true).getSingleResult();
                assertThat(told.apply(row)).as(query).isEqualTo(before);
                spoiling.accept(row);
                assertThat(told.apply(row)).as("it would be noticed").isNotEqualTo(before);
                open.getTransaction().rollback();
            }
        }
    }
}
