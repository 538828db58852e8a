package io.hibernateredis.query;

import static io.hibernateredis.region.Cluster.inTransaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.query.Library.Author;
import io.hibernateredis.query.Library.Book;
import io.hibernateredis.query.Library.Title;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.graph.GraphSemantic;
import org.hibernate.query.SelectionQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;

/**
 * The budget of hits over thousands of results and entities: one message each, in which nothing is
 * written.
 */
@NeedsModule
class WorkingSetHitsIT {

    private static final int AUTHORS = 2_000;

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Library.ENTITIES);

    private void fill() throws SQLException {
        try (var connection = DriverManager.getConnection(cluster.database(), "sa", "");
                var statement = connection.createStatement()) {
            statement.execute(
                    "insert into Author (id, name, version) select x, 'author ' || x, 0"
                            + " from system_range(1, "
                            + AUTHORS
                            + ")");
            statement.execute(
                    "insert into Book (id, title, pages, genre, author_id, version)"
                            + " select x, 'book ' || x, mod(x, 500), 'NOVEL', 1 + mod(x, "
                            + AUTHORS
                            + "), 0 from system_range(1, "
                            + 4 * AUTHORS
                            + ")");
        }
    }

    SessionFactory factory;

    SessionFactory shallow;

    @BeforeEach
    void start() throws SQLException {
        factory = cluster.join(Map.of("hibernate.cache.query_cache_layout", "FULL"));
        shallow =
                cluster.join(
                        Map.of(
                                "hibernate.cache.query_cache_layout",
                                "SHALLOW",
                                "hibernate.cache.redis.namespace",
                                "shallow"));
        fill();
    }

    private static SelectionQuery<Book> hql(Session session, long author) {
        return session.createSelectionQuery("from Book where author.id = :a", Book.class)
                .setParameter("a", author);
    }

    private static SelectionQuery<Book> fetching(Session session, long author) {
        return session.createSelectionQuery(
                        "from Book b join fetch b.author where b.author.id = :a", Book.class)
                .setParameter("a", author);
    }

    private static SelectionQuery<Book> withGraph(Session session, long author) {
        return hql(session, author)
                .setEntityGraph(
                        session.createEntityGraph(Book.class, "withAuthor"), GraphSemantic.LOAD);
    }

    private static SelectionQuery<Book> criteria(Session session, long author) {
        var builder = session.getCriteriaBuilder();
        var query = builder.createQuery(Book.class);
        var book = query.from(Book.class);
        query.select(book).where(builder.equal(book.get("author").get("id"), author));
        return session.createSelectionQuery(query);
    }

    private static SelectionQuery<Book> nativeEntities(Session session, long author) {
        return session.createNativeQuery("select * from Book where author_id = :a", Book.class)
                .addSynchronizedEntityClass(Book.class)
                .setParameter("a", author);
    }

    private static SelectionQuery<Object[]> nativeScalars(Session session, long author) {
        return session.createNativeQuery(
                        "select id, title from Book where author_id = :a", Object[].class)
                .addSynchronizedEntityClass(Book.class)
                .setParameter("a", author);
    }

    private static SelectionQuery<Title> titles(Session session, long author) {
        return session.createSelectionQuery(
                        "select b.id, b.title from Book b where b.author.id = :a", Title.class)
                .setParameter("a", author);
    }

    private static SelectionQuery<Book> pages(Session session, long author) {
        return hql(session, author).setFirstResult((int) (author % 2)).setMaxResults(3);
    }

    private static SelectionQuery<Book> lists(Session session, long author) {
        List<Long> ids = List.of(author, author + AUTHORS, author + 2 * AUTHORS, 1L, 2L, 3L);
        return session.createSelectionQuery("from Book where id in :ids", Book.class)
                .setParameterList("ids", ids.subList(0, 1 + (int) (author % 6)));
    }

    private static SelectionQuery<Author> authors(Session session, long author) {
        return session.createSelectionQuery(
                        "from Author where id = :a and name is not null", Author.class)
                .setParameter("a", author);
    }

    @Test
    void everyKindOfQuery_inFullLayout_isReadInOneMessage() {
        assertOneReadEach(factory, WorkingSetHitsIT::hql);
        assertOneReadEach(factory, WorkingSetHitsIT::criteria);
        assertOneReadEach(factory, WorkingSetHitsIT::fetching);
        assertOneReadEach(factory, WorkingSetHitsIT::withGraph);
        assertOneReadEach(factory, WorkingSetHitsIT::pages);
        assertOneReadEach(factory, WorkingSetHitsIT::lists);
        assertOneReadEach(factory, WorkingSetHitsIT::titles);
        assertOneReadEach(factory, WorkingSetHitsIT::nativeEntities);
        assertOneReadEach(factory, WorkingSetHitsIT::nativeScalars);
        assertOneReadEach(factory, WorkingSetHitsIT::authors);
    }

    @Test
    void entities_inShallowLayout_comeInTheSameMessage() {
        assertOneReadEach(shallow, WorkingSetHitsIT::hql);
        assertOneReadEach(shallow, WorkingSetHitsIT::criteria);
        assertOneReadEach(shallow, WorkingSetHitsIT::nativeEntities);
        assertOneReadEach(shallow, WorkingSetHitsIT::pages);
        assertOneReadEach(shallow, WorkingSetHitsIT::lists);
    }

    /** Once all results are cached, and it is known which entities belong to each. */
    private static void assertOneReadEach(
            SessionFactory factory, BiFunction<Session, Long, SelectionQuery<?>> query) {
        run(factory, query);
        run(factory, query);
        var statistics = factory.getStatistics();
        long statements = statistics.getPrepareStatementCount();
        var counters = Cluster.counters(factory);
        long roundTrips = counters.count(Event.ROUND_TRIP);
        long stored = counters.count(Event.STORED);
        Map<String, Long> before = commands();

        run(factory, query);

        assertThat(statistics.getPrepareStatementCount() - statements).as("statements").isZero();
        assertThat(counters.count(Event.STORED) - stored).as("entries stored").isZero();
        assertThat(counters.count(Event.ROUND_TRIP) - roundTrips).as("messages").isEqualTo(AUTHORS);
        Map<String, Long> sent = commands();
        sent.replaceAll((command, calls) -> calls - before.getOrDefault(command, 0L));
        // The heartbeats of two session factories are the rest.
        long few = AUTHORS / 10;
        assertThat(sent.get("zmscore")).isBetween((long) AUTHORS, AUTHORS + few);
        assertThat(sent.getOrDefault("get", 0L) + sent.getOrDefault("mget", 0L))
                .isBetween((long) AUTHORS, AUTHORS + few);
        assertThat(sent.getOrDefault("evalsha", 0L)).isLessThan(few);
        assertThat(sent.getOrDefault("set", 0L)).isLessThan(few);
    }

    private static void run(
            SessionFactory factory, BiFunction<Session, Long, SelectionQuery<?>> query) {
        for (long author = 1; author <= AUTHORS; author++) {
            long each = author;
            inTransaction(
                    factory,
                    session ->
                            assertThat(query.apply(session, each).setCacheable(true).list())
                                    .isNotEmpty());
        }
    }

    private static Map<String, Long> commands() {
        Map<String, Long> calls = new TreeMap<>();
        try (var redis = new Jedis(REDIS.uri())) {
            for (String line : redis.info("commandstats").split("\r\n")) {
                if (line.startsWith("cmdstat_")) {
                    String name = line.substring("cmdstat_".length(), line.indexOf(':'));
                    String count = line.substring(line.indexOf("calls=") + 6, line.indexOf(','));
                    calls.put(name, Long.valueOf(count));
                }
            }
        }
        return calls;
    }
}
