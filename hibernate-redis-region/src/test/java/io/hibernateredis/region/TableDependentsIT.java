package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statelessly;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.region.Estate.Blind;
import io.hibernateredis.region.Estate.Garage;
import io.hibernateredis.region.Estate.Harbour;
import io.hibernateredis.region.Estate.Keeper;
import io.hibernateredis.region.Estate.Label;
import io.hibernateredis.region.Estate.Link;
import io.hibernateredis.region.Estate.LinkId;
import io.hibernateredis.region.Estate.Playlist;
import io.hibernateredis.region.Estate.Post;
import io.hibernateredis.region.Estate.Product;
import io.hibernateredis.region.Estate.ProductCount;
import io.hibernateredis.region.Estate.ProductName;
import io.hibernateredis.region.Estate.Review;
import io.hibernateredis.region.Estate.Shelf;
import io.hibernateredis.region.Estate.Shipment;
import io.hibernateredis.region.Estate.Song;
import io.hibernateredis.region.Estate.Wage;
import io.hibernateredis.testing.RedisExtension;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.cfg.AvailableSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is cached follows every table that it depends on, whoever writes it. */
class TableDependentsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Estate.ENTITIES);

    SessionFactory reader;
    SessionFactory writer;
    SessionFactory uncached;

    @BeforeEach
    void start() {
        reader = cluster.join(Map.of("hibernate.cache.redis.snapshot", "statement"));
        writer = cluster.join();
        uncached =
                cluster.join(
                        Map.of(
                                AvailableSettings.USE_SECOND_LEVEL_CACHE,
                                false,
                                AvailableSettings.USE_QUERY_CACHE,
                                false));
        inTransaction(
                writer,
                session ->
                        session.doWork(
                                connection -> {
                                    try (var statement = connection.createStatement()) {
                                        for (String sql : ROWS.split(";\\n")) {
                                            statement.execute(sql);
                                        }
                                    }
                                }));
        writer.getCache().evictAllRegions();
        Board.awaitSeen(reader, writer);
    }

    private static final String ROWS =
            """
            insert into Keeper (id) values (1), (2);
            insert into Pet (id, keeper_id, DTYPE) values (10, 1, 'Dog'), (11, 1, 'Pet');
            insert into Keeper_names (Keeper_id, names) values (1, 'a'), (1, 'b');
            insert into acquaintance (Keeper_id, acquainted_id) values (1, 10), (1, 11);
            insert into Garage (id) values (1), (2);
            insert into Vehicle (id, parked_id) values (10, 1), (11, 1);
            insert into Car (id, garage_id) values (10, 1);
            insert into Shelf (id) values (1), (2);
            insert into Item (id, shelf_id) values (10, 1);
            insert into Novel (id, shelf_id) values (11, 1);
            insert into product (id, name) values (1, 'tea');
            insert into Post (id) values (1);
            insert into Label (id) values (1), (2);
            insert into post_label (post_id, label_id) values (1, 1);
            insert into Shipment (id, harbour_id) values (1, 7);
            insert into Shipment_Harbour (Shipment_id, calls_id) values (1, 7);
            insert into Playlist (id) values (1), (2);
            insert into Song (id, playlist_id, place) values (10, 1, 0), (11, 1, 1);
            create alias worth for 'java.lang.Math.abs(long)';
            insert into Blind (id) values (1)\
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update Dog set keeper.id = 2",
                "delete Dog",
                "update Pet set keeper.id = 2",
                "delete Pet"
            })
    void bulkStatementOnPartOfATable_isSeenInCollectionsOfTheWhole(String hql) {
        // So that no row refers to what is deleted.
        inTransaction(writer, session -> nativeUpdate(session, "delete from acquaintance", ""));
        assertSeen(
                session -> session.find(Keeper.class, 1L).pets.stream().map(p -> p.id),
                session -> session.createMutationQuery(hql).executeUpdate());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update Car set garage.id = 2",
                "update Car set parked.id = 2",
                "update Vehicle set parked.id = 2",
                "delete Car",
                "delete Vehicle"
            })
    void bulkStatementOnJoinedTables_isSeenInCollectionsOfEitherType(String hql) {
        Function<Session, Object> read =
                session -> {
                    Garage garage = session.find(Garage.class, 1L);
                    return "" + ids(garage.cars, c -> c.id) + ids(garage.vehicles, v -> v.id);
                };
        assertSeen(read, session -> session.createMutationQuery(hql).executeUpdate());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update Novel set shelf.id = 2",
                "update Item set shelf.id = 2",
                "delete Novel",
                "delete Item"
            })
    void bulkStatementOnTablesPerClass_isSeenInCollectionsOfTheParentType(String hql) {
        assertSeen(
                session -> ids(session.find(Shelf.class, 1L).items, i -> i.id),
                session -> session.createMutationQuery(hql).executeUpdate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Keeper_names", "KEEPER_NAMES", "PUBLIC.Keeper_names", ""})
    void nativeStatementOnAnElementCollection_isSeen(String declared) {
        assertSeen(
                session -> new TreeSet<>(session.find(Keeper.class, 1L).names),
                session -> nativeUpdate(session, "delete from Keeper_names", declared));
    }

    @ParameterizedTest
    @ValueSource(strings = {"acquaintance", ""})
    void nativeStatementOnAJoinTable_isSeen(String declared) {
        assertSeen(
                session -> ids(session.find(Keeper.class, 1L).acquainted, p -> p.id),
                session ->
                        nativeUpdate(
                                session,
                                "delete from acquaintance where acquainted_id = 10",
                                declared));
    }

    @Test
    @SuppressWarnings("deprecation")
    void nativeStatementThatDeclaresTheOwnerAlone_isSeenInItsCollections() {
        assertSeen(
                session -> new TreeSet<>(session.find(Keeper.class, 1L).names),
                session ->
                        session.createNativeQuery(
                                        "insert into PUBLIC.\"KEEPER_NAMES\""
                                                + " (Keeper_id, names) values (1, 'c')")
                                .addSynchronizedEntityClass(Keeper.class)
                                .executeUpdate());
        assertSeenStatelessly(
                session -> ids(session.find(Keeper.class, 1L).acquainted, p -> p.id),
                session ->
                        session.createNativeQuery("delete from ACQUAINTANCE")
                                .addSynchronizedEntityClass(Keeper.class)
                                .executeUpdate());
    }

    @Test
    void nativeStatementThatDeclaresNothing_isSeenInEverything() {
        assertSeen(
                session ->
                        session.createQuery("select count(*) from Song", Long.class)
                                .setCacheable(true)
                                .getSingleResult(),
                session -> nativeUpdate(session, "delete from Song where id = 11", ""));
        assertSeen(
                session -> ids(session.find(Post.class, 1L).labels, l -> l.id),
                session -> nativeUpdate(session, "delete from post_label", ""));
    }

    @Test
    void anotherEntityOnTheSameTable_seesWhatIsWritten() {
        Function<Session, Object> read = session -> session.find(ProductName.class, 1L).name;
        assertSeen(read, session -> session.find(Product.class, 1L).name = "coffee");
        assertSeenStatelessly(
                read,
                session -> {
                    Product product = session.get(Product.class, 1L);
                    product.name = "juice";
                    session.update(product);
                });
        assertSeen(
                read,
                session ->
                        session.createMutationQuery("update Product set name = 'milk'")
                                .executeUpdate());
    }

    @Test
    void formulaAndSubselect_seeTheRowsTheyCount() {
        Function<Session, Object> read =
                session ->
                        session.find(Product.class, 1L).reviews
                                + " "
                                + session.find(ProductCount.class, 1L).n;
        assertSeen(read, session -> session.persist(review(1, 1)));
        assertSeenStatelessly(read, session -> session.insert(review(2, 1)));
        assertSeen(read, session -> session.find(Review.class, 1L).product = 2L);
        assertSeen(read, session -> session.createMutationQuery("delete Review").executeUpdate());
    }

    @Test
    void formulaOfAnEntityThatIsWritten_isNotStoredAsTheWriterReadIt() {
        assertSeen(
                session ->
                        session.find(Product.class, 1L).name
                                + session.find(Product.class, 1L).reviews,
                session -> {
                    Product product = session.find(Product.class, 1L);
                    inTransaction(writer, other -> other.persist(review(1, 1)));
                    product.name = "coffee";
                });
    }

    @Test
    void restrictionBySubselect_seesTheRowsItAsksFor() {
        assertSeen(
                session -> session.find(Product.class, 1L),
                session -> {
                    Wage wage = new Wage();
                    wage.id = 1L;
                    wage.amount = -1;
                    session.persist(wage);
                });
    }

    @Test
    void functionThatMayReadAnyTable_isNotCached() {
        for (int i = 0; i < 2; i++) {
            assertThat(
                            statements(
                                    reader,
                                    () ->
                                            inTransaction(
                                                    reader,
                                                    session ->
                                                            assertThat(
                                                                            session.find(
                                                                                            Blind
                                                                                                    .class,
                                                                                            1L)
                                                                                    .worth)
                                                                    .isEqualTo(1))))
                    .isEqualTo(1);
        }
        assertThat(Cluster.cache(reader).rows().dependents().problems().values())
                .singleElement()
                .asString()
                .contains("Blind.worth")
                .contains("worth");
    }

    @Test
    void joinTableThatIsAnEntityToo_isSeenFromBothSides() {
        Function<Session, Object> labels =
                session -> ids(session.find(Post.class, 1L).labels, l -> l.id);
        Function<Session, Object> link =
                session -> session.find(Link.class, new LinkId(1, 1)) != null;
        assertSeen(labels, session -> session.persist(new Link(new LinkId(1, 2))));
        assertSeen(
                labels,
                session ->
                        session.createMutationQuery("delete Link where id.label = 2")
                                .executeUpdate());
        assertSeenStatelessly(labels, session -> session.insert(new Link(new LinkId(1, 2))));
        assertSeen(link, session -> session.find(Post.class, 1L).labels.clear());
        assertSeen(
                link,
                session ->
                        session.find(Post.class, 1L)
                                .labels
                                .add(session.getReference(Label.class, 1L)));
    }

    @Test
    void referenceToWhatMayBeMissing_seesItComeAndGo() {
        Function<Session, Object> read =
                session -> {
                    Shipment shipment = session.find(Shipment.class, 1L);
                    return (shipment.harbour == null ? null : shipment.harbour.name)
                            + ids(shipment.calls, h -> h.id);
                };
        assertSeen(read, session -> session.persist(harbour()));
        assertSeen(read, session -> session.find(Harbour.class, 7L).name = "other");
        assertSeen(read, session -> session.remove(session.find(Harbour.class, 7L)));
        assertSeenStatelessly(read, session -> session.insert(harbour()));
        assertSeen(read, session -> session.createMutationQuery("delete Harbour").executeUpdate());
        assertSeenStatelessly(read, session -> session.upsert(harbour()));
    }

    @Test
    void columnsThatACollectionWritesIntoItsElements_areSeenInThem() {
        Function<Session, Object> read =
                session -> {
                    StringBuilder all = new StringBuilder();
                    for (long id = 10; id < 13; id++) {
                        Song song = session.find(Song.class, id);
                        all.append(
                                song == null
                                        ? null
                                        : id
                                                + " "
                                                + (song.playlist == null ? null : song.playlist.id)
                                                + " "
                                                + song.place
                                                + ";");
                    }
                    return all.toString();
                };
        assertSeen(read, session -> session.find(Playlist.class, 1L).songs.remove(0));
        assertSeen(
                read,
                session -> {
                    Song song = new Song();
                    song.id = 12L;
                    session.persist(song);
                    session.find(Playlist.class, 1L).songs.add(0, song);
                });
        assertSeen(
                read,
                session -> {
                    var songs = session.find(Playlist.class, 1L).songs;
                    session.find(Playlist.class, 2L).songs.add(songs.remove(0));
                });
    }

    private static Review review(long id, long product) {
        Review review = new Review();
        review.id = id;
        review.product = product;
        return review;
    }

    private static Harbour harbour() {
        Harbour harbour = new Harbour();
        harbour.id = 7L;
        harbour.name = "h";
        return harbour;
    }

    private static <E> Object ids(java.util.Collection<E> elements, Function<E, Long> id) {
        return elements.stream().map(id).collect(Collectors.toCollection(TreeSet::new));
    }

    @SuppressWarnings("deprecation")
    private static void nativeUpdate(Session session, String sql, String declared) {
        var statement = session.createNativeQuery(sql);
        if (!declared.isEmpty()) {
            statement.addSynchronizedQuerySpace(declared);
        }
        statement.executeUpdate();
    }

    private void assertSeen(Function<Session, ?> read, Consumer<Session> write) {
        warm(read);
        inTransaction(writer, write);
        assertTrue(read);
    }

    private void assertSeenStatelessly(
            Function<Session, ?> read, Consumer<StatelessSession> write) {
        warm(read);
        statelessly(writer, write);
        assertTrue(read);
    }

    private void warm(Function<Session, ?> read) {
        Board.awaitSeen(reader, writer);
        value(reader, read);
        Board.awaitSeen(reader, writer);
        value(reader, read);
    }

    private void assertTrue(Function<Session, ?> read) {
        assertThat(value(reader, read)).isEqualTo(value(uncached, read));
    }

    private static String value(SessionFactory factory, Function<Session, ?> read) {
        return fromTransaction(
                factory,
                session -> {
                    Object value = read.apply(session);
                    return value instanceof java.util.stream.Stream<?> stream
                            ? stream.map(String::valueOf).sorted().toList().toString()
                            : String.valueOf(value);
                });
    }
}
