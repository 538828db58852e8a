package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ConstraintMode;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.ForeignKey;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Any;
import org.hibernate.annotations.AnyDiscriminatorValue;
import org.hibernate.annotations.AnyKeyJavaClass;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.Cascade;
import org.hibernate.annotations.CascadeType;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.ManyToAny;
import org.hibernate.annotations.SQLRestriction;
import org.hibernate.cfg.AvailableSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Collections whose order, content or key depends on rows that are not their elements'. */
class DistantRowsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(
                    REDIS,
                    Yard.class,
                    Boat.class,
                    Raft.class,
                    Skipper.class,
                    Depot.class,
                    Crate.class,
                    Holder.class);

    @Entity(name = "Yard")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Yard {
        @Id Long id;

        @OneToMany(mappedBy = "yard")
        @OrderBy("skipperName")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Boat> byFormula = new ArrayList<>();

        @OneToMany(mappedBy = "yard")
        @SQLRestriction("skipper_id in (select s.id from Skipper s where s.name < 'm')")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Raft> restricted = new ArrayList<>();
    }

    @Entity(name = "Boat")
    static class Boat {
        @Id Long id;
        @ManyToOne Yard yard;
        @ManyToOne Skipper skipper;

        @Formula("(select s.name from Skipper s where s.id = skipper_id)")
        String skipperName;
    }

    /** Nothing but its collection's restriction reads another table. */
    @Entity(name = "Raft")
    static class Raft {
        @Id Long id;
        @ManyToOne Yard yard;
        @ManyToOne Skipper skipper;
    }

    @Entity(name = "Skipper")
    static class Skipper {
        @Id Long id;
        String name;
    }

    @Entity(name = "Depot")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Depot implements Serializable {
        @Id Long id;

        @Column(unique = true)
        String code;

        @ElementCollection
        @CollectionTable(
                name = "depot_tags",
                joinColumns = @JoinColumn(name = "depot_code", referencedColumnName = "code"),
                foreignKey = @ForeignKey(ConstraintMode.NO_CONSTRAINT))
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<String> tags = new HashSet<>();

        @OneToMany(mappedBy = "depot")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Crate> crates = new HashSet<>();
    }

    @Entity(name = "Crate")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Crate {
        @Id Long id;

        @ManyToOne
        @JoinColumn(
                name = "depot_code",
                referencedColumnName = "code",
                foreignKey = @ForeignKey(ConstraintMode.NO_CONSTRAINT))
        Depot depot;
    }

    @Entity(name = "Holder")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Holder {
        @Id Long id;

        @Any
        @AnyKeyJavaClass(Long.class)
        @AnyDiscriminatorValue(discriminator = "S", entity = Skipper.class)
        @AnyDiscriminatorValue(discriminator = "Y", entity = Yard.class)
        @Column(name = "held_type")
        @JoinColumn(name = "held_id")
        Object held;

        @ManyToAny
        @AnyKeyJavaClass(Long.class)
        @AnyDiscriminatorValue(discriminator = "S", entity = Skipper.class)
        @AnyDiscriminatorValue(discriminator = "Y", entity = Yard.class)
        @JoinTable(
                name = "holder_all",
                joinColumns = @JoinColumn(name = "holder_id"),
                inverseJoinColumns = @JoinColumn(name = "held_id"))
        @Column(name = "held_type")
        @Cascade(CascadeType.PERSIST)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Object> all = new HashSet<>();
    }

    SessionFactory reader;
    SessionFactory writer;
    SessionFactory uncached;

    @BeforeEach
    void start() {
        writer = cluster.join();
        reader = cluster.join(Map.of("hibernate.cache.redis.snapshot", "statement"));
        uncached =
                cluster.join(
                        Map.of(
                                AvailableSettings.USE_SECOND_LEVEL_CACHE,
                                false,
                                AvailableSettings.USE_QUERY_CACHE,
                                false));
        inTransaction(
                writer,
                session -> {
                    var yard = new Yard();
                    yard.id = 1L;
                    session.persist(yard);
                    for (long id = 1; id <= 2; id++) {
                        var skipper = new Skipper();
                        skipper.id = id;
                        skipper.name = "s" + id;
                        session.persist(skipper);
                        var boat = new Boat();
                        boat.id = id;
                        boat.yard = yard;
                        boat.skipper = skipper;
                        session.persist(boat);
                        var raft = new Raft();
                        raft.id = id;
                        raft.yard = yard;
                        raft.skipper = skipper;
                        session.persist(raft);
                        var depot = new Depot();
                        depot.id = id;
                        depot.code = "c" + id;
                        depot.tags.add("t" + id);
                        session.persist(depot);
                        var crate = new Crate();
                        crate.id = id;
                        crate.depot = id == 1 ? depot : null;
                        session.persist(crate);
                    }
                    var holder = new Holder();
                    holder.id = 1L;
                    holder.held = session.find(Skipper.class, 1L);
                    holder.all.add(holder.held);
                    session.persist(holder);
                });
    }

    private static final Function<Session, Object> ORDERS =
            session -> {
                Yard yard = session.find(Yard.class, 1L);
                return yard.byFormula.stream().map(boat -> boat.id).toList()
                        + " "
                        + yard.restricted.stream().map(raft -> raft.id).sorted().toList();
            };

    private void assertSeen(Function<Session, ?> read, Consumer<Session> write) {
        for (int i = 0; i < 2; i++) {
            Board.awaitSeen(reader, writer);
            fromTransaction(reader, read::apply);
        }
        inTransaction(writer, write);
        for (int i = 0; i < 2; i++) {
            assertThat((Object) fromTransaction(reader, read::apply))
                    .isEqualTo(fromTransaction(uncached, read::apply));
        }
    }

    @Test
    void orderAndRestriction_byRowsOfAnotherEntity_areSeen() {
        assertSeen(ORDERS, session -> session.find(Skipper.class, 1L).name = "z");
        assertSeen(ORDERS, session -> session.find(Skipper.class, 1L).name = "a");
        assertSeen(
                ORDERS,
                session ->
                        session.createMutationQuery("update Skipper set name = 'b' where id = 2")
                                .executeUpdate());
        assertSeen(
                ORDERS,
                session ->
                        session.createMutationQuery("update Skipper set name = 'z' where id = 1")
                                .executeUpdate());
    }

    @Test
    void collectionsOfAKeyThatChanges_areRight() {
        Function<Session, Object> read =
                session -> {
                    StringBuilder all = new StringBuilder();
                    for (long id = 1; id <= 2; id++) {
                        Depot depot = session.find(Depot.class, id);
                        all.append(depot.code)
                                .append(depot.tags)
                                .append(depot.crates.stream().map(c -> c.id).sorted().toList());
                    }
                    return all.toString();
                };
        assertSeen(
                read,
                session -> session.find(Crate.class, 2L).depot = session.find(Depot.class, 2L));
        assertSeen(read, session -> session.find(Depot.class, 1L).tags.add("more"));
        assertSeen(
                read,
                session -> {
                    // Each other's, so that no row is left alone.
                    session.createMutationQuery("update Depot set code = 'x' where id = 1")
                            .executeUpdate();
                    session.createMutationQuery("update Depot set code = 'c1' where id = 2")
                            .executeUpdate();
                    session.createMutationQuery("update Depot set code = 'c2' where id = 1")
                            .executeUpdate();
                });
        assertSeen(
                read,
                session -> {
                    session.find(Depot.class, 1L).code = "y";
                    session.flush();
                    session.find(Depot.class, 2L).code = "c2";
                    session.flush();
                    session.find(Depot.class, 1L).code = "c1";
                });
    }

    @Test
    void referencesToAnyEntity_areRight() {
        Function<Session, Object> read =
                session -> {
                    Holder holder = session.find(Holder.class, 1L);
                    return text(holder.held)
                            + holder.all.stream().map(DistantRowsIT::text).sorted().toList();
                };
        assertSeen(read, session -> session.find(Skipper.class, 1L).name = "changed");
        assertSeen(
                read,
                session -> session.find(Holder.class, 1L).held = session.find(Yard.class, 1L));
        assertSeen(
                read,
                session -> session.find(Holder.class, 1L).all.add(session.find(Yard.class, 1L)));
        assertSeen(read, session -> session.find(Holder.class, 1L).all.clear());
        assertSeen(
                read,
                session ->
                        session.createMutationQuery("update Holder set held = null")
                                .executeUpdate());
    }

    private static String text(Object any) {
        Object entity = any == null ? null : Hibernate.unproxy(any);
        return entity instanceof Skipper skipper
                ? "skipper " + skipper.name
                : entity instanceof Yard yard ? "yard " + yard.id : "none";
    }
}
