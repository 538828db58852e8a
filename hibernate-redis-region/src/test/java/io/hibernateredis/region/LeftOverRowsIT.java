package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.bypassCache;
import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statelessly;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapKeyJoinColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.CacheMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.query.NativeQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Rows of side tables that no foreign key holds back: they are there before what they belong to.
 */
class LeftOverRowsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(
                    REDIS,
                    Crew.class,
                    Sailor.class,
                    Cabin.class,
                    Song.class,
                    Chorus.class,
                    Boat.class,
                    Ferry.class);

    @Entity(name = "Crew")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Crew {
        @Id Long id;

        @OneToMany(mappedBy = "crew")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Sailor> sailors = new ArrayList<>();
    }

    @Entity(name = "Sailor")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Sailor {
        @Id Long id;
        @Version int version;

        @ManyToOne
        @JoinTable(
                name = "sailor_crew",
                joinColumns = @JoinColumn(name = "sailor_id"),
                inverseJoinColumns = @JoinColumn(name = "crew_id"))
        Crew crew;
    }

    @Entity(name = "Cabin")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @SecondaryTable(name = "cabin_more")
    static class Cabin {
        @Id Long id;
        @Version int version;
        String name;

        @Column(table = "cabin_more")
        String outlook;
    }

    @Entity(name = "Song")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Song {
        @Id Long id;

        @ManyToMany(mappedBy = "songs")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Chorus> choruses = new ArrayList<>();
    }

    @Entity(name = "Chorus")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Chorus {
        @Id Long id;

        @ManyToMany
        @JoinTable(
                name = "chorus_song",
                joinColumns = @JoinColumn(name = "chorus_id"),
                inverseJoinColumns = @JoinColumn(name = "song_id"))
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Song> songs = new ArrayList<>();

        @ManyToMany
        @JoinTable(
                name = "chorus_held",
                joinColumns = @JoinColumn(name = "chorus_id"),
                inverseJoinColumns = @JoinColumn(name = "song_id"))
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Song> held = new ArrayList<>();

        @ManyToMany
        @JoinTable(
                name = "chorus_by",
                joinColumns = @JoinColumn(name = "chorus_id"),
                inverseJoinColumns = @JoinColumn(name = "crew_id"))
        @MapKeyJoinColumn(name = "song_id")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Map<Song, Crew> crewBySong = new HashMap<>();
    }

    @Entity(name = "Boat")
    @Inheritance(strategy = InheritanceType.JOINED)
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Boat {
        @Id Long id;
        @Version int version;
    }

    @Entity(name = "Ferry")
    static class Ferry extends Boat {
        int cars;
    }

    SessionFactory reader;
    SessionFactory writer;

    @BeforeEach
    void start() {
        inTransaction(cluster.join(), LeftOverRowsIT::dropForeignKeys);
        writer = cluster.join();
        inTransaction(
                writer,
                session -> {
                    session.persist(crew(1));
                    var chorus = new Chorus();
                    chorus.id = 1L;
                    session.persist(chorus);
                    session.persist(song(1));
                });
        reader = cluster.join();
        Board.awaitSeen(reader, writer);
    }

    private static void dropForeignKeys(Session session) {
        String keys =
                "select 'alter table ' || table_name || ' drop constraint ' || constraint_name"
                        + " from information_schema.table_constraints"
                        + " where constraint_type = 'FOREIGN KEY' and table_name <> 'CHORUS_HELD'";
        session.createNativeQuery(keys, String.class)
                .getResultList()
                .forEach(drop -> session.createNativeMutationQuery(drop).executeUpdate());
    }

    private static Crew crew(long id) {
        var crew = new Crew();
        crew.id = id;
        return crew;
    }

    private static Song song(long id) {
        var song = new Song();
        song.id = id;
        return song;
    }

    private static Sailor sailor(long id) {
        var sailor = new Sailor();
        sailor.id = id;
        return sailor;
    }

    private static Cabin cabin(long id) {
        var cabin = new Cabin();
        cabin.id = id;
        return cabin;
    }

    private static final Function<Session, String> SAILOR =
            session -> {
                Sailor sailor = session.find(Sailor.class, 1L);
                return sailor == null || sailor.crew == null ? "none" : "" + sailor.crew.id;
            };

    private static final Function<Session, String> CABIN =
            session -> {
                Cabin cabin = session.find(Cabin.class, 1L);
                return cabin == null ? "none" : cabin.name + cabin.outlook;
            };

    private static final Function<Session, String> SONGS =
            session -> songs(session.find(Chorus.class, 1L).songs);

    private static final Function<Session, String> HELD =
            session -> songs(session.find(Chorus.class, 1L).held);

    private static final Function<Session, String> CHORUSES =
            session ->
                    session.find(Song.class, 1L).choruses.stream()
                            .map(each -> each.id.toString())
                            .sorted()
                            .collect(Collectors.joining(" "));

    private static final Function<Session, String> BY_SONG =
            session -> {
                Set<String> pairs = new TreeSet<>();
                session.find(Chorus.class, 1L)
                        .crewBySong
                        .forEach((song, crew) -> pairs.add(song.id + "=" + crew.id));
                return pairs.toString();
            };

    private static String songs(List<Song> songs) {
        return songs.stream()
                .map(each -> each.id.toString())
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private void sql(String sql, Class<?>... entities) {
        inTransaction(
                writer,
                session -> {
                    var query = session.createNativeMutationQuery(sql);
                    for (Class<?> each : entities) {
                        ((NativeQuery<?>) query).addSynchronizedEntityClass(each);
                    }
                    query.executeUpdate();
                });
    }

    private void bulk(String hql) {
        inTransaction(writer, session -> session.createMutationQuery(hql).executeUpdate());
    }

    private void persist(Object entity) {
        inTransaction(writer, session -> session.persist(entity));
    }

    /** Twice, so that it is cached afterwards. */
    private void assertRight(Function<Session, String> read) {
        for (int i = 0; i < 2; i++) {
            assertThat(seen(read, CacheMode.NORMAL)).isEqualTo(seen(read, CacheMode.IGNORE));
        }
    }

    private String seen(Function<Session, String> read, CacheMode mode) {
        return fromTransaction(
                reader,
                session -> {
                    if (mode == CacheMode.IGNORE) {
                        bypassCache(session);
                    }
                    return read.apply(session);
                });
    }

    @Test
    void referenceInAJoinTable_insertedAsNull_isAsTheRowThatIsThere() {
        sql("insert into sailor_crew (sailor_id, crew_id) values (1, 1)", Sailor.class);
        persist(sailor(1));
        assertThat(seen(SAILOR, CacheMode.IGNORE)).isEqualTo("1");
        assertRight(SAILOR);
    }

    @Test
    void referenceInAJoinTable_insertedStatelesslyAsNull_isAsTheRowThatIsThere() {
        sql("insert into sailor_crew (sailor_id, crew_id) values (1, 1)", Sailor.class);
        statelessly(writer, session -> session.insert(sailor(1)));
        assertRight(SAILOR);
    }

    @Test
    void columnOfASecondTable_insertedAsNull_isAsTheRowThatIsThere() {
        sql("insert into cabin_more (id, outlook) values (1, 'sea')", Cabin.class);
        persist(cabin(1));
        assertThat(seen(CABIN, CacheMode.IGNORE)).isEqualTo("nullsea");
        assertRight(CABIN);
    }

    @Test
    void columnOfASecondTable_insertedAsNullAndUpdated_isAsTheRowThatIsThere() {
        sql("insert into cabin_more (id, outlook) values (1, 'sea')", Cabin.class);
        inTransaction(
                writer,
                session -> {
                    Cabin cabin = cabin(1);
                    session.persist(cabin);
                    session.flush();
                    cabin.name = "named";
                });
        assertThat(seen(CABIN, CacheMode.IGNORE)).isEqualTo("namedsea");
        assertRight(CABIN);
    }

    @Test
    void columnOfASecondTable_writtenByOthersMeanwhile_isAsTheRowThatIsThere() {
        persist(cabin(1));
        inTransaction(
                writer,
                session -> {
                    Cabin cabin = session.find(Cabin.class, 1L);
                    inTransaction(
                            reader,
                            other ->
                                    other.createNativeMutationQuery(
                                                    "insert into cabin_more (id, outlook)"
                                                            + " values (1, 'sea')")
                                            .executeUpdate());
                    cabin.name = "named";
                });
        assertThat(seen(CABIN, CacheMode.IGNORE)).isEqualTo("namedsea");
        assertRight(CABIN);
    }

    @Test
    void rowWithValuesInAllItsTables_isStoredWithItsCommit() {
        Cabin cabin = cabin(1);
        cabin.outlook = "yard";
        persist(cabin);
        Board.awaitSeen(reader, writer);
        assertThat(statements(reader, () -> seen(CABIN, CacheMode.NORMAL))).isZero();
    }

    @Test
    void rowOfARoot_whoseSubclassHasARow_isOfTheSubclass() {
        sql("insert into Ferry (id, cars) values (1, 7)", Ferry.class);
        var boat = new Boat();
        boat.id = 1L;
        persist(boat);
        Function<Session, String> name =
                session -> session.find(Boat.class, 1L).getClass().getSimpleName();
        assertThat(seen(name, CacheMode.IGNORE)).isEqualTo("Ferry");
        assertRight(name);
    }

    @Test
    void joinTable_whoseMissingElementIsInserted_hasIt() {
        sql("insert into chorus_song (chorus_id, song_id) values (1, 2)", Chorus.class);
        assertRight(SONGS);
        persist(song(2));
        assertThat(seen(SONGS, CacheMode.IGNORE)).isEqualTo("2");
        assertRight(SONGS);
    }

    @Test
    void joinTable_whoseMissingElementIsInsertedStatelessly_hasIt() {
        sql("insert into chorus_song (chorus_id, song_id) values (1, 2)", Chorus.class);
        assertRight(SONGS);
        statelessly(writer, session -> session.insert(song(2)));
        assertRight(SONGS);
        bulk("delete from Song where id = 2");
        assertRight(SONGS);
        statelessly(writer, session -> session.upsert(song(2)));
        assertRight(SONGS);
    }

    @Test
    void joinTable_whoseElementsAreDeletedInBulk_losesThem() {
        inTransaction(
                writer,
                session -> session.find(Chorus.class, 1L).songs.add(session.find(Song.class, 1L)));
        assertRight(SONGS);
        assertRight(CHORUSES);
        bulk("delete from Song");
        assertThat(seen(SONGS, CacheMode.IGNORE)).isEmpty();
        assertRight(SONGS);
        persist(song(1));
        assertRight(SONGS);
        assertRight(CHORUSES);
    }

    @Test
    void joinTable_whoseElementIsRemovedAndInsertedAgain_losesAndRegainsIt() {
        inTransaction(
                writer,
                session -> session.find(Chorus.class, 1L).songs.add(session.find(Song.class, 1L)));
        assertRight(SONGS);
        inTransaction(writer, session -> session.remove(session.find(Song.class, 1L)));
        assertThat(seen(SONGS, CacheMode.IGNORE)).isEmpty();
        assertRight(SONGS);
        persist(song(1));
        assertThat(seen(SONGS, CacheMode.IGNORE)).isEqualTo("1");
        assertRight(SONGS);
        assertRight(CHORUSES);
    }

    @Test
    void joinTable_whoseOwnersAreDeletedInBulk_losesThem() {
        inTransaction(
                writer,
                session -> session.find(Chorus.class, 1L).songs.add(session.find(Song.class, 1L)));
        assertRight(CHORUSES);
        bulk("delete from Chorus");
        assertThat(seen(CHORUSES, CacheMode.IGNORE)).isEmpty();
        assertRight(CHORUSES);
    }

    @Test
    void joinTable_whoseOwnersAreDeletedBySql_regainsThem() {
        inTransaction(
                writer,
                session -> session.find(Chorus.class, 1L).songs.add(session.find(Song.class, 1L)));
        assertRight(CHORUSES);
        sql("delete from Chorus", Chorus.class);
        assertRight(CHORUSES);
        var chorus = new Chorus();
        chorus.id = 1L;
        statelessly(writer, session -> session.insert(chorus));
        assertRight(CHORUSES);
        assertRight(SONGS);
    }

    @Test
    void joinTable_changedBySql_isRight() {
        assertRight(SONGS);
        assertRight(CHORUSES);
        sql("insert into chorus_song (chorus_id, song_id) values (1, 1)", Song.class);
        assertThat(seen(SONGS, CacheMode.IGNORE)).isEqualTo("1");
        assertRight(SONGS);
        assertRight(CHORUSES);
        sql("delete from chorus_song");
        assertRight(SONGS);
        assertRight(CHORUSES);
    }

    @Test
    void map_whoseMissingKeyIsInserted_hasIt() {
        sql("insert into chorus_by (chorus_id, song_id, crew_id) values (1, 2, 1)", Chorus.class);
        assertRight(BY_SONG);
        persist(song(2));
        assertThat(seen(BY_SONG, CacheMode.IGNORE)).isEqualTo("[2=1]");
        assertRight(BY_SONG);
    }

    @Test
    void map_whoseKeyIsRemoved_losesIt() {
        sql("insert into chorus_by (chorus_id, song_id, crew_id) values (1, 1, 1)", Chorus.class);
        assertRight(BY_SONG);
        inTransaction(writer, session -> session.remove(session.find(Song.class, 1L)));
        assertRight(BY_SONG);
    }

    @Test
    void joinTableWithForeignKeys_whoseElementIsInserted_staysCached() {
        assertRight(HELD);
        persist(song(2));
        Board.awaitSeen(reader, writer);
        assertThat(statements(reader, () -> seen(HELD, CacheMode.NORMAL))).isZero();
    }
}
