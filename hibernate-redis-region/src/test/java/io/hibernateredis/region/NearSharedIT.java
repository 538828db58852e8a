package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.counters;
import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.region.SharedParts.Holder;
import io.hibernateredis.region.SharedParts.Plain;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.Map;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What sessions share of an entry that is near: what none of them can change, and nothing else. */
class NearSharedIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, SharedParts.ENTITIES)
                    .with("hibernate.type.json_format_mapper", new JacksonFormatMapper());

    private SessionFactory factory;

    @BeforeEach
    void start() {
        factory = cluster.join(Map.of("hibernate.cache.redis.near", "lease"));
    }

    private void awaitShared(Class<?> entity) {
        await().pollInterval(Duration.ofMillis(10)).until(() -> nearHits(entity) > 0);
        // The first hit near shares what the second one is served.
        assertThat(nearHits(entity)).isPositive();
    }

    private long nearHits(Class<?> entity) {
        long before = counters(factory).count(Event.NEAR_HIT);
        inTransaction(factory, session -> touch(session.find(entity, 1L)));
        return counters(factory).count(Event.NEAR_HIT) - before;
    }

    private static void touch(Object entity) {
        if (entity instanceof Holder holder) {
            holder.told();
        } else {
            Hibernate.initialize(((Plain) entity).notes);
        }
    }

    @Test
    void valuesThatNoSessionCanChange_areShared() {
        inTransaction(factory, session -> session.persist(new Plain(1)));
        awaitShared(Plain.class);

        Plain one = fromTransaction(factory, NearSharedIT::plain);
        Plain other = fromTransaction(factory, NearSharedIT::plain);

        assertThat(other).isNotSameAs(one);
        assertThat(other.title).isEqualTo("title 1").isSameAs(one.title);
        assertThat(other.place.street).isEqualTo("street 1").isSameAs(one.place.street);
        assertThat(other.place).isNotSameAs(one.place);
        assertThat(other.notes).containsExactly("first", "second").isNotSameAs(one.notes);
        assertThat(other.notes.get(0)).isSameAs(one.notes.get(0));
    }

    private static Plain plain(Session session) {
        Plain found = session.find(Plain.class, 1L);
        Hibernate.initialize(found.notes);
        return found;
    }

    @Test
    void updateOfAnotherFactory_isReadAfterSharing() {
        inTransaction(factory, session -> session.persist(new Plain(1)));
        SessionFactory other = cluster.join(Map.of("hibernate.cache.redis.near", "lease"));
        for (int i = 0; i < 20; i++) {
            awaitShared(Plain.class);
            String title = "title " + i;
            inTransaction(
                    other,
                    session -> {
                        Plain found = session.find(Plain.class, 1L);
                        found.title = title;
                        found.notes.set(0, title);
                    });

            Plain read = fromTransaction(factory, NearSharedIT::plain);

            assertThat(read.title).isEqualTo(title);
            assertThat(read.notes).containsExactly(title, "second");
        }
    }

    @Test
    void embeddableChangedInPlace_isReadAsItWas() {
        inTransaction(factory, session -> session.persist(new Plain(1)));
        awaitShared(Plain.class);
        fromTransaction(factory, NearSharedIT::plain).place.street = "spoilt";

        assertThat(fromTransaction(factory, NearSharedIT::plain).place.street)
                .isEqualTo("street 1");
    }

    /** Each attribute in an entity of its own: one that cannot be shared keeps all from it. */
    @Test
    void valueChangedInPlace_isReadAsItWas() {
        SharedParts.holders().forEach(this::assertReadAsItWas);
    }

    private void assertReadAsItWas(Class<? extends Holder> type) {
        inTransaction(factory, session -> session.persist(SharedParts.create(type)));
        String truth =
                fromTransaction(
                        factory,
                        session -> {
                            Cluster.bypassCache(session);
                            return session.find(type, 1L).told();
                        });
        awaitShared(type);
        for (int i = 0; i < 3; i++) {
            Holder detached =
                    fromTransaction(
                            factory,
                            session -> {
                                session.setDefaultReadOnly(true);
                                Holder found = session.find(type, 1L);
                                found.told();
                                return found;
                            });
            assertThat(detached.told()).as(type.getSimpleName()).isEqualTo(truth);
            detached.spoil();
            assertThat(detached.told()).as("it would be noticed").isNotEqualTo(truth);
        }
    }
}
