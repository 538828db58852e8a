package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.roundTrips;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.internal.events.EventSessions;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Grouping;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.transaction.UnitOfWork;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.LockModeType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.OnDelete;
import org.hibernate.annotations.OnDeleteAction;
import org.hibernate.annotations.OptimisticLock;
import org.hibernate.cfg.AvailableSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes invalidate what depends on the groups of the rows they write, and nothing else. */
class RowGroupsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(
                    REDIS,
                    Owner.class,
                    Item.class,
                    Shelf.class,
                    Volume.class,
                    Loose.class,
                    Animal.class,
                    Dog.class);

    SessionFactory reader;
    SessionFactory writer;

    @BeforeEach
    void start() {
        reader = cluster.join();
        writer = cluster.join();
        inTransaction(
                writer,
                session -> {
                    for (long o = 1; o <= 3; o++) {
                        var owner = new Owner(o);
                        session.persist(owner);
                        session.persist(new Item(o * 10, owner, "item " + o));
                        session.persist(new Loose(o * 10, o));
                    }
                    session.persist(new Dog(1, 7));
                });
        Board.awaitSeen(reader, writer);
    }

    /** An entry that depends on some groups of the rows of a table. */
    private final class Dependent {

        final Entry entry;
        final Set<Tag> tags;

        Dependent(String table, Grouping grouping, List<?>... groups) {
            var rowGroups = Cluster.cache(reader).rows().groups();
            entry =
                    new Keyspace("r", "dependents", Duration.ofHours(1))
                            .entry(null, table + List.of(groups) + grouping);
            tags = new HashSet<>(Set.of(grouping.tag(), Tag.unknownRows(rowGroups.nameOf(table))));
            for (List<?> values : groups) {
                List<String> texts = new ArrayList<>();
                for (int i = 0; i < values.size(); i++) {
                    String column = grouping.by().get(i);
                    assertThat(rowGroups.isGroupable(table, column)).as(column).isTrue();
                    texts.add(rowGroups.canonical(table, column, values.get(i)));
                }
                tags.add(grouping.group(texts));
            }
            store();
            assertThat(isValid()).as("stored").isTrue();
        }

        void store() {
            var unit = new UnitOfWork(Cluster.cache(reader).store());
            unit.begin();
            unit.offer(entry, new byte[8], tags);
            unit.close(true);
        }

        boolean isValid() {
            var reading = new UnitOfWork(Cluster.cache(reader).store()).read(List.of(entry), tags);
            var found = reading.found().get(0);
            return found != null
                    && tags.stream().allMatch(tag -> found.loaded() >= reading.invalidated(tag));
        }
    }

    private static Grouping by(String table, String... columns) {
        return Grouping.of(table, List.of(columns));
    }

    private void write(Consumer<Session> action) {
        inTransaction(writer, action);
        Board.awaitSeen(reader, writer);
    }

    @Test
    void update_invalidatesTheGroupOfItsRow_andNoOther() {
        var of1 = new Dependent("Item", by("Item", "owner_id"), List.of(1L));
        var of2 = new Dependent("Item", by("Item", "owner_id"), List.of(2L));

        learnGroupings();
        of1.store();
        of2.store();
        write(session -> session.find(Item.class, 20L).title = "changed");

        assertThat(of1.isValid()).isTrue();
        assertThat(of2.isValid()).isFalse();
    }

    /** The first write to a table in whose groupings its JVM is not versed touches all rows. */
    @Test
    void writer_thatHasNotHeardOfAGrouping_invalidatesAllThatDependsOnRows_once() {
        var of1 = new Dependent("Item", by("Item", "owner_id"), List.of(1L));

        write(session -> session.find(Item.class, 20L).title = "changed");
        assertThat(of1.isValid()).isFalse();

        of1.store();
        write(session -> session.find(Item.class, 20L).title = "changed again");
        assertThat(of1.isValid()).isTrue();
    }

    @Test
    void row_thatMoves_invalidatesTheGroupItLeaves_andTheOneItJoins() {
        learnGroupings();
        var of1 = new Dependent("Item", by("Item", "owner_id"), List.of(1L));
        var of2 = new Dependent("Item", by("Item", "owner_id"), List.of(2L));
        var of3 = new Dependent("Item", by("Item", "owner_id"), List.of(3L));

        write(
                session ->
                        session.find(Item.class, 10L).owner =
                                session.getReference(Owner.class, 2L));

        assertThat(of1.isValid()).isFalse();
        assertThat(of2.isValid()).isFalse();
        assertThat(of3.isValid()).isTrue();
    }

    @Test
    void insert_andDelete_invalidateTheirGroups() {
        learnGroupings();
        var of1 = new Dependent("Item", by("Item", "owner_id"), List.of(1L));
        var of2 = new Dependent("Item", by("Item", "owner_id"), List.of(2L));
        var of3 = new Dependent("Item", by("Item", "owner_id"), List.of(3L));

        write(session -> session.persist(new Item(11, session.getReference(Owner.class, 1L), "x")));
        write(session -> session.remove(session.find(Item.class, 20L)));

        assertThat(of1.isValid()).isFalse();
        assertThat(of2.isValid()).isFalse();
        assertThat(of3.isValid()).isTrue();
    }

    /** What is deleted is the row as it was loaded, whatever its object says by then. */
    @Test
    void rowThatWasChangedInMemory_andThenDeleted_leavesTheGroupItWasIn() {
        learnGroupings();
        var of1 = new Dependent("Item", by("Item", "owner_id"), List.of(1L));

        write(
                session -> {
                    Item item = session.find(Item.class, 10L);
                    session.setReadOnly(item, true);
                    item.owner = session.getReference(Owner.class, 3L);
                    session.remove(item);
                });

        assertThat(of1.isValid()).isFalse();
    }

    @Test
    void updateOfAColumnNobodyLooksAt_leavesTheGroupValid() {
        var titles = Grouping.of("Item", List.of("owner_id"), List.of("title"));
        learnGroupings(titles);
        var titlesOf1 = new Dependent("Item", titles, List.of(1L));

        write(session -> session.find(Item.class, 10L).price = BigDecimal.ONE);
        assertThat(titlesOf1.isValid()).isTrue();

        write(session -> session.find(Item.class, 10L).title = "other");
        assertThat(titlesOf1.isValid()).isFalse();
    }

    /** It changes without a new version: what it was before is anybody's guess. */
    @Test
    void columnThatIsNotVersioned_countsAsChanged() {
        var notes = Grouping.of("Item", List.of("owner_id"), List.of("note"));
        learnGroupings(notes);
        var notesOf1 = new Dependent("Item", notes, List.of(1L));

        write(session -> session.find(Item.class, 10L).title = "other");

        assertThat(notesOf1.isValid()).isFalse();
    }

    @Test
    void everyRow_isInTheGroupOfNoColumns() {
        learnGroupings(by("Item"));
        var all = new Dependent("Item", by("Item"), List.of());

        write(session -> session.find(Item.class, 10L).title = "other");

        assertThat(all.isValid()).isFalse();
    }

    @Test
    void rowWithoutAValue_isInNoGroup_butInThatOfNoColumns() {
        learnGroupings(by("Item"), by("Item", "owner_id"));
        var of1 = new Dependent("Item", by("Item", "owner_id"), List.of(1L));
        var all = new Dependent("Item", by("Item"), List.of());

        write(session -> session.persist(new Item(40, null, "nobody's")));

        assertThat(of1.isValid()).isTrue();
        assertThat(all.isValid()).isFalse();
    }

    @Test
    void updateOfAnUnversionedRow_invalidatesAllRows_becauseItsOldImageIsNotKnown() {
        learnGroupings(by("Loose", "kind"));
        var of1 = new Dependent("Loose", by("Loose", "kind"), List.of(1L));

        write(session -> session.find(Loose.class, 20L).kind = 5);

        assertThat(of1.isValid()).isFalse();
    }

    @Test
    void idOfAnUnversionedRow_isKnownAllTheSame() {
        learnGroupings(by("Loose", "id"));
        var of10 = new Dependent("Loose", by("Loose", "id"), List.of(10L));
        var of20 = new Dependent("Loose", by("Loose", "id"), List.of(20L));

        write(session -> session.find(Loose.class, 20L).kind = 5);
        assertThat(of10.isValid()).isTrue();
        assertThat(of20.isValid()).as("updated").isFalse();

        of20.store();
        Cluster.statelessly(writer, session -> session.update(new Loose(20, 6)));
        Board.awaitSeen(reader, writer);
        // Hibernate 7.1 does not tell whose a stateless write is, so that it is of unknown rows.
        assertThat(of10.isValid()).isEqualTo(EventSessions.NAME_STATELESS);
        assertThat(of20.isValid()).as("updated without having been loaded").isFalse();

        of10.store();
        of20.store();
        write(session -> session.remove(session.find(Loose.class, 20L)));
        assertThat(of10.isValid()).isTrue();
        assertThat(of20.isValid()).as("deleted").isFalse();
    }

    /** Nobody tells that what was written is what had been there. */
    @Test
    void updateOfAnUnversionedRow_countsAsChangeOfEveryColumn() {
        var byIdUsingKind = Grouping.of("Loose", List.of("id"), List.of("kind"));
        learnGroupings(byIdUsingKind);
        var of20 = new Dependent("Loose", byIdUsingKind, List.of(20L));

        inTransaction(
                writer,
                session -> {
                    Loose loose = session.find(Loose.class, 20L);
                    inTransaction(reader, other -> other.find(Loose.class, 20L).kind = 9);
                    Board.awaitSeen(writer, reader);
                    of20.store();
                    // The statement writes every column: the kind as well, as it was loaded.
                    loose.note = "new";
                });
        Board.awaitSeen(reader, writer);
        assertThat(of20.isValid()).isFalse();
    }

    @Test
    void unversionedRow_whereAnotherGroupingIsInUse_isUnknown() {
        learnGroupings(by("Loose", "id"), by("Loose", "kind"));
        var of10 = new Dependent("Loose", by("Loose", "id"), List.of(10L));

        write(session -> session.find(Loose.class, 20L).kind = 5);

        assertThat(of10.isValid()).isFalse();
    }

    @Test
    void insertOfAnUnversionedRow_invalidatesItsGroup() {
        learnGroupings(by("Loose", "kind"));
        var of1 = new Dependent("Loose", by("Loose", "kind"), List.of(1L));
        var of5 = new Dependent("Loose", by("Loose", "kind"), List.of(5L));

        write(session -> session.persist(new Loose(99, 5)));

        assertThat(of1.isValid()).isTrue();
        assertThat(of5.isValid()).isFalse();
    }

    @Test
    void bulkStatements_invalidateAllRows() {
        learnGroupings();
        var of1 = new Dependent("Item", by("Item", "owner_id"), List.of(1L));
        write(
                session ->
                        session.createMutationQuery("update Item set title = 'x' where id = 20")
                                .executeUpdate());
        assertThat(of1.isValid()).as("HQL").isFalse();

        of1.store();
        write(
                session ->
                        session.createNativeQuery(
                                        "update Item set title = 'y' where id = 20", Object.class)
                                .addSynchronizedQuerySpace("Item")
                                .executeUpdate());
        assertThat(of1.isValid()).as("native").isFalse();
    }

    /** Hibernate tells a cache without queries nothing of tables. */
    @Test
    void bulkStatement_ofAWriterThatCachesNoQueries_invalidatesAllRows() {
        learnGroupings(by("Loose", "kind"));
        var of1 = new Dependent("Loose", by("Loose", "kind"), List.of(1L));
        SessionFactory withoutQueries =
                cluster.join(Map.of(AvailableSettings.USE_QUERY_CACHE, false));

        inTransaction(
                withoutQueries,
                session ->
                        session.createMutationQuery("delete from Loose where kind = 1")
                                .executeUpdate());

        assertThat(of1.isValid()).isFalse();
    }

    /** A flush that wrote rows of the table does not make the statement after it one of rows. */
    @Test
    void bulkStatement_afterAFlushOfTheSameTable_invalidatesAllRows() {
        learnGroupings(by("Loose", "kind"));
        var of1 = new Dependent("Loose", by("Loose", "kind"), List.of(1L));

        write(
                session -> {
                    session.persist(new Loose(98, 2));
                    session.flush();
                    session.createMutationQuery("delete from Loose where kind = 1").executeUpdate();
                });

        assertThat(of1.isValid()).isFalse();
    }

    /** Another transaction moved the row by a statement that leaves the version alone. */
    @Test
    void rowThatAStatementMovedSinceItWasLoaded_invalidatesAllRows() {
        learnGroupings();
        var of3 = new Dependent("Item", by("Item", "owner_id"), List.of(3L));

        inTransaction(
                writer,
                session -> {
                    Item item = session.find(Item.class, 10L);
                    inTransaction(
                            reader,
                            other ->
                                    other.createMutationQuery(
                                                    "update Item set owner = (from Owner where id ="
                                                            + " 3) where id = 10")
                                            .executeUpdate());
                    Board.awaitSeen(reader, writer);
                    Board.awaitSeen(writer, reader);
                    of3.store();
                    assertThat(of3.isValid()).isTrue();
                    item.title = "other";
                });

        assertThat(of3.isValid()).as("the row is overwritten where nobody loaded it").isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = LockModeType.class,
            names = {"OPTIMISTIC_FORCE_INCREMENT", "PESSIMISTIC_FORCE_INCREMENT"})
    void lock_thatGivesTheRowANewVersion_isAWriteOfTheRow(LockModeType mode) {
        learnGroupings();
        List<Consumer<Session>> ways =
                List.of(
                        session -> session.find(Item.class, 10L, mode),
                        session -> session.lock(session.find(Item.class, 10L), mode),
                        session ->
                                session.createQuery("from Item where id = 10", Item.class)
                                        .setLockMode(mode)
                                        .getSingleResult());
        var of1 = new Dependent("Item", by("Item", "owner_id"), List.of(1L));
        for (var way : ways) {
            of1.store();
            long before = versionOf10();
            write(way);

            assertThat(of1.isValid()).isFalse();
            assertThat(versionOf10()).isGreaterThan(before);
        }
    }

    private long versionOf10() {
        return Cluster.fromTransaction(
                reader,
                session -> {
                    Long found = session.find(Item.class, 10L).version;
                    assertThat(found)
                            .as("cached")
                            .isEqualTo(
                                    session.createSelectionQuery(
                                                    "select version from Item where id = 10",
                                                    Long.class)
                                            .getSingleResult());
                    return found;
                });
    }

    @Test
    void identityInsert_isOfItsRowOnly() {
        learnGroupings(by("Animal", "legs"));
        var with4 = new Dependent("Animal", by("Animal", "legs"), List.of(4));
        var with7 = new Dependent("Animal", by("Animal", "legs"), List.of(7));

        write(session -> session.persist(new Animal(4)));

        assertThat(with4.isValid()).isFalse();
        assertThat(with7.isValid()).isTrue();
    }

    @Test
    void joinedRow_isInTheGroupsOfEachOfItsTables() {
        var legs = Grouping.of("Animal", List.of("legs"), List.of("legs"));
        learnGroupings(legs);
        learnGroupings(by("Dog", "age"));
        var with7 = new Dependent("Animal", legs, List.of(7));
        var aged1 = new Dependent("Dog", by("Dog", "age"), List.of(1));
        var aged2 = new Dependent("Dog", by("Dog", "age"), List.of(2));

        write(
                session ->
                        session.createSelectionQuery("from Dog", Dog.class).getSingleResult().age =
                                2);

        assertThat(with7.isValid()).as("no column of the other table changed").isTrue();
        assertThat(aged1.isValid()).isFalse();
        assertThat(aged2.isValid()).isFalse();
    }

    /** Without Hibernate's query cache, nothing but the collection's event tells of it. */
    @Test
    void elementAddedToAListThatIsNotLoaded_invalidatesAllRowsOfItsElements() {
        inTransaction(
                writer,
                session -> {
                    var shelf = new Shelf(1);
                    session.persist(shelf);
                    session.persist(new Volume(1, shelf));
                });
        SessionFactory withoutQueries =
                cluster.join(Map.of("hibernate.cache.use_query_cache", "false"));
        var inOrder = Grouping.of("Volume", List.of("shelf_id"), List.of("place"));
        learnGroupings(inOrder);
        write(session -> session.persist(new Volume(9, null)));
        var of1 = new Dependent("Volume", inOrder, List.of(1L));
        Board.awaitSeen(withoutQueries, reader);

        inTransaction(
                withoutQueries,
                session ->
                        session.find(Shelf.class, 1L)
                                .volumes
                                .add(session.getReference(Volume.class, 1L)));

        Object place =
                reader.fromSession(
                        session ->
                                session.createNativeQuery(
                                                "select place from Volume where id = 1",
                                                Integer.class)
                                        .getSingleResult());
        assertThat(place).as("that it was written").isNotNull();
        assertThat(of1.isValid()).isFalse();
    }

    /** The order of a list lies in the rows of its elements, which nobody else hears of. */
    @Test
    void listThatIsReordered_invalidatesAllRowsOfItsElements() {
        inTransaction(
                writer,
                session -> {
                    var shelf = new Shelf(1);
                    for (long id = 1; id <= 3; id++) {
                        shelf.volumes.add(new Volume(id, shelf));
                    }
                    session.persist(shelf);
                });
        var inOrder = Grouping.of("Volume", List.of("shelf_id"), List.of("place"));
        learnGroupings(inOrder);
        write(session -> session.persist(new Volume(9, null)));
        var of1 = new Dependent("Volume", inOrder, List.of(1L));

        write(
                session ->
                        session.find(Shelf.class, 1L)
                                .volumes
                                .add(session.find(Shelf.class, 1L).volumes.remove(0)));

        assertThat(of1.isValid()).isFalse();
    }

    @Test
    void rowsThatTheDatabaseDeletesItself_areUnknown() {
        inTransaction(writer, session -> session.find(Item.class, 10L));
        learnGroupings();
        var of1 = new Dependent("Item", by("Item", "owner_id"), List.of(1L));

        write(session -> session.remove(session.getReference(Owner.class, 2L)));

        assertThat(of1.isValid()).isFalse();
        inTransaction(reader, session -> assertThat(session.find(Item.class, 20L)).isNull());
    }

    @Test
    void rollback_leavesAllValid() {
        learnGroupings();
        var of1 = new Dependent("Item", by("Item", "owner_id"), List.of(1L));

        inTransaction(
                writer,
                session -> {
                    session.find(Item.class, 10L).title = "other";
                    session.flush();
                    session.getTransaction().setRollbackOnly();
                });

        assertThat(of1.isValid()).isTrue();
    }

    @Test
    void transactionOfAHundredRows_stillNeedsOneRoundTrip() {
        learnGroupings();
        assertThat(
                        roundTrips(
                                writer,
                                () ->
                                        inTransaction(
                                                writer,
                                                session -> {
                                                    for (long i = 1000; i < 1100; i++) {
                                                        session.persist(
                                                                new Item(
                                                                        i,
                                                                        session.getReference(
                                                                                Owner.class,
                                                                                i % 3 + 1),
                                                                        "x"));
                                                    }
                                                })))
                .isEqualTo(1);
    }

    @Test
    void columns_thatCannotTellGroupsApart_areNotGroupable() {
        var groups = Cluster.cache(reader).rows().groups();
        assertThat(groups.isGroupable("Item", "title")).as("text on H2").isTrue();
        assertThat(groups.isGroupable("Item", "price")).as("a decimal").isFalse();
        assertThat(groups.isGroupable("Item", "nothing")).isFalse();
        assertThat(groups.isGroupable("Nothing", "id")).isFalse();
        assertThat(groups.canonical("Item", "owner_id", 5)).isEqualTo("5");
        assertThat(groups.canonical("Item", "owner_id", "5")).isNull();
    }

    @Test
    void textThatIsNotComparedAsItIsWritten_isNotGroupable() {
        inTransaction(
                writer,
                session ->
                        session.createNativeMutationQuery(
                                        "alter table Item alter column title"
                                                + " varchar_ignorecase(255)")
                                .executeUpdate());

        var late = cluster.join();

        assertThat(Cluster.cache(late).rows().groups().isGroupable("Item", "title")).isFalse();
    }

    private void learnGroupings() {
        learnGroupings(by("Item", "owner_id"));
    }

    /** Lets the writer hear of groupings, as every JVM does at its first write to the table. */
    private void learnGroupings(Grouping... groupings) {
        for (Grouping grouping : groupings) {
            var unit = new UnitOfWork(Cluster.cache(reader).store());
            unit.begin();
            unit.offer(
                    new Keyspace("r", "dependents", Duration.ofHours(1)).entry(null, "" + grouping),
                    new byte[8],
                    Set.of(grouping.tag()));
            unit.close(true);
        }
        write(
                session -> {
                    session.find(Item.class, 30L).title += "!";
                    session.persist(new Loose(System.nanoTime(), 77));
                    Animal animal =
                            session.createSelectionQuery("from Animal", Animal.class)
                                    .getResultList()
                                    .get(0);
                    animal.legs = 77;
                    if (animal instanceof Dog dog) {
                        dog.age = 1;
                    }
                    session.flush();
                    animal.legs = 7;
                });
    }

    @Entity(name = "Owner")
    static class Owner {
        @Id Long id;

        @OneToMany(mappedBy = "owner")
        @OnDelete(action = OnDeleteAction.CASCADE)
        Collection<Item> items = new ArrayList<>();

        Owner() {}

        Owner(long id) {
            this.id = id;
        }
    }

    @Entity(name = "Item")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Item {
        @Id Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        @OnDelete(action = OnDeleteAction.CASCADE)
        Owner owner;

        String title;
        BigDecimal price;

        @Column(name = "note")
        @OptimisticLock(excluded = true)
        String note;

        @Version Long version;

        Item() {}

        Item(long id, Owner owner, String title) {
            this.id = id;
            this.owner = owner;
            this.title = title;
        }
    }

    @Entity(name = "Shelf")
    static class Shelf {
        @Id Long id;

        @OneToMany(mappedBy = "shelf", cascade = CascadeType.PERSIST)
        @OrderColumn(name = "place")
        List<Volume> volumes = new ArrayList<>();

        Shelf() {}

        Shelf(long id) {
            this.id = id;
        }
    }

    @Entity(name = "Volume")
    static class Volume {
        @Id Long id;
        @ManyToOne Shelf shelf;
        @Version Long version;

        Volume() {}

        Volume(long id, Shelf shelf) {
            this.id = id;
            this.shelf = shelf;
        }
    }

    @Entity(name = "Loose")
    static class Loose {
        @Id Long id;
        long kind;
        String note;

        Loose() {}

        Loose(long id, long kind) {
            this.id = id;
            this.kind = kind;
        }
    }

    @Entity(name = "Animal")
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Animal {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        int legs;
        @Version long version;

        Animal() {}

        Animal(int legs) {
            this.legs = legs;
        }
    }

    @Entity(name = "Dog")
    static class Dog extends Animal {
        int age;

        Dog() {}

        Dog(int age, int legs) {
            super(legs);
            this.age = age;
        }
    }
}
