package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.SQLRestriction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Collections whose order or membership is decided by what is written in their elements' rows. */
class ArrangedCollectionIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Album.class, Track.class);

    @Entity(name = "Album")
    @Cacheable
    static class Album {
        @Id Long id;

        @OneToMany(mappedBy = "album")
        @OrderBy("position")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Track> byPosition = new ArrayList<>();

        @OneToMany(mappedBy = "album")
        @SQLRestriction("favourite")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Track> favourites = new ArrayList<>();

        @ManyToMany
        @OrderBy("position")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Track> samples = new ArrayList<>();
    }

    @Entity(name = "Track")
    @Cacheable
    static class Track {
        @Id Long id;
        @ManyToOne Album album;
        int position;
        boolean favourite;

        @ManyToMany(mappedBy = "samples")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Album> sampledBy = new ArrayList<>();
    }

    SessionFactory reader;
    SessionFactory writer;

    @BeforeEach
    void start() {
        reader = cluster.join(Map.of("hibernate.cache.redis.snapshot", "statement"));
        writer = cluster.join();
        inTransaction(
                writer,
                session -> {
                    var album = new Album();
                    album.id = 1L;
                    session.persist(album);
                    for (long id = 1; id <= 2; id++) {
                        var track = new Track();
                        track.id = id;
                        track.album = album;
                        track.position = (int) id;
                        session.persist(track);
                        album.samples.add(track);
                    }
                });
        Board.awaitSeen(reader, writer);
    }

    @Test
    void order_changedInAnElement_isSeen() {
        assertCached("byPosition", 1, 2);
        assertCached("samples", 1, 2);

        inTransaction(writer, session -> session.find(Track.class, 1L).position = 3);

        assertThat(idsIn("byPosition")).containsExactly(2L, 1L);
        assertThat(idsIn("samples")).containsExactly(2L, 1L);
    }

    @Test
    void membership_changedInAnElement_isSeen() {
        assertCached("favourites");

        inTransaction(writer, session -> session.find(Track.class, 2L).favourite = true);

        assertThat(idsIn("favourites")).containsExactly(2L);
    }

    @Test
    void inverseSide_ofAJoinTable_seesWhatTheOwningSideChanged() {
        assertThat(albumsSampling(1)).isEqualTo(1);
        assertThat(albumsSampling(1)).isEqualTo(1);

        inTransaction(
                writer,
                session -> {
                    var album = session.find(Album.class, 1L);
                    album.samples.remove(session.find(Track.class, 1L));
                });

        assertThat(albumsSampling(1)).isZero();
    }

    private void assertCached(String collection, long... ids) {
        Long[] expected = java.util.stream.LongStream.of(ids).boxed().toArray(Long[]::new);
        assertThat(idsIn(collection)).containsExactly(expected);
        assertThat(
                        statements(
                                reader,
                                () -> assertThat(idsIn(collection)).containsExactly(expected)))
                .isZero();
    }

    private List<Long> idsIn(String collection) {
        return fromTransaction(
                reader,
                session -> {
                    var album = session.find(Album.class, 1L);
                    List<Track> tracks =
                            switch (collection) {
                                case "byPosition" -> album.byPosition;
                                case "favourites" -> album.favourites;
                                default -> album.samples;
                            };
                    return tracks.stream().map(track -> track.id).toList();
                });
    }

    private int albumsSampling(long track) {
        return fromTransaction(
                reader, session -> session.find(Track.class, track).sampledBy.size());
    }
}
