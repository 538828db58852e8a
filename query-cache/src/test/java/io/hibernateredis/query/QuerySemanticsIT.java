package io.hibernateredis.query;

import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.query.Library.Author;
import io.hibernateredis.query.Library.Book;
import io.hibernateredis.query.Library.Genre;
import io.hibernateredis.query.Library.Title;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Tuple;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.Version;
import org.hibernate.graph.GraphSemantic;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.query.SelectionQuery;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every kind of query gives the same with this module, through Hibernate's own query cache, and
 * without any cache: when it is asked for the first time, and when it is found.
 */
@NeedsModule
class QuerySemanticsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Library.ENTITIES);

    /** What is found in the cache the second time, with this module. */
    private static Map<String, Function<Session, Object>> cached() {
        Map<String, Function<Session, Object>> queries = new LinkedHashMap<>();
        queries.put("entities", s -> books(hql(s, "from Book order by id", Book.class).list()));
        queries.put(
                "entity and scalar",
                s ->
                        rows(
                                hql(
                                        s,
                                        "select b, b.pages + 1 from Book b order by b.id",
                                        Object[].class)));
        queries.put(
                "scalars",
                s ->
                        rows(
                                hql(
                                        s,
                                        "select id, title, genre, price, published from Book order"
                                                + " by id",
                                        Object[].class)));
        queries.put(
                "scalar", s -> hql(s, "select count(*) from Book", Long.class).getSingleResult());
        queries.put(
                "scalar or null",
                s ->
                        hql(s, "select max(pages) from Book where id < 0", Integer.class)
                                .getSingleResult());
        queries.put(
                "single, or null",
                s -> books(hql(s, "from Book where id = 101", Book.class).getSingleResultOrNull()));
        queries.put("no results", s -> books(hql(s, "from Book where id < 0", Book.class).list()));
        queries.put(
                "record",
                s -> hql(s, "select id, title from Book order by id", Title.class).list());
        queries.put(
                "instantiation",
                s ->
                        hql(
                                        s,
                                        "select new io.hibernateredis.query.Library$Title(b.id,"
                                                + " b.title) from Book b order by b.id",
                                        Title.class)
                                .list());
        queries.put(
                "tuple",
                s ->
                        hql(s, "select id as i, title as t from Book order by id", Tuple.class)
                                .list()
                                .stream()
                                .map(t -> t.get("i") + "=" + t.get("t"))
                                .toList());
        queries.put(
                "map",
                s -> hql(s, "select id as i, title as t from Book order by id", Map.class).list());
        queries.put(
                "fetch join",
                s ->
                        hql(s, "from Book b join fetch b.author order by b.id", Book.class)
                                .list()
                                .stream()
                                .map(b -> b.title + Hibernate.unproxy(b.author, Author.class).name)
                                .toList());
        queries.put(
                "collection fetch join",
                s ->
                        hql(s, "from Author a join fetch a.books order by a.id", Author.class)
                                .list()
                                .stream()
                                .map(a -> a.name + a.books.size())
                                .toList());
        queries.put(
                "collection fetch join, a row each",
                s ->
                        s
                                .createSelectionQuery(
                                        "select a, b.id from Author a join a.books b order by b.id",
                                        Object[].class)
                                .setCacheable(true)
                                .list()
                                .stream()
                                .map(r -> ((Author) r[0]).name + r[1])
                                .toList());
        queries.put(
                "page",
                s ->
                        books(
                                hql(s, "from Book order by id", Book.class)
                                        .setFirstResult(3)
                                        .setMaxResults(4)
                                        .list()));
        queries.put(
                "next page",
                s ->
                        books(
                                hql(s, "from Book order by id", Book.class)
                                        .setFirstResult(7)
                                        .setMaxResults(4)
                                        .list()));
        queries.put(
                "list of parameters",
                s ->
                        books(
                                hql(s, "from Book where id in :ids order by id", Book.class)
                                        .setParameterList("ids", List.of(101L, 102L))
                                        .list()));
        queries.put(
                "entity as parameter",
                s ->
                        books(
                                hql(s, "from Book where author = :a order by id", Book.class)
                                        .setParameter("a", s.getReference(Author.class, 2L))
                                        .list()));
        queries.put(
                "enum as parameter",
                s ->
                        books(
                                hql(s, "from Book where genre = :g order by id", Book.class)
                                        .setParameter("g", Genre.ESSAY)
                                        .list()));
        queries.put(
                "named",
                s ->
                        books(
                                s.createNamedSelectionQuery("longBooks", Book.class)
                                        .setParameter("pages", 15)
                                        .list()));
        queries.put(
                "criteria",
                s -> {
                    var builder = s.getCriteriaBuilder();
                    var query = builder.createQuery(Book.class);
                    var book = query.from(Book.class);
                    query.where(builder.greaterThan(book.get("pages"), 10))
                            .orderBy(builder.asc(book.get("id")));
                    return books(s.createSelectionQuery(query).setCacheable(true).list());
                });
        queries.put(
                "entity graph",
                s ->
                        hql(s, "from Book order by id", Book.class)
                                .setEntityGraph(
                                        s.createEntityGraph(Book.class, "withAuthor"),
                                        GraphSemantic.FETCH)
                                .list()
                                .stream()
                                .map(b -> b.title + Hibernate.unproxy(b.author, Author.class).name)
                                .toList());
        queries.put(
                "read only",
                s ->
                        hql(s, "from Book where id < 105 order by id", Book.class)
                                .setReadOnly(true)
                                .list()
                                .stream()
                                .map(b -> b.title + s.isReadOnly(b) + s.isDefaultReadOnly())
                                .toList());
        queries.put(
                "tuple transformer",
                s ->
                        hql(s, "select id as i, title as t from Book order by id", Object[].class)
                                .setTupleTransformer(
                                        (tuple, aliases) ->
                                                Arrays.toString(tuple) + Arrays.toString(aliases))
                                .list());
        queries.put(
                "stateless",
                s -> {
                    try (var stateless = s.getSessionFactory().openStatelessSession()) {
                        return books(
                                stateless
                                        .createSelectionQuery(
                                                "from Book where id < 107 order by id", Book.class)
                                        .setCacheable(true)
                                        .list());
                    }
                });
        queries.put(
                "filter",
                s -> {
                    s.enableFilter("longerThan").setParameter("pages", 17);
                    try {
                        return books(hql(s, "from Book order by id", Book.class).list());
                    } finally {
                        s.disableFilter("longerThan");
                    }
                });
        queries.put(
                "native entities",
                s ->
                        books(
                                s.createNativeQuery("select * from Book order by id", Book.class)
                                        .addSynchronizedQuerySpace("Book")
                                        .setCacheable(true)
                                        .list()));
        queries.put(
                "native scalars",
                s ->
                        rows(
                                s.createNativeQuery(
                                                "select id, title, price, published from Book order"
                                                        + " by id",
                                                Object[].class)
                                        .addSynchronizedQuerySpace("Book")
                                        .setCacheable(true)));
        queries.put(
                "native explicit scalar",
                s ->
                        s.createNativeQuery("select count(*) as n from Book", Long.class)
                                .addSynchronizedQuerySpace("Book")
                                .addScalar("n", Long.class)
                                .setCacheable(true)
                                .getSingleResult());
        queries.put(
                "native record",
                s ->
                        s.createNativeQuery("select id, title from Book order by id", Title.class)
                                .addSynchronizedQuerySpace("Book")
                                .setCacheable(true)
                                .list());
        queries.put(
                "native with parameters and page",
                s ->
                        rows(
                                s.createNativeQuery(
                                                "select id, title from Book where pages > :p order"
                                                        + " by id",
                                                Object[].class)
                                        .addSynchronizedQuerySpace("Book")
                                        .setParameter("p", 3)
                                        .setFirstResult(1)
                                        .setMaxResults(5)
                                        .setCacheable(true)));
        queries.put(
                "native entity and scalar",
                s ->
                        s
                                .createNativeQuery(
                                        "select {b.*}, b.pages * 2 as twice from Book b order by"
                                                + " b.id",
                                        Object[].class)
                                .addEntity("b", Book.class)
                                .addScalar("twice", Integer.class)
                                .addSynchronizedEntityClass(Book.class)
                                .setCacheable(true)
                                .list()
                                .stream()
                                .map(r -> ((Book) r[0]).title + r[1])
                                .toList());
        queries.put(
                "native tuple",
                s ->
                        s
                                .createNativeQuery(
                                        "select id as i, title as t from Book order by id",
                                        Tuple.class)
                                .addSynchronizedQuerySpace("Book")
                                .setCacheable(true)
                                .list()
                                .stream()
                                .map(t -> t.get("i") + "=" + t.get("t"))
                                .toList());
        return queries;
    }

    /**
     * Hibernate 7.2 and 7.3 themselves fail on a stateless query whose result names entities by
     * their ids.
     */
    private static boolean failsWithoutThisModule(String query, String layout) {
        return query.equals("stateless")
                && !layout.equals("FULL")
                && Version.getVersionString().matches("7[.][23][.].*");
    }

    /** What asks the database every time. */
    private static Map<String, Function<Session, Object>> notCached() {
        Map<String, Function<Session, Object>> queries = new LinkedHashMap<>();
        queries.put(
                "stream",
                s -> {
                    try (Stream<Book> books =
                            hql(s, "from Book order by id", Book.class).getResultStream()) {
                        return books.map(b -> b.title).toList();
                    }
                });
        queries.put(
                "scroll",
                s -> {
                    try (var scroll = hql(s, "from Book order by id", Book.class).scroll()) {
                        return scroll.next() ? scroll.get().title : null;
                    }
                });
        queries.put(
                "locking",
                s ->
                        books(
                                hql(s, "from Book where id < 105 order by id", Book.class)
                                        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                                        .list()));
        queries.put(
                "now",
                s ->
                        hql(s, "select count(*) from Book where published < local date", Long.class)
                                .getSingleResult());
        queries.put(
                "native without tables",
                s ->
                        s.createNativeQuery("select count(*) from Book", Long.class)
                                .setCacheable(true)
                                .getSingleResult());
        return queries;
    }

    private static <R> SelectionQuery<R> hql(Session session, String hql, Class<R> type) {
        return session.createSelectionQuery(hql, type).setCacheable(true);
    }

    private static Object books(List<Book> books) {
        return books.stream().map(QuerySemanticsIT::books).toList();
    }

    private static Object books(Book book) {
        return book == null
                ? "none"
                : List.of(
                        book.id,
                        book.title,
                        book.pages,
                        book.price,
                        book.published,
                        book.genre,
                        idOf(book.author),
                        book.version);
    }

    private static Object idOf(Author author) {
        var proxy = HibernateProxy.extractLazyInitializer(author);
        return proxy == null ? author.id : proxy.getIdentifier();
    }

    private static Object rows(SelectionQuery<Object[]> query) {
        return query.list().stream()
                .map(
                        row ->
                                Arrays.stream(row)
                                        .map(v -> v instanceof Book b ? books(b) : v)
                                        .toList())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"FULL", "SHALLOW", "AUTO"})
    void results_areTheSame_asWithoutACache(String layout) {
        SessionFactory uncached =
                cluster.join(
                        Map.of(
                                "hibernate.cache.use_second_level_cache",
                                false,
                                "hibernate.cache.use_query_cache",
                                false));
        Library.fill(uncached);
        SessionFactory on = cluster.join(Map.of("hibernate.cache.query_cache_layout", layout));
        SessionFactory plain =
                cluster.join(
                        Map.of(
                                "hibernate.cache.query_cache_layout",
                                layout,
                                "hibernate.cache.redis.query.enabled",
                                false,
                                "hibernate.cache.redis.namespace",
                                "plain"));

        var queries = cached();
        queries.keySet().removeIf(query -> failsWithoutThisModule(query, layout));
        queries.forEach(
                (name, query) -> {
                    Object expected = Cluster.fromTransaction(uncached, query);
                    assertThat((Object) Cluster.fromTransaction(on, query))
                            .as(name + ", missed")
                            .isEqualTo(expected);
                    assertThat((Object) Cluster.fromTransaction(on, query))
                            .as(name + ", hit, whose collections a query that fetches does not put")
                            .isEqualTo(expected);
                    assertThat(
                                    statements(
                                            on,
                                            () ->
                                                    assertThat(
                                                                    (Object)
                                                                            Cluster.fromTransaction(
                                                                                    on,
                                                                                    query::apply))
                                                            .as(name + ", hit")
                                                            .isEqualTo(expected)))
                            .as(name + ": statements of a hit")
                            .isZero();
                    for (int i = 0; i < 2; i++) {
                        assertThat((Object) Cluster.fromTransaction(plain, query))
                                .as(name + ", through Hibernate's query cache")
                                .isEqualTo(expected);
                    }
                });
        notCached()
                .forEach(
                        (name, query) -> {
                            Object expected = Cluster.fromTransaction(uncached, query);
                            for (int i = 0; i < 2; i++) {
                                assertThat(
                                                statements(
                                                        on,
                                                        () ->
                                                                assertThat(
                                                                                (Object)
                                                                                        Cluster
                                                                                                .fromTransaction(
                                                                                                        on,
                                                                                                        query
                                                                                                                ::apply))
                                                                        .as(name)
                                                                        .isEqualTo(expected)))
                                        .as(name + ": statements")
                                        .isPositive();
                            }
                        });
    }
}
