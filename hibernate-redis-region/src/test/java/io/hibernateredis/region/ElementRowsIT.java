package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.bypassCache;
import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statelessly;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hibernateredis.internal.session.HibernateVersion;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.ConstraintMode;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.ForeignKey;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapKey;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.OrderBy;
import jakarta.persistence.SecondaryTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.CacheMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.SoftDelete;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Cached collections that lie in rows of their elements, in some way that is not the usual one. */
class ElementRowsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(
                    REDIS,
                    Parent.class,
                    Child.class,
                    Own.class,
                    Both.class,
                    Joined.class,
                    Second.class,
                    Softer.class,
                    Keyed.class,
                    Soft.class,
                    Loose.class,
                    Half.class);

    @Entity(name = "Parent")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Parent {
        @Id Long id;

        @OneToMany
        @JoinColumn(name = "p_id")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Child> children = new ArrayList<>();

        @OneToMany(cascade = CascadeType.ALL, orphanRemoval = true)
        @JoinColumn(name = "p_id")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Own> owned = new ArrayList<>();

        @OneToMany
        @JoinColumn(name = "p_id")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Both> both = new ArrayList<>();

        @OneToMany(mappedBy = "parent")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Joined> joined = new ArrayList<>();

        @OneToMany(mappedBy = "parent")
        @MapKey(name = "code")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Map<String, Keyed> keyed = new HashMap<>();

        @OneToMany(mappedBy = "parent")
        @MapKeyColumn(name = "place", insertable = false, updatable = false)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Map<String, Keyed> placed = new HashMap<>();

        @ManyToMany
        @JoinTable(name = "parent_keyed")
        @MapKey(name = "code")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Map<String, Keyed> chosen = new HashMap<>();

        @OneToMany(mappedBy = "parent")
        @OrderBy("address.street")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Keyed> byStreet = new ArrayList<>();

        @ManyToMany
        @JoinTable(name = "parent_soft")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Soft> soft = new ArrayList<>();

        @OneToMany
        @JoinTable(
                name = "parent_loose",
                foreignKey = @ForeignKey(ConstraintMode.NO_CONSTRAINT),
                inverseForeignKey = @ForeignKey(ConstraintMode.NO_CONSTRAINT))
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Loose> loose = new ArrayList<>();

        @OneToMany(mappedBy = "parent")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Second> second = new ArrayList<>();

        @OneToMany
        @JoinColumn(name = "p_id")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Soft> softInRows = new ArrayList<>();

        @OneToOne(mappedBy = "parent")
        Half half;
    }

    @Entity(name = "Child")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Child {
        @Id Long id;
        String name;
    }

    @Entity(name = "Own")
    static class Own {
        @Id Long id;
    }

    @Entity(name = "Both")
    static class Both {
        @Id Long id;

        @ManyToOne
        @JoinColumn(name = "p_id")
        Parent parent;
    }

    @Entity(name = "Joined")
    static class Joined {
        @Id Long id;

        @ManyToOne
        @JoinTable(name = "joined_parent")
        Parent parent;
    }

    @Entity(name = "Spare")
    @SecondaryTable(name = "spare_text")
    static class Second {
        @Id Long id;

        @ManyToOne
        @JoinColumn(table = "spare_text", name = "parent_id")
        Parent parent;
    }

    @Embeddable
    static class Address {
        String street;
    }

    @Entity(name = "Keyed")
    static class Keyed {
        @Id Long id;
        String code;

        @Column(name = "place")
        String place;

        @ManyToOne Parent parent;
        @Embedded Address address = new Address();
    }

    @Entity(name = "Soft")
    @SoftDelete
    @Inheritance(strategy = InheritanceType.SINGLE_TABLE)
    static class Soft {
        @Id Long id;
    }

    @Entity(name = "Softer")
    static class Softer extends Soft {}

    @Entity(name = "Loose")
    static class Loose {
        @Id Long id;
    }

    @Entity(name = "Half")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Half {
        @Id Long id;

        @OneToOne
        @JoinTable(name = "half_parent")
        Parent parent;
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
                    for (long id = 1; id <= 3; id++) {
                        var parent = new Parent();
                        parent.id = id;
                        session.persist(parent);
                    }
                });
    }

    private static final Function<Parent, String> CHILDREN = p -> ids(p.children, c -> c.id);
    private static final Function<Parent, String> OWNED = p -> ids(p.owned, c -> c.id);
    private static final Function<Parent, String> BOTH = p -> ids(p.both, c -> c.id);
    private static final Function<Parent, String> JOINED = p -> ids(p.joined, c -> c.id);
    private static final Function<Parent, String> KEYED = p -> p.keyed.keySet().toString();
    private static final Function<Parent, String> PLACED = p -> p.placed.keySet().toString();
    private static final Function<Parent, String> CHOSEN = p -> p.chosen.keySet().toString();

    private static <E> String ids(List<E> elements, Function<E, Long> id) {
        return elements.stream().map(id).sorted().toList().toString();
    }

    private static Parent parent(Session session, long id) {
        return session.find(Parent.class, id);
    }

    /** What is in the collections of all parents, which are cached afterwards. */
    private void assertRight(Function<Parent, String> collection) {
        for (CacheMode mode : List.of(CacheMode.NORMAL, CacheMode.NORMAL)) {
            for (long id = 1; id <= 3; id++) {
                assertThat(seen(id, collection, mode))
                        .as("parent " + id)
                        .isEqualTo(seen(id, collection, CacheMode.IGNORE));
            }
        }
    }

    private String seen(long id, Function<Parent, String> collection, CacheMode mode) {
        return fromTransaction(
                reader,
                session -> {
                    if (mode == CacheMode.IGNORE) {
                        bypassCache(session);
                    }
                    return collection.apply(parent(session, id));
                });
    }

    private void changing(Function<Parent, String> collection, Consumer<Session> change) {
        Board.awaitSeen(reader, writer);
        assertRight(collection);
        inTransaction(writer, change);
        assertRight(collection);
    }

    private void changingStatelessly(
            Function<Parent, String> collection, Consumer<StatelessSession> change) {
        Board.awaitSeen(reader, writer);
        assertRight(collection);
        statelessly(writer, change);
        assertRight(collection);
    }

    private void withChild() {
        inTransaction(
                writer,
                session -> {
                    var child = new Child();
                    child.id = 1L;
                    session.persist(child);
                    parent(session, 1).children.add(child);
                });
    }

    @Test
    void collectionInItsElementsRows_whoseElementIsRemoved_losesIt() {
        withChild();
        changing(CHILDREN, session -> session.remove(session.find(Child.class, 1L)));
    }

    @Test
    void collectionInItsElementsRows_whoseElementIsRemovedUnloaded_losesIt() {
        withChild();
        changing(CHILDREN, session -> session.remove(session.getReference(Child.class, 1L)));
    }

    @Test
    void collectionInItsElementsRows_whoseElementIsDeletedStatelessly_losesIt() {
        withChild();
        changingStatelessly(CHILDREN, session -> session.delete(session.get(Child.class, 1L)));
    }

    @Test
    void collectionInItsElementsRows_whoseElementJoinsAnother_losesIt() {
        withChild();
        changing(
                CHILDREN,
                session -> parent(session, 2).children.add(session.find(Child.class, 1L)));
    }

    @Test
    void collectionInItsElementsRows_thatIsReplaced_isRight() {
        withChild();
        changing(
                CHILDREN,
                session ->
                        parent(session, 2).children =
                                new ArrayList<>(List.of(session.find(Child.class, 1L))));
    }

    @Test
    void collectionInItsElementsRows_thatANewElementJoins_leavesTheOthersCached() {
        assumeTrue(
                HibernateVersion.scopesOperations(),
                "Hibernate 7.1 does not tell what a select fetches");
        withChild();
        Board.awaitSeen(reader, writer);
        assertRight(CHILDREN);
        inTransaction(
                writer,
                session -> {
                    var child = new Child();
                    child.id = 2L;
                    session.persist(child);
                    parent(session, 2).children.add(child);
                });
        assertThat(statements(reader, () -> seen(1, CHILDREN, CacheMode.NORMAL))).isZero();
        assertRight(CHILDREN);
    }

    @Test
    void collectionInItsElementsRows_whoseElementIsChanged_staysCached() {
        assumeTrue(
                HibernateVersion.scopesOperations(),
                "Hibernate 7.1 does not tell what a select fetches");
        withChild();
        Board.awaitSeen(reader, writer);
        assertRight(CHILDREN);
        inTransaction(writer, session -> session.find(Child.class, 1L).name = "new");
        assertThat(statements(reader, () -> seen(1, CHILDREN, CacheMode.NORMAL))).isZero();
    }

    @Test
    void collectionInItsElementsRows_whoseOrphanIsRemoved_losesIt() {
        inTransaction(
                writer,
                session -> {
                    for (long id = 1; id <= 2; id++) {
                        var own = new Own();
                        own.id = id;
                        parent(session, 1).owned.add(own);
                    }
                });
        changing(OWNED, session -> parent(session, 1).owned.remove(0));
        changing(OWNED, session -> session.remove(parent(session, 1).owned.get(0)));
    }

    @Test
    void collectionInItsElementsRows_joinedMovedAndLeftByTheElementItself_isRight() {
        changing(
                BOTH,
                session -> {
                    for (long id = 1; id <= 2; id++) {
                        var both = new Both();
                        both.id = id;
                        both.parent = parent(session, 1);
                        session.persist(both);
                    }
                });
        changing(BOTH, session -> session.find(Both.class, 1L).parent = parent(session, 2));
        changing(BOTH, session -> session.find(Both.class, 1L).parent = null);
        changing(BOTH, session -> session.remove(session.find(Both.class, 2L)));
    }

    @Test
    void collectionInItsElementsRows_writtenFromBothSides_isRight() {
        inTransaction(
                writer,
                session -> {
                    var both = new Both();
                    both.id = 1L;
                    session.persist(both);
                });
        changing(BOTH, session -> parent(session, 1).both.add(session.find(Both.class, 1L)));
        inTransaction(
                writer,
                session -> {
                    Both both = session.find(Both.class, 1L);
                    inTransaction(
                            reader,
                            s -> {
                                Both same = s.find(Both.class, 1L);
                                parent(s, 1).both.remove(same);
                                parent(s, 2).both.add(same);
                            });
                    assertRight(BOTH);
                    session.remove(both);
                });
        assertRight(BOTH);
    }

    @Test
    void inverseOfAReferenceInAJoinTable_isRight() {
        changing(
                JOINED,
                session -> {
                    for (long id = 1; id <= 2; id++) {
                        var joined = new Joined();
                        joined.id = id;
                        joined.parent = parent(session, 1);
                        session.persist(joined);
                    }
                });
        changing(JOINED, session -> session.find(Joined.class, 1L).parent = parent(session, 2));
        changing(JOINED, session -> session.find(Joined.class, 1L).parent = null);
        changingStatelessly(
                JOINED,
                session -> {
                    Joined joined = session.get(Joined.class, 1L);
                    joined.parent = session.get(Parent.class, 3L);
                    session.update(joined);
                });
        changing(JOINED, session -> session.remove(session.find(Joined.class, 2L)));
    }

    @Test
    void inverseOfAOneToOneInAJoinTable_isRight() {
        Function<Parent, String> half = p -> p.half == null ? "none" : p.half.id.toString();
        changing(
                half,
                session -> {
                    var one = new Half();
                    one.id = 1L;
                    one.parent = parent(session, 1);
                    session.persist(one);
                });
        changing(half, session -> session.find(Half.class, 1L).parent = parent(session, 2));
        changing(
                half,
                session -> {
                    parent(session, 2).half = null;
                    session.remove(session.find(Half.class, 1L));
                });
    }

    @Test
    void mapsAndOrder_byAttributesOfTheElements_areRight() {
        Function<Parent, String> byStreet =
                p -> p.byStreet.stream().map(k -> k.id).toList().toString();
        inTransaction(
                writer,
                session -> {
                    for (long id = 1; id <= 2; id++) {
                        var keyed = new Keyed();
                        keyed.id = id;
                        keyed.code = "c" + id;
                        keyed.place = "p" + id;
                        keyed.address.street = "s" + id;
                        keyed.parent = parent(session, 1);
                        session.persist(keyed);
                        parent(session, 1).chosen.put(keyed.code, keyed);
                    }
                });
        for (var collection : List.of(KEYED, CHOSEN, PLACED, byStreet)) {
            inTransaction(
                    writer,
                    session -> {
                        Keyed keyed = session.find(Keyed.class, 1L);
                        keyed.code = "c";
                        keyed.place = "p";
                        keyed.address.street = "a";
                    });
            changing(
                    collection,
                    session -> {
                        Keyed keyed = session.find(Keyed.class, 1L);
                        keyed.code = "changed";
                        keyed.place = "changed";
                        keyed.address.street = "z";
                    });
        }
    }

    @Test
    void joinTable_whoseElementIsDeletedAlone_losesIt() {
        inTransaction(
                writer,
                session -> {
                    var soft = new Soft();
                    soft.id = 1L;
                    session.persist(soft);
                    parent(session, 1).soft.add(soft);
                    var loose = new Loose();
                    loose.id = 1L;
                    session.persist(loose);
                    parent(session, 1).loose.add(loose);
                });
        changing(
                p -> ids(p.soft, s -> s.id),
                session -> session.remove(session.find(Soft.class, 1L)));
        changing(
                p -> ids(p.loose, s -> s.id),
                session -> session.remove(session.find(Loose.class, 1L)));
    }

    @Test
    void inverseOfAReferenceInARowThatIsLeftOver_findsTheNewElement() {
        Cluster.inTransaction(
                writer,
                session ->
                        session.doWork(
                                connection -> {
                                    try (var statement = connection.createStatement()) {
                                        statement.execute("set referential_integrity false");
                                        statement.execute(
                                                "insert into joined_parent (id, parent_id)"
                                                        + " values (1, 1)");
                                        statement.execute(
                                                "insert into spare_text (id, parent_id)"
                                                        + " values (1, 1)");
                                    }
                                }));
        changing(
                JOINED,
                session -> {
                    var joined = new Joined();
                    joined.id = 1L;
                    session.persist(joined);
                });
        changing(
                p -> ids(p.second, s -> s.id),
                session -> {
                    var second = new Second();
                    second.id = 1L;
                    session.persist(second);
                });
    }

    @Test
    void softlyDeletedElements_leaveTheCollections() {
        Function<Parent, String> soft = p -> ids(p.soft, s -> s.id) + ids(p.softInRows, s -> s.id);
        inTransaction(
                writer,
                session -> {
                    for (long id = 1; id <= 6; id++) {
                        Soft element = id % 2 == 0 ? new Soft() : new Softer();
                        element.id = id;
                        session.persist(element);
                        parent(session, 1).soft.add(element);
                        parent(session, 1).softInRows.add(element);
                    }
                });
        changing(soft, session -> session.remove(session.find(Soft.class, 1L)));
        changing(soft, session -> session.remove(session.getReference(Soft.class, 2L)));
        changingStatelessly(soft, session -> session.delete(session.get(Soft.class, 3L)));
        changing(
                soft,
                session -> session.createMutationQuery("delete Soft where id = 4").executeUpdate());
        changing(
                soft,
                session ->
                        session.createMutationQuery("delete Softer where id = 5").executeUpdate());
        assertThat(seen(1, soft, CacheMode.NORMAL)).isEqualTo("[6][6]");
    }
}
