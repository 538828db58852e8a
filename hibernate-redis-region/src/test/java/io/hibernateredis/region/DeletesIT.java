package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.PostRemove;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is deleted: without being loaded, by cascades, as orphans, changed before, or detached. */
class DeletesIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(
                    REDIS,
                    Shelf.class,
                    Cached.class,
                    Uncached.class,
                    Labelled.class,
                    Watched.class,
                    Volume.class,
                    Loose.class);

    @Entity(name = "Shelf")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Shelf {
        @Id Long id;

        @OneToMany(mappedBy = "shelf", cascade = CascadeType.REMOVE, orphanRemoval = true)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Volume> volumes = new ArrayList<>();

        @OneToMany(mappedBy = "shelf")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Loose> loose = new ArrayList<>();
    }

    @Entity(name = "Volume")
    static class Volume {
        @Id Long id;
        @ManyToOne Shelf shelf;
    }

    @Entity(name = "Loose")
    static class Loose {
        @Id Long id;
        @ManyToOne Shelf shelf;
    }

    @Entity(name = "Cached")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Cached {
        @Id Long id;
        String name;
    }

    @Entity(name = "Uncached")
    static class Uncached {
        @Id Long id;
        String name;
    }

    @Entity(name = "Labelled")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Labelled {
        @Id Long id;

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<String> labels = new HashSet<>();
    }

    @Entity(name = "Watched")
    static class Watched {
        static final AtomicInteger REMOVED = new AtomicInteger();

        @Id Long id;

        @PostRemove
        void removed() {
            REMOVED.incrementAndGet();
        }
    }

    private static final Map<String, Class<?>> TYPES =
            Map.of(
                    "Cached", Cached.class,
                    "Uncached", Uncached.class,
                    "Labelled", Labelled.class,
                    "Watched", Watched.class,
                    "Loose", Loose.class);

    SessionFactory member;
    SessionFactory other;
    SessionFactory bare;

    @BeforeEach
    void start() {
        member = cluster.join();
        other = cluster.join();
        bare = 
                cluster.join(
                        Map.of(
                                "hibernate.cache.use_second_level_cache",
                                "false",
                                "hibernate.cache.use_query_cache",
                                "false"));
        inTransaction(
                member,
                session -> {
                    for (long id = 1; id <= 2; id++) {
                        var shelf = new Shelf();
                        shelf.id = id;
                        session.persist(shelf);
                    }
                    for (long id = 1; id <= 4; id++) {
                        var cached = new Cached();
                        cached.id = id;
                        session.persist(cached);
                        var uncached = new Uncached();
                        uncached.id = id;
                        session.persist(uncached);
                        var labelled = new Labelled();
                        labelled.id = id;
                        labelled.labels.add("a");
                        session.persist(labelled);
                        var watched = new Watched();
                        watched.id = id;
                        session.persist(watched);
                        var volume = new Volume();
                        volume.id = id;
                        volume.shelf = session.find(Shelf.class, 1L);
                        session.persist(volume);
                        var loose = new Loose();
                        loose.id = id;
                        loose.shelf = session.find(Shelf.class, 1L);
                        session.persist(loose);
                    }
                });
        Board.awaitSeen(other, member);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cached", "Uncached", "Labelled", "Watched", "Loose"})
    void removalOfAReference_sendsTheStatementsThatItSendsWithoutCache(String type) {
        long sent = statements(member, () -> inTransaction(member, removal(type, 1)));
        assertThat(sent)
                .as("statements")
                .isEqualTo(type.equals("Labelled") || type.equals("Watched") ? 2 : 1)
                .isEqualTo(statements(bare, () -> inTransaction(bare, removal(type, 2))));

        assertThat((Object) found(TYPES.get(type))).isNull();
    }

    private static Consumer<Session> removal(String type, long id) {
        return session -> session.remove(session.getReference(TYPES.get(type), id));
    }

    @Test
    void removalOfAReferenceThatIsCachedElsewhere_isSeen() {
        assertThat((Object) found(Cached.class)).isNotNull();
        assertThat(labels(1)).containsExactly("a");

        inTransaction(member, removal("Cached", 1));
        inTransaction(member, removal("Labelled", 1));

        assertThat((Object) found(Cached.class)).isNull();
        assertThat((Object) found(Labelled.class)).isNull();
    }

    private Object found(Class<?> type) {
        return fromTransaction(other, s -> s.find(type, 1L));
    }

    private Set<String> labels(long id) {
        return fromTransaction(other, s -> new HashSet<>(s.find(Labelled.class, id).labels));
    }

    @Test
    void collection_whoseElementIsRemovedAsAReference_losesIt() {
        assertThat(loose(1)).containsExactly(1L, 2L, 3L, 4L);
        inTransaction(member, removal("Loose", 1));
        assertThat(loose(1)).containsExactly(2L, 3L, 4L);
    }

    @Test
    void collection_whoseElementIsRemovedInOneTransactionAndDeletedInTheNext_losesIt() {
        assertThat(loose(1)).containsExactly(1L, 2L, 3L, 4L);
        try (Session session = member.openSession()) {
            session.setHibernateFlushMode(FlushMode.MANUAL);
            session.beginTransaction();
            session.remove(session.getReference(Loose.class, 1L));
            session.getTransaction().commit();
            assertThat(loose(1)).containsExactly(1L, 2L, 3L, 4L);
            session.beginTransaction();
            session.flush();
            session.getTransaction().commit();
        }
        assertThat(loose(1)).containsExactly(2L, 3L, 4L);
    }

    @Test
    void collection_whoseElementIsMovedAndRemovedWithoutAFlush_losesIt() {
        assertThat(loose(1)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(loose(2)).isEmpty();
        inTransaction(
                member,
                session -> {
                    Loose one = session.find(Loose.class, 1L);
                    one.shelf = session.find(Shelf.class, 2L);
                    session.remove(one);
                });
        assertThat(loose(1)).containsExactly(2L, 3L, 4L);
    }

    @Test
    void collection_whoseElementIsMovedFlushedAndRemoved_losesIt() {
        assertThat(loose(1)).containsExactly(1L, 2L, 3L, 4L);
        inTransaction(
                member,
                session -> {
                    Loose one = session.find(Loose.class, 1L);
                    one.shelf = session.find(Shelf.class, 2L);
                    session.flush();
                    session.remove(one);
                });
        assertThat(loose(1)).containsExactly(2L, 3L, 4L);
        assertThat(loose(2)).isEmpty();
    }

    @Test
    void otherCollections_whenALoadedElementIsRemoved_stayCached() {
        assertThat(loose(2)).isEmpty();
        inTransaction(member, session -> session.remove(session.find(Loose.class, 1L)));
        assertThat(statements(other, () -> assertThat(loose(2)).isEmpty())).isZero();
    }

    @Test
    void orphanAndCascade_areSeen() {
        assertThat(volumes(1)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(volumes(2)).isEmpty();
        inTransaction(
                member,
                session ->
                        session.find(Shelf.class, 1L).volumes.removeIf(volume -> volume.id == 1L));
        assertThat(volumes(1)).containsExactly(2L, 3L, 4L);
        assertThat(statements(other, () -> assertThat(volumes(2)).isEmpty())).isZero();

        inTransaction(
                member,
                session -> {
                    session.createMutationQuery("delete Loose").executeUpdate();
                    session.remove(session.find(Shelf.class, 1L));
                });
        inTransaction(
                member,
                session -> {
                    var shelf = new Shelf();
                    shelf.id = 1L;
                    session.persist(shelf);
                });
        assertThat(volumes(1)).isEmpty();
    }

    @Test
    void callback_ofAnEntityThatIsRemoved_isCalledOnce() {
        Watched.REMOVED.set(0);
        inTransaction(member, session -> session.remove(session.find(Watched.class, 3L)));
        assertThat(Watched.REMOVED).hasValue(1);
    }

    private List<Long> loose(long shelf) {
        return fromTransaction(
                other,
                s -> s.find(Shelf.class, shelf).loose.stream().map(v -> v.id).sorted().toList());
    }

    private List<Long> volumes(long shelf) {
        return fromTransaction(
                other,
                s -> s.find(Shelf.class, shelf).volumes.stream().map(v -> v.id).sorted().toList());
    }
}
