package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.shop.Product;
import io.hibernateredis.testing.Postgres;
import io.hibernateredis.testing.RedisExtension;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.service.ServiceRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redis outlives a database, and has entries of several. */
class DatabaseIT {

    private static final String PREFIX = "hibernate.cache.redis.";

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    private final List<SessionFactory> factories = new ArrayList<>();

    @TempDir Path directory;

    @AfterEach
    void close() {
        factories.forEach(SessionFactory::close);
    }

    @Test
    void memoryDatabase_begunAnew_getsTheRowThatIsSavedAtBoot() {
        for (int start = 0; start < 2; start++) {
            // As a framework's save(new Product(1, "tea")) does.
            try (SessionFactory factory = start(memory("boot"), "none")) {
                createTable(memory("boot"));
                Cluster.inTransaction(factory, session -> session.merge(new Product(1L, "tea")));
                assertThat(rows(memory("boot"))).containsExactly("tea");
                Cluster.inTransaction(factory, session -> session.find(Product.class, 1L));
            }
        }
    }

    @Test
    void memoryDatabase_begunAnew_showsNothingOfTheLastRun() {
        for (String name : List.of("first", "second")) {
            try (SessionFactory factory = start(memory("restart"), "none")) {
                createTable(memory("restart"));
                insert(memory("restart"), name);
                assertThat(name(factory)).isEqualTo(name);
                assertThat(statements(factory, () -> name(factory))).isZero();
            }
        }
    }

