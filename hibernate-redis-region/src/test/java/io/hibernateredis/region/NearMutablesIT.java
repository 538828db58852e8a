package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.counters;
import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a session changes in place, and does not write, changes nothing that is near: other sessions
 * of the JVM read what the database has.
 */
class NearMutablesIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, Keepsakes.ENTITIES)
                    .with("hibernate.type.json_format_mapper", new JacksonFormatMapper());

    private SessionFactory factory;
    private String truth;

    @BeforeEach
    void start() {
        factory = cluster.join(Map.of("hibernate.cache.redis.near", "lease"));
        inTransaction(factory, session -> session.persist(new Keepsake(1)));
        truth =
                fromTransaction(
                        factory,
                        session -> {
                            Cluster.bypassCache(session);
                            return session.find(Keepsake.class, 1L).told();
                        });
        awaitNear();
    }

    /** The entity and its five collections. */
    private void awaitNear() {
        await().pollInterval(Duration.ofMillis(20)).until(() -> nearHits() >= 5);
    }

    private long nearHits() {
        long before = counters(factory).count(Event.NEAR_HIT);
        String told = fromTransaction(factory, session -> find(session).told());
        assertThat(told).isEqualTo(truth);
        return counters(factory).count(Event.NEAR_HIT) - before;
    }

    private static Keepsake find(Session session) {
        return session.find(Keepsake.class, 1L);
    }

    private static Keepsake findByNaturalId(Session session) {
        return session.bySimpleNaturalId(Keepsake.class).load(Keepsakes.then());
    }

    /** Whoever sees what was spoilt would read it now. */
    private void assertUnspoilt(Spoiling spoiling) {
        assertThat(nearHits()).as(spoiling.name()).isGreaterThanOrEqualTo(5);
        inTransaction(
                factory, session -> assertThat(findByNaturalId(session).told()).isEqualTo(truth));
        try (var session = factory.openStatelessSession()) {
            var stateless = session.get(Keepsake.class, 1L);
            assertThat(stateless.bytes).containsExactly(1, 2);
            assertThat(stateless.date.getTime()).isEqualTo(Keepsakes.then().getTime());
        }
    }

    private void spoil(Spoiling spoiling, Keepsake keepsake) {
        assertThat(keepsake.told()).isEqualTo(truth);
        spoiling.apply(keepsake);
        assertThat(keepsake.told()).as("it would be noticed").isNotEqualTo(truth);
    }

    @Test
    void spoiltInAReadOnlySession_isReadAsItWas() {
        for (Spoiling spoiling : Spoiling.values()) {
            try (var open = factory.openSession()) {
                open.setDefaultReadOnly(true);
                open.beginTransaction();
                spoil(spoiling, find(open));

                assertUnspoilt(spoiling);
                // A collection is flushed in a read-only session as well.
                open.getTransaction().rollback();
            }
            assertUnspoilt(spoiling);
        }
    }

    @Test
    void spoiltDetached_isReadAsItWas() {
        for (Spoiling spoiling : Spoiling.values()) {
            Keepsake detached =
                    fromTransaction(
                            factory,
                            session -> {
                                var found = find(session);
                                found.told();
                                return found;
                            });

            spoil(spoiling, detached);

            assertUnspoilt(spoiling);
        }
    }

    @Test
    void spoiltFlushedAndRolledBack_isReadAsItWas() {
        for (Spoiling spoiling : Spoiling.values()) {
            try (var open = factory.openSession()) {
                open.beginTransaction();
                spoil(spoiling, find(open));
                open.flush();
                open.getTransaction().rollback();
            }
            awaitNear();

            assertUnspoilt(spoiling);
        }
    }

    @Test
    void spoiltAfterItWasStored_isReadAsItWas() {
        for (Spoiling spoiling : Spoiling.values()) {
            long id = 2L + spoiling.ordinal();
            var stored = new Keepsake(id);
            stored.made = new Date(id);
            inTransaction(factory, session -> session.persist(stored));
            String told = stored.told();

            spoiling.apply(stored);

            for (int i = 0; i < 4; i++) {
                String read = fromTransaction(factory, s -> s.find(Keepsake.class, id).told());
                assertThat(read).as(spoiling.name()).isEqualTo(told);
            }
        }
    }

    @Test
    void naturalId_spoiltAsTheArgumentOfALookUp_isFoundAsItWas() {
        Date asked = Keepsakes.then();
        inTransaction(factory, session -> session.bySimpleNaturalId(Keepsake.class).load(asked));
        asked.setTime(0);

        inTransaction(
                factory,
                session -> {
                    assertThat(findByNaturalId(session)).isNotNull();
                    assertThat(session.bySimpleNaturalId(Keepsake.class).load(new Date(0)))
                            .isNull();
                });
    }

    /** Of the constructor expression. */
    public record View(Date date, byte[] bytes, List<String> words) {}

    @Test
    @SuppressWarnings("unchecked")
    void scalars_spoiltInOneResult_areReadAsTheyWere() {
        assertResultsUnspoilt(
                "select date, calendar, bytes, chars, names, words, notes, doc, size, grade"
                        + " from Keepsake",
                Object[].class,
                row -> {
                    ((Date) row[0]).setTime(0);
                    ((byte[]) row[2])[0] = 9;
                    ((char[]) row[3])[0] = '!';
                    ((String[]) row[4])[0] = "spoilt";
                    ((List<String>) row[5]).add("spoilt");
                    ((Map<String, Integer>) row[6]).put("spoilt", 9);
                    ((Keepsakes.Doc) row[7]).lines.add("spoilt");
                    ((Keepsakes.Size) row[8]).width = 9;
                    ((Keepsakes.Grade) row[9]).stars = 9;
                },
                row ->
                        ((Date) row[0]).getTime()
                                + Arrays.toString((byte[]) row[2])
                                + Arrays.toString((char[]) row[3])
                                + Arrays.toString((String[]) row[4])
                                + row[5]
                                + row[6]
                                + ((Keepsakes.Doc) row[7]).lines
                                + ((Keepsakes.Size) row[8]).told()
                                + ((Keepsakes.Grade) row[9]).stars);
    }

    @Test
    void tuplesAndDtos_spoiltInOneResult_areReadAsTheyWere() {
        assertResultsUnspoilt(
                "select date as d, bytes as b from Keepsake",
                Tuple.class,
                row -> {
                    row.get("d", Date.class).setTime(0);
                    row.get("b", byte[].class)[0] = 9;
                },
                row -> row.get("d", Date.class).getTime() + Arrays.toString((byte[]) row.get("b")));
        assertResultsUnspoilt(
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
        assertResultsUnspoilt(
                "from Keepsake",
                Keepsake.class,
                row -> {
                    for (Spoiling spoiling : Spoiling.values()) {
                        spoiling.apply(row);
                    }
                },
                Keepsake::told);
    }

    private <R> void assertResultsUnspoilt(
            String query, Class<R> type, Consumer<R> spoiling, Function<R, String> told) {
        String before = told.apply(databaseRow(query, type));
        for (int i = 0; i < 5; i++) {
            try (var open = factory.openSession()) {
                open.beginTransaction();
                R row = row(open, query, type);
                assertThat(told.apply(row)).as(query).isEqualTo(before);
                spoiling.accept(row);
                assertThat(told.apply(row)).as("it would be noticed").isNotEqualTo(before);
                open.getTransaction().rollback();
            }
        }
    }

    private <R> R databaseRow(String query, Class<R> type) {
        return fromTransaction(
                factory,
                session -> {
                    Cluster.bypassCache(session);
                    R row = session.createSelectionQuery(query, type).getSingleResult();
                    if (row instanceof Keepsake keepsake) {
                        keepsake.told();
                    }
                    return row;
                });
    }

    private static <R> R row(Session session, String query, Class<R> type) {
        return session.createSelectionQuery(query, type).setCacheable(true).getSingleResult();
    }
}
