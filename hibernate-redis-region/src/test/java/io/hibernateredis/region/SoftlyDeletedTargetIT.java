package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.counters;
import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.SoftDelete;
import org.hibernate.query.NativeQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A reference to what is deleted softly reads as null, and comes back with its row. */
class SoftlyDeletedTargetIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Holder.class, Tool.class);

    private SessionFactory one;
    private SessionFactory other;

    @BeforeEach
    void start() {
        one = cluster.join();
        other = cluster.join();
        inTransaction(
                one,
                session -> {
                    session.persist(new Holder(1));
                    session.persist(new Tool(1, session.getReference(Holder.class, 1L)));
                });
        one.getCache().evictAllRegions();
    }

    private static void mark(SessionFactory factory, boolean deleted) {
        inTransaction(
                factory,
                session ->
                        ((NativeQuery<?>)
                                        session.createNativeMutationQuery(
                                                "update Holder set deleted = " + deleted))
                                .addSynchronizedQuerySpace("Holder")
                                .executeUpdate());
    }

    private static boolean isHeld(SessionFactory factory) {
        return fromTransaction(factory, s -> s.find(Tool.class, 1L).holder != null);
    }

    @Test
    void reference_toARowThatIsMarkedAndRestoredByAStatement_comesAndGoes() {
        for (boolean deleted : new boolean[] {true, false, true, false}) {
            mark(one, deleted);
            for (SessionFactory factory : new SessionFactory[] {other, one, other}) {
                assertThat(isHeld(factory)).isEqualTo(!deleted);
            }
        }
    }

    @Test
    void reference_toAnEntityThatIsRemoved_goes() {
        assertThat(isHeld(one)).isTrue();

        inTransaction(other, session -> session.remove(session.find(Holder.class, 1L)));

        assertThat(isHeld(one)).isFalse();
        assertThat(isHeld(other)).isFalse();
    }

    @Test
    void rowsThatAreInsertedOrUpdated_leaveWhatRefersToOthers() {
        assertThat(isHeld(one)).isTrue();

        inTransaction(
                other,
                session -> {
                    session.persist(new Holder(2));
                    session.find(Holder.class, 1L).name = "new";
                });

        long hits = counters(one).count(Event.HIT);
        assertThat(isHeld(one)).isTrue();
        assertThat(counters(one).count(Event.HIT)).isGreaterThan(hits);
    }

    @Entity(name = "Holder")
    @SoftDelete
    static class Holder {
        @Id long id;
        String name;

        protected Holder() {}

        Holder(long id) {
            this.id = id;
        }
    }

    @Entity(name = "Tool")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Tool {
        @Id long id;
        @ManyToOne Holder holder;

        protected Tool() {}

        Tool(long id, Holder holder) {
            this.id = id;
            this.holder = holder;
        }
    }
}
