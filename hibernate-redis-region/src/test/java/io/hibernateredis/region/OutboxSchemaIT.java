package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.counters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.shop.Product;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.proof.FaultProxy;
import io.hibernateredis.testing.Postgres;
import io.hibernateredis.testing.RedisExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.engine.jdbc.connections.spi.MultiTenantConnectionProvider;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.resource.transaction.spi.TransactionObserver;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of the outbox, made by Hibernate or by hand, on H2 and PostgreSQL. */
class OutboxSchemaIT {

    private static final String PREFIX = "hibernate.cache.redis.";
    private static final String UNUSABLE = "the outbox, table";

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @Test
    void table_isCreatedValidatedAndDropped_byHibernate() throws SQLException {
        String url = memory();
        try (var keeper = DriverManager.getConnection(url, "sa", "")) {
            for (String action : new String[] {"create", "validate", "update", "create-drop"}) {
                String log = CapturedLog.during(() -> start(url, action, Map.of()).close());
                assertThat(log).as(action).doesNotContain(UNUSABLE);
                assertThat(tables(url)).as(action).isEqualTo(action.equals("create-drop") ? 0 : 1);
            }
            start(url, "update", Map.of()).close();
            assertThat(tables(url)).isOne();
        }
    }

    @Test
    void table_withoutTheSetting_isNotCreated() throws SQLException {
        String url = memory();
        try (var keeper = DriverManager.getConnection(url, "sa", "")) {
            start(url, "create", Map.of(PREFIX + "on_unreachable", "rollback")).close();
            assertThat(tables(url)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"own.hr_outbox", "hr_outbox"})
    void table_isWhereTheSettingsSay(String name) throws SQLException {
        String url = memory();
        try (var keeper = DriverManager.getConnection(url, "sa", "")) {
            Map<String, Object> settings = new HashMap<>();
            settings.put(PREFIX + "outbox.table", name);
            settings.put(AvailableSettings.HBM2DDL_CREATE_SCHEMAS, "true");
            if (name.indexOf('.') < 0) {
                settings.put(AvailableSettings.DEFAULT_SCHEMA, "own");
            }
            String log =
                    CapturedLog.during(
                            () -> {
                                try (SessionFactory one = start(url, "create", settings)) {
                                    assertThat(name(one)).isNull();
                                }
                            });
            assertThat(log).doesNotContain(UNUSABLE);
            try (var statement = keeper.createStatement();
                    var rows = statement.executeQuery("select count(*) from own.hr_outbox")) {
                assertThat(rows.next()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                AvailableSettings.GLOBALLY_QUOTED_IDENTIFIERS,
                AvailableSettings.KEYWORD_AUTO_QUOTING_ENABLED
            })
    void table_withQuotedNames_isFound(String setting) throws SQLException {
        String url = memory();
        try (var keeper = DriverManager.getConnection(url, "sa", "")) {
            for (String action : new String[] {"create", "validate"}) {
                String log =
                        CapturedLog.during(
                                () -> start(url, action, Map.of(setting, "true")).close());
                assertThat(log).as(action).doesNotContain(UNUSABLE);
            }
        }
    }

    @Test
    void connectionsOfTenants_areNotSupported_andNothingIsRead() throws SQLException {
        String url = memory();
        try (var keeper = DriverManager.getConnection(url, "sa", "")) {
            start(url, "create", Map.of()).close();
            Map<String, Object> tenants = new HashMap<>();
            tenants.put(
                    AvailableSettings.MULTI_TENANT_CONNECTION_PROVIDER, new OneForAllTenants(url));
            tenants.put(PREFIX + "database", "none");
            String log =
                    CapturedLog.during(
                            () -> {
                                try (SessionFactory factory = start(url, "none", tenants)) {
                                    assertThat(ofTenant(factory)).isNull();
                                    assertThat(RedisRegionFactory.of(factory).isReadable())
                                            .isFalse();
                                }
                            });
            assertThat(log).contains("each tenant has its own connections");
        }
    }

    private static Product ofTenant(SessionFactory factory) {
        try (Session session =
                factory.withOptions().tenantIdentifier((Object) "one").openSession()) {
            return session.find(Product.class, 1L);
        }
    }

    private static final class OneForAllTenants implements MultiTenantConnectionProvider<String> {

        private static final long serialVersionUID = 1L;

        private final String url;

        private OneForAllTenants(String url) {
            this.url = url;
        }

        @Override
        public Connection getAnyConnection() throws SQLException {
            return DriverManager.getConnection(url, "sa", "");
        }

        @Override
        public void releaseAnyConnection(Connection connection) throws SQLException {
            connection.close();
        }

        @Override
        public Connection getConnection(String tenant) throws SQLException {
            return getAnyConnection();
        }

        @Override
        public void releaseConnection(String tenant, Connection connection) throws SQLException {
            connection.close();
        }

        @Override
        public boolean supportsAggressiveRelease() {
            return false;
        }

        @Override
        public boolean isUnwrappableAs(Class<?> type) {
            return false;
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void postgresql_keepsWhatIsOwed() throws Exception {
        Path programs = Postgres.programs().orElse(null);
        Assumptions.assumeTrue(programs != null, "PostgreSQL is not installed");
        try (var postgres = Postgres.start(programs);
                var proxy = new FaultProxy(REDIS.uri().getPort())) {
            String url = postgres.url("127.0.0.1", "postgres");
            start(url, "create", Map.of()).close();
            execute(url, "drop table hibernate_redis_outbox");
            execute(url, documented("PostgreSQL"));
            try (SessionFactory reader = start(url, "validate", Map.of());
                    SessionFactory writer =
                            start(url, "validate", Map.of(PREFIX + "uri", proxy.uri()))) {
                reader.inTransaction(session -> session.persist(new Product(1L, "tea")));
                assertThat(name(reader)).isEqualTo("tea");
                assertThat(name(writer)).isEqualTo("tea");
                proxy.cut();
                for (String name : new String[] {"coffee", "milk"}) {
                    write(writer, name);
                    assertThat(name(reader)).isEqualTo(name);
                }
                failingAfterTheRow(writer);
                assertThat(name(reader)).isEqualTo("milk");
                assertThat(counters(writer).count(Event.OUTBOX_WRITTEN)).isEqualTo(3);
                assertThat(counters(reader).count(Event.OUTBOX_RELAYED)).isEqualTo(2);
            }
        }
    }

    @Test
    void tableOfTheDocument_isValidForHibernate_onH2() throws Exception {
        String url = memory();
        try (var keeper = DriverManager.getConnection(url, "sa", "")) {
            start(url, "create", Map.of()).close();
            execute(url, "drop table hibernate_redis_outbox");
            execute(url, documented("PostgreSQL").replace("bytea", "varbinary(32000)"));
            String log = CapturedLog.during(() -> start(url, "validate", Map.of()).close());
            assertThat(log).doesNotContain(UNUSABLE);
        }
    }

    /** The row is inserted, then something else keeps the transaction from committing. */
    private static void failingAfterTheRow(SessionFactory writer) {
        try (Session session = writer.openSession()) {
            var transaction = session.beginTransaction();
            update(session, "never");
            session.unwrap(SharedSessionContractImplementor.class)
                    .getTransactionCoordinator()
                    .addObserver(new Refusal());
            assertThatThrownBy(transaction::commit).hasStackTraceContaining("no commit");
            if (transaction.getStatus().canRollback()) {
                transaction.rollback();
            }
        }
    }

    private static final class Refusal implements TransactionObserver {

        @Override
        public void afterBegin() {}

        @Override
        public void beforeCompletion() {
            throw new IllegalStateException("no commit");
        }

        @Override
        public void afterCompletion(boolean successful, boolean delayed) {}
    }

    private static void write(SessionFactory factory, String name) {
        factory.inTransaction(session -> update(session, name));
    }

    private static void update(Session session, String name) {
        session.createMutationQuery("update Product set name = :name where id = 1")
                .setParameter("name", name)
                .executeUpdate();
    }

    private static String name(SessionFactory factory) {
        Product product = factory.fromTransaction(session -> session.find(Product.class, 1L));
        return product == null ? null : product.name();
    }

    private static String documented(String database) throws IOException {
        for (String line : Files.readAllLines(Path.of("../docs/operations.md"))) {
            if (line.startsWith("| " + database + " | `create table")) {
                return line.substring(line.indexOf('`') + 1, line.lastIndexOf('`'));
            }
        }
        throw new IllegalStateException("nothing documented for " + database);
    }

    private static String memory() {
        return "jdbc:h2:mem:" + UUID.randomUUID();
    }

    private static int tables(String url) throws SQLException {
        try (var connection = DriverManager.getConnection(url, "sa", "");
                var rows = connection.getMetaData().getTables(null, null, "%REDIS_OUTBOX", null)) {
            int tables = 0;
            while (rows.next()) {
                tables++;
            }
            return tables;
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        boolean h2 = url.startsWith("jdbc:h2");
        try (var connection =
                        h2
                                ? DriverManager.getConnection(url, "sa", "")
                                : DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static SessionFactory start(String url, String action, Map<String, Object> more) {
        var builder =
                new StandardServiceRegistryBuilder()
                        .applySetting(AvailableSettings.JAKARTA_JDBC_URL, url)
                        .applySetting(
                                AvailableSettings.JAKARTA_JDBC_USER,
                                url.startsWith("jdbc:h2") ? "sa" : "postgres")
                        .applySetting(AvailableSettings.JAKARTA_JDBC_PASSWORD, "")
                        .applySetting(AvailableSettings.HBM2DDL_AUTO, action)
                        .applySetting(AvailableSettings.GENERATE_STATISTICS, true)
                        .applySetting(AvailableSettings.CACHE_REGION_FACTORY, "redis")
                        .applySetting(PREFIX + "uri", REDIS.uri().toString())
                        .applySetting(PREFIX + "on_unreachable", "outbox")
                        .applySetting(PREFIX + "circuit.failures", "1")
                        .applySetting(PREFIX + "trust", "10s");
        more.forEach(builder::applySetting);
        return new MetadataSources(builder.build())
                .addAnnotatedClass(Product.class)
                .buildMetadata()
                .buildSessionFactory();
    }
}
