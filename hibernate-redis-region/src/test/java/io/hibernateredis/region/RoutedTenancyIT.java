package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.hibernate.context.spi.TenantSchemaMapper;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tenants of whom Hibernate is told no more than their names. */
class RoutedTenancyIT {

    private static final String H2 = "org.hibernate.dialect.H2Dialect";
    private static final ThreadLocal<String> TENANT = ThreadLocal.withInitial(() -> "ONE");

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster = new Cluster(REDIS, Note.class).with(AvailableSettings.DIALECT, H2);

    @Entity(name = "Note")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @NaturalIdCache
    static class Note {
        @Id Long id;
        @NaturalId String code;
        String text;

        @ElementCollection(fetch = FetchType.LAZY)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<String> words = new ArrayList<>();

        Note() {}

        Note(long id, String code, String text) {
            this.id = id;
            this.code = code;
            this.text = text;
            this.words.add(text);
        }
    }

    @BeforeEach
    void createSchemas() throws SQLException {
        try (var connection = DriverManager.getConnection(cluster.database(), "sa", "");
                var statement = connection.createStatement()) {
            for (String schema : List.of("ONE", "TWO")) {
                statement.execute("create schema " + schema);
                statement.execute(
                        "create table "
                                + schema
                                + ".Note (id bigint primary key, code varchar(9), text"
                                + " varchar(9))");
                statement.execute(
                        "create table "
                                + schema
                                + ".Note_words (Note_id bigint, words varchar(9))");
            }
        }
        TENANT.remove();
    }

    @Test
    void tenantsOfARoutingDataSource_seeTheirOwn() {
        Map<String, Object> settings = settings();
        settings.put(
                AvailableSettings.CONNECTION_PROVIDER, new RoutedConnections(cluster.database()));
        settings.put(AvailableSettings.MULTI_TENANT_IDENTIFIER_RESOLVER, new OfThread());
        assertIsolated(settings);
    }

    @Test
    void tenantsOfASchemaMapper_seeTheirOwn() {
        Map<String, Object> settings = settings();
        TenantSchemaMapper<String> mapper = tenant -> tenant;
        settings.put(AvailableSettings.MULTI_TENANT_SCHEMA_MAPPER, mapper);
        settings.put(AvailableSettings.MULTI_TENANT_IDENTIFIER_RESOLVER, new OfThread());
        assertIsolated(settings);
    }

    @Test
    void tenantsOfSessionsAlone_seeTheirOwn() {
        Map<String, Object> settings = settings();
        settings.put(
                AvailableSettings.CONNECTION_PROVIDER, new RoutedConnections(cluster.database()));
        assertIsolated(settings);
    }

    @Test
    void sessionsWithoutTenant_areCached_besideThoseThatHaveOne() {
        Map<String, Object> settings = settings();
        settings.put(
                AvailableSettings.CONNECTION_PROVIDER, new RoutedConnections(cluster.database()));
        SessionFactory factory = cluster.join(settings);
        Cluster.inTransaction(factory, session -> session.persist(new Note(1, "a", "nobody's")));
        TENANT.set("TWO");
        as("TWO", factory, session -> persist(session, new Note(1, "a", "two's")));
        assertThat(text("TWO", factory)).isEqualTo("two's");
        TENANT.remove();
        for (int i = 0; i < 2; i++) {
            assertThat((String) Cluster.fromTransaction(factory, s -> s.find(Note.class, 1L).text))
                    .isEqualTo("nobody's");
        }
        assertThat(
                        statements(
                                factory,
                                () ->
                                        Cluster.inTransaction(
                                                factory,
                                                s ->
                                                        assertThat(s.find(Note.class, 1L))
                                                                .isNotNull())))
                .isZero();
    }

    private void assertIsolated(Map<String, Object> settings) {
        SessionFactory one = cluster.join(settings);
        SessionFactory other = cluster.join(settings);
        as("ONE", one, session -> persist(session, new Note(1, "a", "one's")));
        as("TWO", one, session -> persist(session, new Note(1, "a", "two's")));
        as("TWO", one, session -> persist(session, new Note(2, "b", "two's")));
        for (SessionFactory factory : List.of(one, other, one, other)) {
            assertThat(text("ONE", factory)).isEqualTo("one's");
            assertThat(text("TWO", factory)).isEqualTo("two's");
            assertThat(words("ONE", factory)).containsExactly("one's");
            assertThat(words("TWO", factory)).containsExactly("two's");
            assertThat(idOf("ONE", factory)).isNull();
            assertThat(idOf("TWO", factory)).isEqualTo(2L);
            assertThat(texts("ONE", factory)).containsExactly("one's");
            assertThat(texts("TWO", factory)).containsExactly("two's", "two's");
        }
        as("TWO", other, session -> session.find(Note.class, 1L).text = "new");
        for (SessionFactory factory : List.of(one, other)) {
            assertThat(text("ONE", factory)).isEqualTo("one's");
            assertThat(text("TWO", factory)).isEqualTo("new");
            assertThat(texts("TWO", factory)).containsExactly("new", "two's");
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(AvailableSettings.HBM2DDL_AUTO, "none");
        return settings;
    }

    private static Object persist(Session session, Note note) {
        session.persist(note);
        return note;
    }

    private static String text(String tenant, SessionFactory factory) {
        return as(tenant, factory, session -> session.find(Note.class, 1L).text);
    }

    private static List<String> words(String tenant, SessionFactory factory) {
        return as(tenant, factory, session -> List.copyOf(session.find(Note.class, 1L).words));
    }

    private static Long idOf(String tenant, SessionFactory factory) {
        return as(
                tenant,
                factory,
                session -> {
                    var note = session.bySimpleNaturalId(Note.class).load("b");
                    return note == null ? null : note.id;
                });
    }

    private static List<String> texts(String tenant, SessionFactory factory) {
        return as(
                tenant,
                factory,
                session ->
                        session
                                .createSelectionQuery("from Note order by id", Note.class)
                                .setCacheable(true)
                                .list()
                                .stream()
                                .map(note -> note.text)
                                .toList());
    }

    private static <R> R as(String tenant, SessionFactory factory, Function<Session, R> action) {
        TENANT.set(tenant);
        try (Session session =
                factory.withOptions().tenantIdentifier((Object) tenant).openSession()) {
            session.beginTransaction();
            R result = action.apply(session);
            session.getTransaction().commit();
            return result;
        } finally {
            TENANT.remove();
        }
    }

    static final class OfThread implements CurrentTenantIdentifierResolver<String> {

        @Override
        public String resolveCurrentTenantIdentifier() {
            return TENANT.get();
        }

        @Override
        public boolean validateExistingCurrentSessions() {
            return false;
        }
    }

    /** As a data source that routes by the tenant of the thread. */
    static final class RoutedConnections implements ConnectionProvider {

        private static final long serialVersionUID = 1L;

        private final String url;

        RoutedConnections(String url) {
            this.url = url;
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = DriverManager.getConnection(url, "sa", "");
            connection.setSchema(TENANT.get());
            return connection;
        }

        @Override
        public void closeConnection(Connection connection) throws SQLException {
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
            throw new IllegalArgumentException(type.getName());
        }
    }
}
