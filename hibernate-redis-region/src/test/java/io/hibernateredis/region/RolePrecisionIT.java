package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statelessly;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hibernateredis.internal.events.EventSessions;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A write of ordinary mappings leaves all that it does not concern in the cache. */
class RolePrecisionIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster = new Cluster(REDIS, Writer.class, Work.class, Genre.class);

    @Entity(name = "Writer")
    @Cacheable
    @NaturalIdCache
    static class Writer {
        @Id Long id;
        @Version int version;
        @NaturalId String code;
        String name;

        @OneToMany(mappedBy = "writer", cascade = CascadeType.PERSIST)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Work> works = new HashSet<>();

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<String> aliases = new HashSet<>();

        @ManyToMany
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Genre> genres = new HashSet<>();
    }

    @Entity(name = "Work")
    @Cacheable
    static class Work {
        @Id Long id;
        String title;

        @ManyToOne(fetch = FetchType.LAZY)
        Writer writer;

        Work() {}

        Work(long id, Writer writer) {
            this.id = id;
            this.writer = writer;
            this.title = "t" + id;
        }
    }

    @Entity(name = "Genre")
    @Cacheable
    static class Genre {
        @Id Long id;

        @ManyToMany(mappedBy = "genres")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Writer> writers = new HashSet<>();
    }

    SessionFactory reader;
    SessionFactory writer;

    @BeforeEach
    void start() {
        writer = cluster.join();
        inTransaction(
                writer,
                session -> {
                    for (long id = 1; id <= 2; id++) {
                        var genre = new Genre();
                        genre.id = id;
                        session.persist(genre);
                        var author = new Writer();
                        author.id = id;
                        author.code = "c" + id;
                        author.works.add(new Work(10 * id, author));
                        author.aliases.add("a");
                        author.genres.add(genre);
                        session.persist(author);
                    }
                });
        reader = cluster.join();
        Board.awaitSeen(reader, writer);
        readAll(1);
        readAll(2);
        assertThat(statements(reader, () -> readAll(1))).isZero();
        assertThat(statements(reader, () -> readAll(2))).isZero();
    }

    private void readAll(long id) {
        fromTransaction(
                reader,
                session -> {
                    Writer author =
                            session.byNaturalId(Writer.class).using("code", "c" + id).load();
                    session.find(Work.class, 10 * id);
                    int genres =
                            session.find(Genre.class, id).writers.size() + author.genres.size();
                    return author.works.size() + author.aliases.size() + genres;
                });
    }

    @Test
    void updateOfAVersionedEntity_isReadAgainAlone() {
        assertCost(1, session -> session.find(Writer.class, 1L).name = "n");
    }

    @Test
    void updateByAStatelessSession_leavesOthers() {
        assumeTrue(EventSessions.NAME_STATELESS);
        statelessly(
                writer,
                session -> {
                    Writer author = session.get(Writer.class, 1L);
                    author.name = "m";
                    session.update(author);
                });
        assertThat(statements(reader, () -> fromTransaction(reader, RolePrecisionIT::worksOfTwo)))
                .isZero();
    }

    private static int worksOfTwo(Session session) {
        return session.find(Writer.class, 2L).works.size()
                + session.find(Work.class, 20L).title.length();
    }

    @Test
    void updateOfAnEntityWithoutVersion_isReadAgainAlone() {
        assertCost(1, session -> session.find(Work.class, 10L).title = "new");
    }

    @Test
    void writtenCollections_leaveThoseOfOthers() {
        // The owner's new version, the collection.
        assertCost(2, session -> session.find(Writer.class, 1L).aliases.add("b"));
        // The owner's new version, the work, its collection.
        assertCost(
                3,
                session -> {
                    Writer author = session.find(Writer.class, 1L);
                    author.works.add(new Work(11, author));
                });
    }

    @Test
    void insertAndDelete_leaveOthers() {
        assertCost(1, session -> session.persist(new Work(12, session.find(Writer.class, 1L))));
        assertCost(1, session -> session.remove(session.find(Work.class, 12L)));
    }

    /** What is written costs the reader statements, and of what is not, none. */
    private void assertCost(int most, Consumer<Session> write) {
        inTransaction(writer, write);
        assertThat(statements(reader, () -> readAll(1))).isBetween(0L, (long) most);
        assertThat(statements(reader, () -> readAll(2))).as("what was not written").isZero();
        Board.awaitSeen(reader, writer);
        readAll(1);
        Board.awaitSeen(reader, writer);
        readAll(1);
    }
}
