package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statelessly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.Hibernate;
import org.hibernate.ReplicationMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever an application does with its collections, no listener of the cache fails it. */
class ListenersIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster = new Cluster(REDIS, Box.class, Thing.class, Bin.class);

    @Entity(name = "Box")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Box {
        @Id Long id;
        String name;

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<String> tags = new HashSet<>();

        @OneToMany(cascade = CascadeType.ALL)
        @JoinColumn(name = "box_id")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Thing> things = new ArrayList<>();

        Box() {}

        Box(long id) {
            this.id = id;
        }
    }

    @Entity(name = "Thing")
    static class Thing {
        @Id Long id;
        String name;

        Thing() {}

        Thing(long id) {
            this.id = id;
        }
    }

    @Entity(name = "Bin")
    static class Bin {
        @Id Long id;
        @ElementCollection Set<String> tags = new HashSet<>();
        @ManyToOne Box box;

        Bin() {}

        Bin(long id) {
            this.id = id;
        }
    }

    SessionFactory reader;
    SessionFactory writer;

    @BeforeEach
    void start() {
        reader = cluster.join();
        writer = cluster.join();
        inTransaction(
                writer,
                session -> {
                    for (long id = 1; id <= 4; id++) {
                        var box = new Box(id);
                        box.tags.add("x");
                        box.things.add(new Thing(id));
                        session.persist(box);
                        var bin = new Bin(id);
                        bin.tags.add("x");
                        session.persist(bin);
                    }
                });
        Board.awaitSeen(reader, writer);
    }

    private void works(Consumer<Session> change) {
        tags(1);
        tags(3);
        assertThatCode(() -> inTransaction(writer, change)).doesNotThrowAnyException();
    }

    private Set<String> tags(long id) {
        return fromTransaction(
                reader,
                session -> {
                    Box box = session.find(Box.class, id);
                    if (box != null) {
                        Hibernate.initialize(box.things);
                    }
                    return box == null ? Set.of() : new HashSet<>(box.tags);
                });
    }

    @Test
    void removalOfDetachedEntities_whoseCollectionsArePlainNullOrLoadedElsewhere_works() {
        works(session -> session.remove(new Bin(3)));
        works(
                session -> {
                    var bin = new Bin(2);
                    bin.tags = null;
                    session.remove(bin);
                });
        works(session -> session.remove(new Box(3)));
        assertThat(tags(3)).isEmpty();
        Box loadedElsewhere =
                fromTransaction(
                        writer,
                        session -> {
                            Box box = session.find(Box.class, 1L);
                            Hibernate.initialize(box.tags);
                            return box;
                        });
        works(session -> session.remove(loadedElsewhere));
        assertThat(tags(1)).isEmpty();
    }

    @Test
    @SuppressWarnings("removal")
    void replicate_works() {
        works(
                session -> {
                    var box = new Box(3);
                    box.tags.add("replicated");
                    session.replicate(box, ReplicationMode.OVERWRITE);
                });
        assertThat(tags(3)).containsExactly("replicated");
        works(session -> session.replicate(new Bin(3), ReplicationMode.OVERWRITE));
    }

    @Test
    void merge_ofPlainNullAndDetachedCollections_works() {
        works(
                session -> {
                    var box = new Box(3);
                    box.tags.add("merged");
                    box.things.add(new Thing(3));
                    session.merge(box);
                });
        assertThat(tags(3)).containsExactly("merged");
        works(
                session -> {
                    var box = new Box(3);
                    box.tags = null;
                    session.merge(box);
                });
        Box uninitialized = fromTransaction(writer, session -> session.find(Box.class, 1L));
        works(
                session -> {
                    uninitialized.name = "merged";
                    session.merge(uninitialized);
                });
        assertThat(tags(1)).containsExactly("x");
    }

    @Test
    void collections_setToNullReplacedAndSwapped_work() {
        works(session -> session.find(Box.class, 1L).tags = null);
        assertThat(tags(1)).isEmpty();
        works(session -> session.find(Box.class, 1L).tags = new HashSet<>(Set.of("new")));
        assertThat(tags(1)).containsExactly("new");
        works(
                session -> {
                    Box one = session.find(Box.class, 1L);
                    Box three = session.find(Box.class, 3L);
                    one.tags = new HashSet<>(three.tags);
                    three.tags = new HashSet<>(Set.of("three"));
                });
        assertThat(tags(1)).containsExactly("x");
        assertThat(tags(3)).containsExactly("three");
    }

    @Test
    void statelessSessions_withFetchedCollections_work() {
        statelessWorks(
                session -> {
                    Box box = session.get(Box.class, 3L);
                    session.fetch(box.tags);
                    box.tags.add("y");
                    session.update(box);
                });
        assertThat(tags(3)).containsExactlyInAnyOrder("x", "y");
        statelessWorks(
                session -> {
                    Box box = session.get(Box.class, 3L);
                    session.fetch(box.tags);
                    box.tags.remove("x");
                    session.upsert(box);
                });
        assertThat(tags(3)).isEqualTo(inDatabase(3));
        statelessWorks(
                session -> {
                    Bin bin = session.get(Bin.class, 3L);
                    session.fetch(bin.tags);
                    bin.tags.add("y");
                    session.update(bin);
                    session.delete(bin);
                });
        statelessWorks(
                session -> {
                    Box box = session.get(Box.class, 3L);
                    session.fetch(box.tags);
                    session.fetch(box.things);
                    session.delete(box);
                });
        assertThat(tags(3)).isEmpty();
        statelessWorks(session -> session.insert(new Box(30)));
    }

    private Set<String> inDatabase(long id) {
        return fromTransaction(
                reader,
                session -> {
                    Cluster.bypassCache(session);
                    return new HashSet<>(session.find(Box.class, id).tags);
                });
    }

    private void statelessWorks(Consumer<StatelessSession> change) {
        tags(3);
        assertThatCode(() -> statelessly(writer, change)).doesNotThrowAnyException();
    }

    @Test
    void failureOfAListener_invalidatesAllItMayHaveTouched_andIsKeptFromTheApplication() {
        var guard = Cluster.cache(writer).listeners().guard();
        var writes = Cluster.cache(writer).rows().writes();
        for (var failure : List.of(new IllegalStateException("x"), new NoSuchMethodError("x"))) {
            tags(1);
            inTransaction(
                    writer,
                    session -> {
                        session.doWork(
                                connection -> {
                                    try (var statement = connection.createStatement()) {
                                        statement.execute(
                                                "update Box_tags set tags = '"
                                                        + failure.getClass().getSimpleName()
                                                        + "'");
                                    }
                                });
                        guard.run(
                                session.unwrap(
                                        org.hibernate.engine.spi.SharedSessionContractImplementor
                                                .class),
                                () -> fail(failure),
                                unit -> {
                                    if (failure instanceof Error) {
                                        throw new IllegalStateException("once more");
                                    }
                                    writes.invalidateEverything(unit);
                                });
                    });
            assertThat(tags(1)).isEqualTo(inDatabase(1));
        }
    }

    private static void fail(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }
}
