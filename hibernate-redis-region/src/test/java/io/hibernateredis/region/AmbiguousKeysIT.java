package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
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
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Keys that the database finds equal though they are written differently. */
class AmbiguousKeysIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(
                    REDIS,
                    Priced.class,
                    Padded.class,
                    Folded.class,
                    Named.class,
                    Written.class,
                    Owner.class,
                    Owned.class);

    @Entity(name = "Priced")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Priced {
        @Id
        @Column(precision = 10, scale = 2)
        BigDecimal id;

        String name;
    }

    @Entity(name = "Padded")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Padded {
        @Id
        @Column(columnDefinition = "char(8)")
        String id;

        String name;
    }

    @Entity(name = "Folded")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Folded {
        @Id
        @Column(columnDefinition = "varchar_ignorecase(20)")
        String id;

        String name;

        @OneToMany(mappedBy = "folded")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Owned> owned = new ArrayList<>();
    }

    @Entity(name = "Owned")
    static class Owned {
        @Id Long id;

        @ManyToOne
        @JoinColumn(name = "folded_id", columnDefinition = "varchar_ignorecase(20)")
        Folded folded;

        @ManyToOne Owner owner;
        String note;
    }

    @Entity(name = "Owner")
    static class Owner {
        @Id byte[] id;

        @OneToMany(mappedBy = "owner")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Owned> owned = new ArrayList<>();
    }

    @Entity(name = "Named")
    @NaturalIdCache
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Named {
        @Id Long id;

        @NaturalId(mutable = true)
        @Column(columnDefinition = "varchar_ignorecase(20)")
        String code;
    }

    @Entity(name = "Written")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Written {
        @Id String id;
        String name;
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
                    var priced = new Priced();
                    priced.id = new BigDecimal("1.50");
                    priced.name = "old";
                    session.persist(priced);
                    var padded = new Padded();
                    padded.id = "a";
                    padded.name = "old";
                    session.persist(padded);
                    var folded = new Folded();
                    folded.id = "Key";
                    folded.name = "old";
                    session.persist(folded);
                    var named = new Named();
                    named.id = 1L;
                    named.code = "Code";
                    session.persist(named);
                    for (String id : List.of("w1", "w2")) {
                        var written = new Written();
                        written.id = id;
                        written.name = "old";
                        session.persist(written);
                    }
                    var owner = new Owner();
                    owner.id = new byte[] {1, 2};
                    session.persist(owner);
                });
        Board.awaitSeen(reader, writer);
    }

    @Test
    void decimalId_writtenWithAnotherScale_isTheSameEntry() {
        assertThat(priced("1.5")).isEqualTo("old");
        assertThat(priced("1.50")).isEqualTo("old");
        inTransaction(
                writer,
                session -> session.find(Priced.class, new BigDecimal("1.500")).name = "new");
        Board.awaitSeen(reader, writer);
        assertThat(priced("1.5")).isEqualTo("new");
        assertThat(priced("1.50")).isEqualTo("new");
        assertThat(statements(reader, () -> priced("1.50"))).isZero();
    }

    private String priced(String id) {
        return fromTransaction(reader, s -> s.find(Priced.class, new BigDecimal(id)).name);
    }

    @Test
    void paddedId_writtenUnderAnotherSpelling_isSeen() {
        assertThat(padded("a")).isEqualTo("old");
        assertThat(padded("a       ")).isEqualTo("old");
        inTransaction(writer, session -> session.find(Padded.class, "a  ").name = "new");
        assertThat(padded("a")).isEqualTo("new");
        assertThat(padded("a       ")).isEqualTo("new");
    }

    private String padded(String id) {
        return fromTransaction(reader, s -> s.find(Padded.class, id).name);
    }

    @Test
    void idInAColumnThatIgnoresCase_writtenUnderAnotherSpelling_isSeen() {
        assertThat(folded("Key")).isEqualTo("old");
        assertThat(folded("KEY")).isEqualTo("old");
        inTransaction(writer, session -> session.find(Folded.class, "key").name = "new");
        assertThat(folded("Key")).isEqualTo("new");
        assertThat(folded("KEY")).isEqualTo("new");
        reader.getCache().evict(Folded.class, "kEy");
        inTransaction(writer, session -> session.remove(session.find(Folded.class, "KeY")));
        assertThat((Object) fromTransaction(reader, s -> s.find(Folded.class, "Key"))).isNull();
    }

    private String folded(String id) {
        return fromTransaction(reader, s -> s.find(Folded.class, id).name);
    }

    @Test
    void collectionOfAnOwnerWithSuchAnId_isRightUnderEachSpelling() {
        assertThat(owned("Key")).isZero();
        assertThat(owned("KEY")).isZero();
        inTransaction(
                writer,
                session -> {
                    var owned = new Owned();
                    owned.id = 1L;
                    owned.folded = session.find(Folded.class, "key");
                    session.persist(owned);
                });
        for (String id : List.of("Key", "KEY", "key")) {
            assertThat(owned(id)).as(id).isEqualTo(inDatabase(id));
        }
        assertThat(inDatabase("key")).isEqualTo(1);
    }

    private int owned(String id) {
        return fromTransaction(reader, s -> s.find(Folded.class, id).owned.size());
    }

    private int inDatabase(String id) {
        return fromTransaction(
                reader,
                s -> {
                    Cluster.bypassCache(s);
                    return s.find(Folded.class, id).owned.size();
                });
    }

    @Test
    void naturalIdInAColumnThatIgnoresCase_changedUnderAnotherSpelling_isSeen() {
        assertThat(resolves("CODE")).isTrue();
        assertThat(resolves("Code")).isTrue();
        inTransaction(writer, session -> session.find(Named.class, 1L).code = "other");
        assertThat(resolves("CODE")).isFalse();
        assertThat(resolves("Code")).isFalse();
        assertThat(resolves("OTHER")).isTrue();
    }

    private boolean resolves(String code) {
        return fromTransaction(reader, s -> s.bySimpleNaturalId(Named.class).load(code) != null);
    }

    @Test
    void textThatIsComparedAsWritten_leavesOtherRowsCached() {
        assertThat(written("w1")).isEqualTo("old");
        assertThat(written("w2")).isEqualTo("old");
        inTransaction(writer, session -> session.find(Written.class, "w1").name = "new");
        assertThat(statements(reader, () -> assertThat(written("w2")).isEqualTo("old"))).isZero();
        assertThat(written("w1")).isEqualTo("new");
    }

    private String written(String id) {
        return fromTransaction(reader, s -> s.find(Written.class, id).name);
    }

    @Test
    void collectionOfAnOwnerWithAnIdOfBytes_staysWhenItsElementStays() {
        inTransaction(
                writer,
                session -> {
                    var owned = new Owned();
                    owned.id = 2L;
                    owned.owner = session.find(Owner.class, new byte[] {1, 2});
                    session.persist(owned);
                });
        Board.awaitSeen(reader, writer);
        assertThat(ownedByBytes()).isEqualTo(1);
        Board.awaitSeen(writer, reader);
        long hits = hitsOfOwned();
        inTransaction(
                writer,
                session -> {
                    Owned owned = session.find(Owned.class, 2L);
                    // Another array with the same bytes, and a row that is written all the same.
                    owned.owner = new Owner();
                    owned.owner.id = new byte[] {1, 2};
                    owned.note = "written";
                });
        Board.awaitSeen(reader, writer);
        assertThat(ownedByBytes()).isEqualTo(1);
        assertThat(hitsOfOwned()).isEqualTo(hits + 1);
    }

    private long hitsOfOwned() {
        return reader.getStatistics()
                .getCollectionStatistics(Owner.class.getName() + ".owned")
                .getCacheHitCount();
    }

    private int ownedByBytes() {
        return fromTransaction(reader, s -> s.find(Owner.class, new byte[] {1, 2}).owned.size());
    }
}
