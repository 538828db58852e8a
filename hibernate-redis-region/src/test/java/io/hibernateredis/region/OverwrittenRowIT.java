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
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.hibernate.CacheMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.annotations.OptimisticLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A writer that overwrites a row as others left it, not as it had loaded it: what the row was in
 * before is not what the writer knows.
 */
class OverwrittenRowIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(
                    REDIS,
                    Owner.class,
                    Plain.class,
                    Cached.class,
                    Dynamic.class,
                    Versioned.class,
                    Excluded.class,
                    ByColumn.class,
                    Named.class,
                    NamedUncached.class);

    @Entity(name = "Owner")
    @Cacheable
    static class Owner {
        @Id Long id;

        @OneToMany(mappedBy = "owner")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Plain> plain = new HashSet<>();

        @OneToMany(mappedBy = "owner")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Cached> cached = new HashSet<>();

        @OneToMany(mappedBy = "owner")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Dynamic> dynamic = new HashSet<>();

        @OneToMany(mappedBy = "owner")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Versioned> versioned = new HashSet<>();

        @OneToMany(mappedBy = "owner")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Excluded> excluded = new HashSet<>();

        @OneToMany(mappedBy = "owner")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<ByColumn> byColumn = new HashSet<>();
    }

    interface Item {
        Long id();

        void name(String name);

        void moveTo(Owner owner);
    }

    @Entity(name = "Plain")
    static class Plain implements Item {
        @Id Long id;
        String name;
        @ManyToOne Owner owner;

        @Override
        public Long id() {
            return id;
        }

        @Override
        public void name(String next) {
            name = next;
        }

        @Override
        public void moveTo(Owner next) {
            owner = next;
        }
    }

    @Entity(name = "Cached")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Cached implements Item {
        @Id Long id;
        String name;
        @ManyToOne Owner owner;

        @Override
        public Long id() {
            return id;
        }

        @Override
        public void name(String next) {
            name = next;
        }

        @Override
        public void moveTo(Owner next) {
            owner = next;
        }
    }

    @Entity(name = "Dynamic")
    @DynamicUpdate
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Dynamic implements Item {
        @Id Long id;
        String name;
        @ManyToOne Owner owner;

        @Override
        public Long id() {
            return id;
        }

        @Override
        public void name(String next) {
            name = next;
        }

        @Override
        public void moveTo(Owner next) {
            owner = next;
        }
    }

    @Entity(name = "Versioned")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Versioned implements Item {
        @Id Long id;
        @Version long version;
        String name;
        @ManyToOne Owner owner;

        @Override
        public Long id() {
            return id;
        }

        @Override
        public void name(String next) {
            name = next;
        }

        @Override
        public void moveTo(Owner next) {
            owner = next;
        }
    }

    @Entity(name = "Excluded")
    static class Excluded implements Item {
        @Id Long id;
        @Version long version;
        String name;

        @ManyToOne
        @OptimisticLock(excluded = true)
        Owner owner;

        @Override
        public Long id() {
            return id;
        }

        @Override
        public void name(String next) {
            name = next;
        }

        @Override
        public void moveTo(Owner next) {
            owner = next;
        }
    }

    @Entity(name = "ByColumn")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class ByColumn implements Item {
        @Id Long id;
        String name;

        @Column(name = "owner_id")
        Long ownerId;

        @ManyToOne
        @JoinColumn(name = "owner_id", insertable = false, updatable = false)
        Owner owner;

        @Override
        public Long id() {
            return id;
        }

        @Override
        public void name(String next) {
            name = next;
        }

        @Override
        public void moveTo(Owner next) {
            ownerId = next.id;
        }
    }

    @Entity(name = "Named")
    @NaturalIdCache
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Named {
        @Id Long id;

        @NaturalId(mutable = true)
        String code;

        String text;
    }

    @Entity(name = "NamedUncached")
    @NaturalIdCache
    static class NamedUncached {
        @Id Long id;

        @NaturalId(mutable = true)
        String code;

        @Version long version;
        String text;
    }

    public enum Kind {
        PLAIN(Plain.class),
        CACHED(Cached.class),
        DYNAMIC(Dynamic.class),
        VERSIONED(Versioned.class),
        EXCLUDED(Excluded.class),
        BY_COLUMN(ByColumn.class);

        final Class<? extends Item> type;

        Kind(Class<? extends Item> type) {
            this.type = type;
        }

        Set<? extends Item> of(Owner owner) {
            return switch (this) {
                case PLAIN -> owner.plain;
                case CACHED -> owner.cached;
                case DYNAMIC -> owner.dynamic;
                case VERSIONED -> owner.versioned;
                case EXCLUDED -> owner.excluded;
                case BY_COLUMN -> owner.byColumn;
            };
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
                        var owner = new Owner();
                        owner.id = id;
                        session.persist(owner);
                    }
                });
        for (Kind kind : Kind.values()) {
            inTransaction(
                    writer,
                    session -> {
                        Item item = created(kind, session);
                        item.moveTo(session.find(Owner.class, 1L));
                        session.persist(item);
                    });
        }
        Board.awaitSeen(reader, writer);
    }

    private static Item created(Kind kind, Session session) {
        switch (kind) {
            case PLAIN -> {
                var item = new Plain();
                item.id = 10L;
                return item;
            }
            case CACHED -> {
                var item = new Cached();
                item.id = 10L;
                return item;
            }
            case DYNAMIC -> {
                var item = new Dynamic();
                item.id = 10L;
                return item;
            }
            case VERSIONED -> {
                var item = new Versioned();
                item.id = 10L;
                return item;
            }
            case EXCLUDED -> {
                var item = new Excluded();
                item.id = 10L;
                return item;
            }
            default -> {
                var item = new ByColumn();
                item.id = 10L;
                return item;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void collections_ofARowMovedTwice_areRight(Kind kind) {
        overwriting(kind, (session, item) -> item.moveTo(session.find(Owner.class, 3L)));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void collections_ofARowMovedAndDeleted_areRight(Kind kind) {
        overwriting(kind, Session::remove);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void collections_ofARowMovedAndWrittenBack_areRight(Kind kind) {
        overwriting(kind, (session, item) -> item.name("written"));
    }

    private interface Overwrite {
        void run(Session session, Item item);
    }

    /** The row is moved while a writer has loaded it, and read in its new place. */
    private void overwriting(Kind kind, Overwrite overwrite) {
        assertAllRight(kind);
        inTransaction(
                writer,
                session -> {
                    Item item = session.find(kind.type, 10L);
                    moveElsewhere(kind);
                    assertAllRight(kind);
                    overwrite.run(session, item);
                });
        assertAllRight(kind);
        assertAllRight(kind);
    }

    /** A version is left alone by a bulk statement only. */
    private void moveElsewhere(Kind kind) {
        inTransaction(
                reader,
                session -> {
                    if (kind == Kind.VERSIONED) {
                        session.createMutationQuery(
                                        "update Versioned set owner.id = 2 where id = 10")
                                .executeUpdate();
                    } else if (kind == Kind.EXCLUDED) {
                        session.createMutationQuery("update Excluded set owner.id = 2")
                                .executeUpdate();
                    } else {
                        session.find(kind.type, 10L).moveTo(session.find(Owner.class, 2L));
                    }
                });
    }

    private void assertAllRight(Kind kind) {
        for (long owner = 1; owner <= 4; owner++) {
            long id = owner;
            assertThat(ids(kind, id, CacheMode.NORMAL))
                    .as("owner " + owner)
                    .isEqualTo(ids(kind, id, CacheMode.IGNORE));
        }
    }

    private Set<Long> ids(Kind kind, long owner, CacheMode mode) {
        return fromTransaction(
                reader,
                session -> {
                    if (mode == CacheMode.IGNORE) {
                        bypassCache(session);
                    }
                    Set<Long> ids = new TreeSet<>();
                    kind.of(session.find(Owner.class, owner)).forEach(item -> ids.add(item.id()));
                    return ids;
                });
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void otherCollections_ofARowThatNobodyElseWrote_stay(Kind kind) {
        assertAllRight(kind);
        ids(kind, 4, CacheMode.NORMAL);

        inTransaction(
                writer,
                session -> session.find(kind.type, 10L).moveTo(session.find(Owner.class, 2L)));

        assertThat(statements(reader, () -> assertThat(ids(kind, 4, CacheMode.NORMAL)).isEmpty()))
                .as("statements for a collection that was not touched")
                .isZero();
        assertAllRight(kind);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void collections_ofARowDeletedByAStatelessSession_areRight(Kind kind) {
        assertAllRight(kind);
        statelessly(
                writer,
                session -> {
                    Item item = session.get(kind.type, 10L);
                    moveElsewhere(kind);
                    assertAllRight(kind);
                    session.delete(item);
                });
        assertAllRight(kind);
    }

    @Test
    void ownReads_afterARowWasOverwritten_seeThatItLeft() {
        assertAllRight(Kind.CACHED);
        inTransaction(
                writer,
                session -> {
                    Item item = session.find(Cached.class, 10L);
                    moveElsewhere(Kind.CACHED);
                    assertAllRight(Kind.CACHED);
                    item.moveTo(session.find(Owner.class, 3L));
                    session.flush();
                    assertThat(session.find(Owner.class, 2L).cached).isEmpty();
                });
    }

    @Test
    void naturalId_changedTwice_isNotResolvedByTheOneBetween() {
        naturalId(session -> session.find(Named.class, 1L).code = "c", "c");
    }

    @Test
    void naturalId_writtenBackWithAnotherAttribute_isNotResolvedByTheOneBetween() {
        naturalId(session -> session.find(Named.class, 1L).text = "written", "a");
    }

    private void naturalId(Consumer<Session> overwrite, String left) {
        inTransaction(
                writer,
                session -> {
                    var named = new Named();
                    named.id = 1L;
                    named.code = "a";
                    session.persist(named);
                });
        Board.awaitSeen(reader, writer);
        inTransaction(
                writer,
                session -> {
                    session.find(Named.class, 1L);
                    inTransaction(reader, s -> s.find(Named.class, 1L).code = "b");
                    assertThat(resolved(Named.class)).containsExactly("b");
                    overwrite.accept(session);
                });
        assertThat(resolved(Named.class)).containsExactly(left);
        assertThat(resolved(Named.class)).containsExactly(left);
    }

    @Test
    void naturalId_ofAVersionedRowChangedByABulkStatement_isNotResolvedByTheOneBetween() {
        inTransaction(
                writer,
                session -> {
                    var named = new NamedUncached();
                    named.id = 1L;
                    named.code = "a";
                    session.persist(named);
                });
        Board.awaitSeen(reader, writer);
        inTransaction(
                writer,
                session -> {
                    NamedUncached named = session.find(NamedUncached.class, 1L);
                    inTransaction(
                            reader,
                            s ->
                                    s.createMutationQuery("update NamedUncached set code = 'b'")
                                            .executeUpdate());
                    assertThat(resolved(NamedUncached.class)).containsExactly("b");
                    named.code = "c";
                });
        assertThat(resolved(NamedUncached.class)).containsExactly("c");
    }

    private List<String> resolved(Class<?> type) {
        return List.of("a", "b", "c").stream()
                .filter(
                        code ->
                                fromTransaction(
                                        reader, s -> s.bySimpleNaturalId(type).load(code) != null))
                .toList();
    }
}
