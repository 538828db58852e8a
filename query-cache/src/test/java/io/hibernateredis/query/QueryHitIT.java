package io.hibernateredis.query;

import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.roundTrips;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.query.Library.Author;
import io.hibernateredis.query.Library.Book;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The budgets of cached queries: messages to Redis, and statements to the database. */
@NeedsModule
class QueryHitIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Library.ENTITIES);

    SessionFactory factory;

    @BeforeEach
    void start() {
        factory = cluster.join();
        Library.fill(factory);
    }

    private static Runnable in(SessionFactory factory, Consumer<Session> work) {
        return () -> inTransaction(factory, work);
    }

    private static void readBooks(Session session) {
        assertThat(
                        session.createSelectionQuery("from Book where author.id = 1", Book.class)
                                .setCacheable(true)
                                .list())
                .hasSize(Library.BOOKS)
                .allSatisfy(book -> assertThat(book.title).isNotNull());
    }

    @Test
    void missOrHit_needsOne() {
        SessionFactory alone = cluster.join(Map.of("hibernate.cache.redis.query.wait", "0ms"));
        var query = in(alone, QueryHitIT::readBooks);

        assertThat(roundTrips(alone, query))
                .as("miss; the result and its entities are put in one message")
                .isEqualTo(1);
        assertThat(roundTrips(alone, query)).as("hit").isEqualTo(1);
    }

    @Test
    void firstMiss_ofAQueryOfUnknownCost_needsOneMore_toLeadAmongJvms() {
        var query = in(factory, QueryHitIT::readBooks);

        assertThat(roundTrips(factory, query)).isEqualTo(2);
        assertThat(roundTrips(factory, query)).as("hit").isEqualTo(1);
        assertThat(statements(factory, query)).isZero();
    }

    @Test
    void hitOnAnotherJvm_needsOne() {
        SessionFactory other = cluster.join();
        readOn(factory);

        assertThat(roundTrips(other, () -> readOn(other))).isEqualTo(1);
        assertThat(statements(other, () -> readOn(other))).isZero();
    }

    private static void readOn(SessionFactory factory) {
        inTransaction(factory, QueryHitIT::readBooks);
    }

    @Test
    void hitInShallowLayout_needsTwo() {
        SessionFactory shallow =
                cluster.join(Map.of("hibernate.cache.query_cache_layout", "SHALLOW"));
        readOn(shallow);

        assertThat(roundTrips(shallow, () -> readOn(shallow))).isEqualTo(2);
        assertThat(roundTrips(shallow, () -> readOn(shallow)))
                .as("its entities are known")
                .isEqualTo(1);
        assertThat(statements(shallow, () -> readOn(shallow))).isZero();
    }

    @Test
    void hitOfANativeQuery_needsOne() {
        Runnable query = () -> nativeBooks(factory);
        query.run();

        assertThat(roundTrips(factory, query)).isEqualTo(1);
        assertThat(statements(factory, query)).isZero();
    }

    @Test
    void hitOfANativeQueryInShallowLayout_needsTwo() {
        SessionFactory shallow =
                cluster.join(Map.of("hibernate.cache.query_cache_layout", "SHALLOW"));
        nativeBooks(shallow);

        assertThat(roundTrips(shallow, () -> nativeBooks(shallow))).isEqualTo(2);
        assertThat(statements(shallow, () -> nativeBooks(shallow))).isZero();
    }

    private static void nativeBooks(SessionFactory factory) {
        inTransaction(
                factory,
                session ->
                        assertThat(
                                        session.createNativeQuery(
                                                        "select * from Book where author_id = 1",
                                                        Book.class)
                                                .addSynchronizedEntityClass(Book.class)
                                                .setCacheable(true)
                                                .list())
                                .hasSize(Library.BOOKS)
                                .allSatisfy(book -> assertThat(book.title).isNotNull()));
    }

    @Test
    void entityAndItsCachedCollection_needThree() {
        var read =
                in(
                        factory,
                        session ->
                                assertThat(session.find(Author.class, 1L).books)
                                        .hasSize(Library.BOOKS));
        read.run();

        assertThat(roundTrips(factory, read)).isEqualTo(3);
        assertThat(statements(factory, read)).isZero();
    }

    @Test
    void clearingAllRegions_needsOne_andForgetsAll() {
        var query = in(factory, QueryHitIT::readBooks);
        query.run();

        assertThat(roundTrips(factory, factory.getCache()::evictAllRegions)).isEqualTo(1);
        assertThat(statements(factory, query)).isPositive();
    }

    @Test
    void write_onAnotherJvm_makesTheResultAMiss() {
        SessionFactory other = cluster.join();
        readOn(factory);
        inTransaction(other, session -> session.find(Book.class, 101L).title = "new");

        inTransaction(
                factory,
                session ->
                        assertThat(
                                        session.createSelectionQuery(
                                                        "from Book where author.id = 1", Book.class)
                                                .setCacheable(true)
                                                .list())
                                .anySatisfy(book -> assertThat(book.title).isEqualTo("new")));
    }
}
