package io.hibernateredis.capture;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.capture.Depot.Item;
import io.hibernateredis.capture.Depot.Shelf;
import io.hibernateredis.testing.Postgres;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.junit.jupiter.api.Assumptions;

/** A database of its own, session factories that cache what is in it, and captures. */
final class CaptureRig implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Duration LONGEST = Duration.ofSeconds(30);

    static final String ROWS =
            "insert into shelf (id, code) values (1, 'code1'), (2, 'code2'), (3, 'code3');"
                    + "insert into item (id, version, title, shelf_id) values (1, 0, 'a', 1),"
                    + " (2, 0, 'b', 2);"
                    + "insert into item_labels (item_id, label) values (1, 'x'), (1, 'y')";

    private final Postgres postgres;
    private final URI redis;
    private final String name = "depot" + COUNT.incrementAndGet();
    private final List<Runnable> open = new ArrayList<>();

    /**
     * @param identity of replicas, of all tables
     */
    CaptureRig(Postgres postgres, URI redis, String identity) {
        this.postgres = postgres;
        this.redis = redis;
        execute("postgres", "create database " + name);
        join("create", Map.of()).close();
        open.clear();
        execute(
                "alter table shelf replica identity " + identity,
                "alter table item replica identity " + identity,
                "alter table item_labels replica identity " + identity,
                "create publication hibernate_redis for table shelf, item, item_labels");
    }

    /** For the slots of many rigs; there has to be a PostgreSQL to start. */
    static Postgres startDatabase() throws Exception {
        Assumptions.assumeTrue(Postgres.programs().isPresent(), "no PostgreSQL to start");
        return Postgres.start(
                Postgres.programs().orElseThrow(),
                "wal_level=logical",
                "max_replication_slots=40",
                "max_wal_senders=40");
    }

    String url() {
        return postgres.url("127.0.0.1", name);
    }

    SessionFactory join() {
        return join("none", Map.of());
    }

    SessionFactory join(Map<String, ?> settings) {
        return join("none", settings);
    }

    private SessionFactory join(String ddl, Map<String, ?> settings) {
        var builder =
                new StandardServiceRegistryBuilder()
                        .applySetting("hibernate.connection.url", url())
                        .applySetting("hibernate.connection.pool_size", 20)
                        .applySetting("hibernate.hbm2ddl.auto", ddl)
                        .applySetting("hibernate.generate_statistics", true)
                        .applySetting("hibernate.cache.use_second_level_cache", true)
                        .applySetting("hibernate.cache.use_query_cache", true)
                        .applySetting("hibernate.cache.region.factory_class", "redis")
                        .applySetting("hibernate.cache.redis.uri", redis.toString())
                        .applySetting("hibernate.cache.redis.namespace", name)
                        .applySetting("hibernate.cache.redis.trust", "10s")
                        .applySetting("hibernate.cache.redis.query.enabled", true);
        settings.forEach(builder::applySetting);
        var sources = new MetadataSources(builder.build());
        List.of(Depot.ENTITIES).forEach(sources::addAnnotatedClass);
        SessionFactory factory = sources.buildMetadata().buildSessionFactory();
        open.add(factory::close);
        return factory;
    }

    CaptureSettings settings() {
        // Slots are the server's, not a database's.
        return CaptureSettings.of(url()).withSlot(name).withRetry(Duration.ofMillis(100));
    }

    ChangeCapture capture(SessionFactory factory) {
        try {
            ChangeCapture capture = ChangeCapture.start(factory, settings());
            open.add(capture::close);
            return capture;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    ChangeCapture streaming(SessionFactory factory) {
        ChangeCapture capture = capture(factory);
        await().atMost(LONGEST).until(() -> capture.state() == CaptureState.STREAMING);
        return capture;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url());
    }

    /** In one transaction each, as {@code psql} does it. */
    void execute(String... statements) {
        try (Connection connection = connect()) {
            run(connection, statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String database, String statement) {
        try (Connection connection =
                DriverManager.getConnection(postgres.url("127.0.0.1", database))) {
            run(connection, statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static String position(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select pg_current_wal_insert_lsn()")) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Waits until all that is committed has been evicted. */
    void awaitPast(ChangeCapture capture) {
        String position;
        try (Connection connection = connect()) {
            position = position(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        await().atMost(LONGEST)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> capture.isPast(position));
    }

    /** All that there is, in the ways in which it is cached. */
    static Map<String, Object> read(SessionFactory factory, long first, long last) {
        return fromTransaction(factory, session -> read(session, first, last));
    }

    private static Map<String, Object> read(Session session, long first, long last) {
        Map<String, Object> all = new TreeMap<>();
        for (long id = first; id <= last; id++) {
            Item item = session.find(Item.class, id);
            if (item != null) {
                all.put("item " + id, item.title + " on " + idOf(item.shelf));
                all.put("labels " + id, new TreeSet<>(item.labels));
            }
            // An item that was read before has left a proxy, which has fields of its own.
            Shelf shelf = unproxied(session.find(Shelf.class, id));
            if (shelf != null) {
                all.put("shelf " + id, shelf.code);
                var on = new TreeSet<Long>();
                shelf.items.forEach(each -> on.add(each.id));
                all.put("items on " + id, on);
            }
            Shelf coded = session.bySimpleNaturalId(Shelf.class).load("code" + id);
            all.put("code " + id, idOf(coded));
            all.put(
                    "query " + id,
                    session.createQuery(
                                    "select i.id from Item i where i.shelf.id = :s order by i.id",
                                    Long.class)
                            .setParameter("s", id)
                            .setCacheable(true)
                            .getResultList());
        }
        return all;
    }

    static Shelf unproxied(Shelf shelf) {
        return shelf == null ? null : (Shelf) Hibernate.unproxy(shelf);
    }

    private static Object idOf(Shelf shelf) {
        return shelf == null ? "none" : unproxied(shelf).id;
    }

    @Override
    public void close() {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).run();
        }
    }
}
