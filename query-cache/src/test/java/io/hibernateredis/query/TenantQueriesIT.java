package io.hibernateredis.query;

import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.region.Cluster;
import io.hibernateredis.region.HookedConnections;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.TenantId;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.hibernate.engine.jdbc.connections.spi.AbstractMultiTenantConnectionProvider;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.query.SelectionQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A cached result is of one tenant. */
@NeedsModule
class TenantQueriesIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS);

    private static String names(String tenant, SessionFactory member, boolean sql) {
        try (Session session =
                member.withOptions().tenantIdentifier((Object) tenant).openSession()) {
            SelectionQuery<String> query =
                    sql
                            ? session.createNativeQuery(
                                            "select name from Note order by name", String.class)
                                    .addSynchronizedQuerySpace("Note")
                            : session.createSelectionQuery(
                                    "select name from Note order by name", String.class);
            return String.join(" ", query.setCacheable(true).list());
        }
    }

    private static void as(String tenant, SessionFactory member, Consumer<Session> action) {
        try (Session session =
                member.withOptions().tenantIdentifier((Object) tenant).openSession()) {
            session.beginTransaction();
            action.accept(session);
            session.getTransaction().commit();
        }
        Cluster.settle(member);
    }

    @Test
    void resultsOfTenantsOfOneTable_keepApart_andAreNewAfterAWriteOfAny() {
        Map<String, Object> settings =
                Map.of(AvailableSettings.MULTI_TENANT_IDENTIFIER_RESOLVER, new Root());
        SessionFactory one =
                cluster.join(settings, mapping -> mapping.addAnnotatedClass(Owned.class));
        SessionFactory other =
                cluster.join(settings, mapping -> mapping.addAnnotatedClass(Owned.class));
        as("a", one, session -> session.persist(new Owned(1, "a1")));
        as("b", one, session -> session.persist(new Owned(2, "b1")));
        for (SessionFactory member : List.of(one, other)) {
            assertThat(names("a", member, false)).isEqualTo("a1");
            assertThat(names("b", member, false)).isEqualTo("b1");
            assertThat(names("root", member, false)).isEqualTo("a1 b1");
        }
        assertThat(statements(other, () -> names("a", other, false))).isZero();

        as("b", one, session -> session.persist(new Owned(3, "b2")));
        assertThat(names("a", other, false)).isEqualTo("a1");
        assertThat(names("b", other, false)).isEqualTo("b1 b2");
        assertThat(names("root", other, false)).isEqualTo("a1 b1 b2");
    }

    @Test
    void resultsOfTenantsWithASchemaEach_keepApart() throws SQLException {
        try (var connection = DriverManager.getConnection(cluster.database(), "sa", "");
                var statement = connection.createStatement()) {
            for (String schema : List.of("ONE", "TWO")) {
                statement.execute("create schema " + schema);
                statement.execute(
                        "create table " + schema + ".Note (id bigint primary key, name varchar)");
            }
        }
        SessionFactory member =
                cluster.join(
                        Map.of(
                                AvailableSettings.MULTI_TENANT_CONNECTION_PROVIDER,
                                new Schemas(cluster.database()),
                                AvailableSettings.HBM2DDL_AUTO,
                                "none",
                                AvailableSettings.DIALECT,
                                "org.hibernate.dialect.H2Dialect"),
                        mapping -> mapping.addAnnotatedClass(Note.class));
        as("ONE", member, session -> session.persist(new Note(1, "Ann")));
        as("TWO", member, session -> session.persist(new Note(1, "Bob")));
        for (boolean sql : List.of(true, false)) {
            for (int i = 0; i < 2; i++) {
                assertThat(names("ONE", member, sql)).isEqualTo("Ann");
                assertThat(names("TWO", member, sql)).isEqualTo("Bob");
            }
            assertThat(statements(member, () -> names("ONE", member, sql))).isZero();
        }
    }

    /** One table for all tenants, told apart by a column. */
    @Entity(name = "Note")
    static class Owned {
        @Id Long id;
        @TenantId String tenant;
        String name;

        Owned() {}

        Owned(long id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    /** A table of each tenant. */
    @Entity(name = "Note")
    static class Note {
        @Id Long id;
        String name;

        Note() {}

        Note(long id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    /** Knows a tenant that sees the rows of all. */
    static final class Root implements CurrentTenantIdentifierResolver<String> {

        @Override
        public String resolveCurrentTenantIdentifier() {
            return "root";
        }

        @Override
        public boolean validateExistingCurrentSessions() {
            return false;
        }

        @Override
        public boolean isRoot(String tenant) {
            return tenant.equals("root");
        }
    }

    /** Connections whose schema is the tenant's. */
    static final class Schemas extends AbstractMultiTenantConnectionProvider<String> {

        private static final long serialVersionUID = 1L;

        private final HookedConnections connections;

        Schemas(String url) {
            connections = new HookedConnections(url);
        }

        @Override
        protected ConnectionProvider getAnyConnectionProvider() {
            return connections;
        }

        @Override
        protected ConnectionProvider selectConnectionProvider(String tenant) {
            return connections;
        }

        @Override
        public Connection getConnection(String tenant) throws SQLException {
            Connection connection = super.getConnection(tenant);
            connection.setSchema(tenant);
            return connection;
        }
    }
}
