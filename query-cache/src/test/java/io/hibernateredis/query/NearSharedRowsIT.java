package io.hibernateredis.query;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.roundTrips;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.region.Cluster;
import io.hibernateredis.region.JacksonFormatMapper;
import io.hibernateredis.region.SharedParts;
import io.hibernateredis.region.SharedParts.Holder;
import io.hibernateredis.region.SharedParts.Plain;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What sessions share of a result that is near: rows that none can change, and no others. */
@NeedsModule
class NearSharedRowsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, SharedParts.ENTITIES)
                    .with("hibernate.type.json_format_mapper", new JacksonFormatMapper())
                    .with("hibernate.cache.query_cache_layout", "FULL");

    private SessionFactory factory;

    @BeforeEach
    void start() {
        factory = cluster.join(Map.of("hibernate.cache.redis.near", "lease"));
    }

    private <R> List<R> rows(String query, Class<R> type) {
        return fromTransaction(
                factory,
                session ->
                        session.createSelectionQuery(query, type)
                                .setCacheable(true)
                                .setReadOnly(true)
                                .list());
    }

    private <R> void awaitShared(String query, Class<R> type) {
        await().pollInterval(Duration.ofMillis(10))
                .until(() -> roundTrips(factory, () -> rows(query, type)) == 0);
        rows(query, type);
    }

    @Test
    void rowsThatNoSessionCanChange_areShared() {
        inTransaction(factory, session -> SharedParts.plain(3).forEach(session::persist));
        String query = "select id, title from Plain order by id";
        awaitShared(query, Object[].class);

        List<Object[]> one = rows(query, Object[].class);
        List<Object[]> other = rows(query, Object[].class);

        assertThat(other).hasSize(3).isNotSameAs(one);
        assertThat(other.get(1)).containsExactly(2L, "title 2").isNotSameAs(one.get(1));
        assertThat(other.get(1)[1]).isSameAs(one.get(1)[1]);
        one.get(1)[1] = "spoilt";
        one.clear();
        assertThat(rows(query, Object[].class).get(1)).containsExactly(2L, "title 2");
    }

    @Test
    void entities_areOfTheirSessions() {
        inTransaction(factory, session -> SharedParts.plain(3).forEach(session::persist));
        String query = "from Plain order by id";
        awaitShared(query, Plain.class);
        for (int i = 0; i < 3; i++) {
            Plain second = rows(query, Plain.class).get(1);

            assertThat(second.told()).isEqualTo("title 2 street 2");
            second.spoil();
        }
    }

    @Test
    void updateOfAnotherFactory_isReadAfterSharing() {
        inTransaction(factory, session -> SharedParts.plain(3).forEach(session::persist));
        SessionFactory other = cluster.join(Map.of("hibernate.cache.redis.near", "lease"));
        String query = "select id, title from Plain order by id";
        for (int i = 0; i < 20; i++) {
            awaitShared(query, Object[].class);
            String title = "title of " + i;
            inTransaction(other, session -> session.find(Plain.class, 2L).rename(title));

            assertThat(rows(query, Object[].class).get(1)).containsExactly(2L, title);
        }
    }

    @Test
    void valueOfAnEntityChangedInPlace_isReadAsItWas() {
        SharedParts.holders().forEach(this::assertReadAsItWas);
    }

    private void assertReadAsItWas(Class<? extends Holder> type) {
        inTransaction(factory, session -> session.persist(SharedParts.create(type)));
        String query = "from " + type.getSimpleName();
        String truth =
                fromTransaction(
                        factory,
                        session -> {
                            Cluster.bypassCache(session);
                            return session.find(type, 1L).told();
                        });
        for (int i = 0; i < 5; i++) {
            Holder detached =
                    fromTransaction(
                            factory,
                            session -> {
                                session.setDefaultReadOnly(true);
                                Holder found =
                                        session.createSelectionQuery(query, type)
                                                .setCacheable(true)
                                                .getSingleResult();
                                found.told();
                                return found;
                            });
            assertThat(detached.told()).as(type.getSimpleName()).isEqualTo(truth);
            detached.spoil();
            assertThat(detached.told()).as("it would be noticed").isNotEqualTo(truth);
        }
    }
}