    @Test
    void memoryDatabase_ofOneJvm_isSharedByItsSessionFactories() {
        SessionFactory one = keep(start(memory("shared"), "create"));
        SessionFactory other = keep(start(memory("shared"), "none"));
        Cluster.inTransaction(one, session -> session.persist(new Product(1L, "tea")));
        assertThat(statements(other, () -> assertThat(name(other)).isEqualTo("tea"))).isZero();
        Cluster.inTransaction(one, session -> session.merge(new Product(1L, "new")));
        assertThat(name(other)).isEqualTo("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "create-drop", "create-only", "drop-and-create", "update"})
    void schema_createdAnew_leavesNothingCached(String action) throws SQLException {
        String url = file("created");
        for (String name : List.of("first", "second")) {
            execute(url, "drop all objects");
            try (SessionFactory factory = start(url, action)) {
                insert(url, name);
                assertThat(name(factory)).isEqualTo(name);
                assertThat(statements(factory, () -> name(factory))).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "validate", "update"})
    void schema_thatIsThere_keepsWhatIsCached(String action) {
        String url = file("kept");
        start(url, "create").close();
        insert(url, "tea");
        try (SessionFactory factory = start(url, action)) {
            assertThat(name(factory)).isEqualTo("tea");
        }
        try (SessionFactory factory = start(url, action)) {
            assertThat(statements(factory, () -> name(factory))).isZero();
        }
    }

    @Test
    void schema_createdAnew_keepsWhatIsCached_ifSoSet() {
        String url = file("off");
        try (SessionFactory factory = start(url, "create")) {
            Cluster.inTransaction(factory, session -> session.persist(new Product(1L, "old")));
        }
        try (SessionFactory factory =
                start(url, "create", Map.of(PREFIX + "evict_new_schema", "false"))) {
            assertThat(name(factory)).isEqualTo("old");
        }
    }

    @Test
    void script_thatCreatesTheSchemaElsewhere_evictsNothing() {
        String url = file("script");
        start(url, "create").close();
        insert(url, "tea");
        Map<String, Object> script =
                Map.of(
                        AvailableSettings.JAKARTA_HBM2DDL_SCRIPTS_ACTION,
                        "create",
                        AvailableSettings.JAKARTA_HBM2DDL_SCRIPTS_CREATE_TARGET,
                        directory.resolve("script.sql").toString());
        for (long expected : new long[] {1, 0}) {
            try (SessionFactory factory = start(url, "none", script)) {
                assertThat(statements(factory, () -> name(factory))).isEqualTo(expected);
            }
        }
        assertThat(directory.resolve("script.sql")).isNotEmptyFile();
    }

    @Test
    void schema_changedAtRunTime_leavesNothingCached_forAnySessionFactory() {
        String url = memory("manager");
        SessionFactory one = keep(start(url, "create"));
        SessionFactory other = keep(start(url, "none"));
        Cluster.inTransaction(one, session -> session.persist(new Product(1L, "tea")));
        assertThat(name(other)).isEqualTo("tea");

        one.getSchemaManager().truncateMappedObjects();
        assertThat(name(other)).isNull();
        assertThat(name(one)).isNull();

        insert(url, "coffee");
        assertThat(name(other)).isEqualTo("coffee");
        one.getSchemaManager().dropMappedObjects(false);
        one.getSchemaManager().exportMappedObjects(false);
        assertThat(name(other)).isNull();
    }

    @Test
    void schema_createdWhileRedisIsAway_isEvictedBeforeAnythingIsRead() throws Exception {
        String url = file("away");
        try (var redis = io.hibernateredis.testing.RedisServer.start()) {
            Map<String, Object> there = Map.of(PREFIX + "uri", redis.uri().toString());
            try (SessionFactory factory = start(url, "create", there)) {
                Cluster.inTransaction(factory, session -> session.persist(new Product(1L, "old")));
            }
            redis.pause();
            Map<String, Object> away = new HashMap<>(there);
            away.put(PREFIX + "read_timeout", "200ms");
            try (SessionFactory factory = start(url, "create", away)) {
                insert(url, "new");
                assertThat(name(factory)).isEqualTo("new");
                redis.resume();
                org.awaitility.Awaitility.await()
                        .until(() -> RedisRegionFactory.of(factory).isReadable());
                assertThat(name(factory)).isEqualTo("new");
            }
        }
    }

    @Test
    void units_onTwoDatabases_seeTheirOwnRows() {
        SessionFactory one = keep(start(memory("one"), "create"));
        SessionFactory other = keep(start(memory("other"), "create"));
        Cluster.inTransaction(one, session -> session.persist(new Product(1L, "of one")));
        Cluster.inTransaction(other, session -> session.persist(new Product(1L, "of the other")));
        assertThat(name(one)).isEqualTo("of one");
        assertThat(name(other)).isEqualTo("of the other");
        assertThat(namespaces()).hasSize(2);
    }

    @Test
    void units_onTwoSchemas_seeTheirOwnRows() throws SQLException {
        String url = memory("schemas");
        SessionFactory one = keep(start(url, "create"));
        execute(url, "create schema B");
        SessionFactory other =
                keep(start(url, "create", Map.of(AvailableSettings.DEFAULT_SCHEMA, "B")));
        Cluster.inTransaction(one, session -> session.persist(new Product(1L, "of one")));
        Cluster.inTransaction(other, session -> session.persist(new Product(1L, "of the other")));
        assertThat(name(one)).isEqualTo("of one");
        assertThat(name(other)).isEqualTo("of the other");
    }

    @Test
    void databaseThatIsNamed_isSharedByAllWhoNameIt() {
        Map<String, Object> named = Map.of(PREFIX + "database", "shop");
        SessionFactory one = keep(start(memory("named"), "create", named));
        Cluster.inTransaction(one, session -> session.persist(new Product(1L, "tea")));
        SessionFactory other = keep(start(memory("another"), "none", named));
        assertThat(name(other)).isEqualTo("tea");
        assertThat(namespaces()).containsExactly("{hr@shop:0}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "hr@x", "{x}"})
    void nameOfADatabase_thatNoKeyCanHold_isRejected(String name) {
        assertThatThrownBy(() -> start(memory("x"), "none", Map.of(PREFIX + "database", name)))
                .hasMessageContaining("hibernate.cache.redis.database must be auto, none, or 1 to");
    }

    @Test
    void connectionAtBoot_isNotTaken_whereHibernateMayNotEither() {
        String url = memory("quiet");
        SessionFactory maker = keep(start(url + ";USER=sa;PASSWORD=", "create"));
        var connections = new HookedConnections(url);
        SessionFactory quiet =
                keep(
                        start(
                                url,
                                "none",
                                Map.of(
                                        AvailableSettings.CONNECTION_PROVIDER,
                                        connections,
                                        AvailableSettings.DIALECT,
                                        "org.hibernate.dialect.H2Dialect",
                                        AvailableSettings.ALLOW_METADATA_ON_BOOT,
                                        "false")));
        assertThat(connections.taken()).isZero();
        Cluster.inTransaction(maker, session -> session.persist(new Product(1L, "tea")));
        assertThat(statements(quiet, () -> assertThat(name(quiet)).isEqualTo("tea")))
                .as("the same database, though it was asked later")
                .isZero();
    }

    @Test
    void postgresql_isTheSameAtEachAddress_andAnotherWhenItIsCreatedAnew() throws Exception {
        Path programs = Postgres.programs().orElse(null);
        Assumptions.assumeTrue(programs != null, "PostgreSQL is not installed");
        try (var postgres = Postgres.start(programs)) {
            String admin = postgres.url("127.0.0.1", "postgres");
            for (String name : List.of("first", "second")) {
                execute(admin, "create database shop");
                String url = postgres.url("127.0.0.1", "shop");
                createTable(url);
                insert(url, name);
                try (SessionFactory one = start(url, "none");
                        SessionFactory other = start(postgres.url("localhost", "shop"), "none")) {
                    assertThat(name(one)).isEqualTo(name);
                    assertThat(statements(other, () -> name(other))).isZero();
                    try (SessionFactory h2 = start(memory("beside"), "create")) {
                        assertThat(name(h2)).as("a row of the other database").isNull();
                    }
                }
                execute(admin, "drop database shop");
            }
        }
    }

    private SessionFactory keep(SessionFactory factory) {
        factories.add(factory);
        return factory;
    }

    private static SessionFactory start(String url, String action) {
        return start(url, action, Map.of());
    }

    private static SessionFactory start(String url, String action, Map<String, Object> more) {
        var builder =
                new StandardServiceRegistryBuilder()
                        .applySetting(AvailableSettings.JAKARTA_JDBC_URL, url)
                        .applySetting(AvailableSettings.HBM2DDL_AUTO, action)
                        .applySetting(AvailableSettings.GENERATE_STATISTICS, true)
                        .applySetting(AvailableSettings.CACHE_REGION_FACTORY, "redis")
                        .applySetting(PREFIX + "uri", REDIS.uri().toString())
                        .applySetting(PREFIX + "trust", "10s");
        more.forEach(builder::applySetting);
        ServiceRegistry registry = builder.build();
        return new MetadataSources(registry)
                .addAnnotatedClass(Product.class)
                .buildMetadata()
                .buildSessionFactory();
    }

    /** Gone with its last connection. */
    private static String memory(String name) {
        return "jdbc:h2:mem:" + name;
    }

    private String file(String name) {
        return "jdbc:h2:file:" + directory.resolve(name);
    }

    private static String name(SessionFactory factory) {
        return Cluster.fromTransaction(
                factory,
                session -> {
                    var product = session.find(Product.class, 1L);
                    return product == null ? null : product.name();
                });
    }

    private static void createTable(String url) {
        execute(
                url,
                "create table Product (id bigint primary key, name varchar(255), version int not"
                        + " null)");
    }

    private static void insert(String url, String name) {
        execute(url, "insert into Product (id, name, version) values (1, '" + name + "', 0)");
    }

    private static void execute(String url, String sql) {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static List<String> rows(String url) {
        try (var connection = DriverManager.getConnection(url);
                var rows = connection.createStatement().executeQuery("select name from Product")) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> namespaces() {
        return REDIS.admin().keys("*").stream()
                .map(key -> key.substring(0, key.indexOf('}') + 1))
                .collect(Collectors.toSet());
    }
}
