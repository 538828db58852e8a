package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statelessly;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.annotations.SQLRestriction;
import org.hibernate.annotations.SQLSelect;
import org.hibernate.annotations.SoftDelete;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A native query may make entities of rows that a restriction hides, or of other values than the
 * rows hold: they are for its session alone.
 */
class NativeLoadsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster = new Cluster(REDIS, Can.class, Tin.class, Cup.class, Own.class);

    @Entity(name = "Can")
    @Table(name = "can")
    @SoftDelete
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Can {
        @Id Long id;
    }

    @Entity(name = "Tin")
    @Table(name = "tin")
    @SQLRestriction("name <> 'hidden'")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Tin {
        @Id Long id;
        String name;
    }

    @Entity(name = "Cup")
    @Table(name = "cup")
    @Cacheable
    @NaturalIdCache
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Cup {
        @Id Long id;
        @NaturalId String code;

        @Column(updatable = false)
        String name;

        int amount;
    }

    @Entity(name = "Own")
    @Table(name = "own")
    @SQLSelect(sql = "select id, name from own where id = ?")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Own {
        @Id Long id;
        String name;
    }

    /** What the database calls. */
    public static final class Kitchen {

        private Kitchen() {}

        public static ResultSet cups(Connection connection) throws SQLException {
            return connection.createStatement().executeQuery(OTHER_VALUES);
        }
    }

    private static final String OTHER_VALUES =
            "select id, 'other' as code, 'x' as name, amount from cup";

    SessionFactory reader;
    SessionFactory writer;

    @BeforeEach
    void start() {
        writer = cluster.join();
        reader = cluster.join();
        inTransaction(
                writer,
                session -> {
                    var can = new Can();
                    can.id = 1L;
                    session.persist(can);
                    var tin = new Tin();
                    tin.id = 1L;
                    tin.name = "hidden";
                    session.persist(tin);
                    var cup = new Cup();
                    cup.id = 1L;
                    cup.code = "c";
                    cup.name = "cup";
                    session.persist(cup);
                    var own = new Own();
                    own.id = 1L;
                    own.name = "own";
                    session.persist(own);
                });
        inTransaction(writer, session -> session.remove(session.find(Can.class, 1L)));
        evict();
    }

    private void evict() {
        writer.getCache().evictAllRegions();
        Board.awaitSeen(reader, writer);
    }

    private static void all(Session session, Class<?> entity) {
        String sql =
                entity == Cup.class
                        ? OTHER_VALUES
                        : "select * from " + entity.getSimpleName().toLowerCase();
        assertThat(session.createNativeQuery(sql, entity).list()).isNotEmpty();
    }

    private String cup() {
        return fromTransaction(
                reader,
                session -> {
                    Cup cup = session.find(Cup.class, 1L);
                    return cup.code + " " + cup.name + " " + cup.amount;
                });
    }

    private void assertCupIsRight(Consumer<Session> load) {
        inTransaction(writer, load);
        assertThat(cup()).isEqualTo("c cup 0");
        evict();
    }

    @Test
    void rowThatARestrictionHides_isNotWhatOthersFind() {
        inTransaction(writer, session -> all(session, Can.class));
        inTransaction(writer, session -> all(session, Tin.class));
        statelessly(writer, s -> s.createNativeQuery("select * from tin", Tin.class).list());
        assertThat((Object) fromTransaction(reader, s -> s.find(Can.class, 1L))).isNull();
        assertThat((Object) fromTransaction(reader, s -> s.find(Tin.class, 1L))).isNull();
    }

    @Test
    void otherValues_areNotWhatOthersFind() {
        assertCupIsRight(session -> all(session, Cup.class));
        assertCupIsRight(
                session ->
                        session.createNativeQuery("select {c.*} from (" + OTHER_VALUES + ") c")
                                .addEntity("c", Cup.class)
                                .list());
        assertCupIsRight(
                session -> {
                    try (var rows = session.createNativeQuery(OTHER_VALUES, Cup.class).scroll()) {
                        while (rows.next()) {
                            assertThat(rows.get().name).isEqualTo("x");
                        }
                    }
                });
        assertCupIsRight(
                session ->
                        session.createNativeQuery(OTHER_VALUES, Cup.class)
                                .getResultStream()
                                .forEach(cup -> assertThat(cup.name).isEqualTo("x")));
    }

    @Test
    void otherValuesOfAProcedure_areNotWhatOthersFind() {
        inTransaction(
                writer,
                session ->
                        session.doWork(
                                connection -> {
                                    try (var statement = connection.createStatement()) {
                                        statement.execute(
                                                "create alias cups for '"
                                                        + Kitchen.class.getName()
                                                        + ".cups'");
                                    }
                                }));
        assertCupIsRight(
                session ->
                        assertThat(
                                        session.createStoredProcedureQuery("cups", Cup.class)
                                                .getResultList())
                                .isNotEmpty());
    }

    @Test
    void naturalIdOfOtherValues_isNotWhatOthersFind() {
        inTransaction(writer, session -> all(session, Cup.class));
        assertThat(
                        (Object)
                                fromTransaction(
                                        reader, s -> s.bySimpleNaturalId(Cup.class).load("other")))
                .isNull();
    }

    @Test
    void otherValues_areNotStoredWithAnUpdateThatLeavesThemOut() {
        inTransaction(
                writer,
                session ->
                        session.createNativeQuery(
                                                "select id, code, 'x' as name, amount from cup",
                                                Cup.class)
                                        .getSingleResult()
                                        .amount =
                                1);
        assertThat(cup()).isEqualTo("c cup 1");
    }

    @Test
    void entityOfAnotherQueryOrOfItsOwnSelect_isCached() {
        inTransaction(writer, session -> session.createQuery("from Cup", Cup.class).list());
        assertThat(writer.getCache().containsEntity(Cup.class, 1L)).isTrue();
        inTransaction(writer, session -> session.find(Own.class, 1L));
        assertThat(writer.getCache().containsEntity(Own.class, 1L)).isTrue();
        evict();
        inTransaction(
                writer,
                session -> {
                    all(session, Tin.class);
                    session.find(Cup.class, 1L);
                    try (var rows = session.createQuery("from Own", Own.class).scroll()) {
                        while (rows.next()) {
                            assertThat(rows.get().name).isEqualTo("own");
                        }
                    }
                });
        assertThat(writer.getCache().containsEntity(Cup.class, 1L)).isTrue();
    }
}
