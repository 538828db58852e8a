package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.region.Board.User;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.engine.jdbc.connections.spi.AbstractMultiTenantConnectionProvider;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tenants that have a schema each. */
class SchemaTenancyIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, User.class, Rate.class);

    SessionFactory one;
    SessionFactory other;

    @BeforeEach
    void start() throws SQLException {
        try (var connection = DriverManager.getConnection(cluster.database(), "sa", "");
                var statement = connection.createStatement()) {
            for (String schema : List.of("ONE", "TWO")) {
                statement.execute("create schema " + schema);
                statement.execute(
                        "create table "
                                + schema
                                + ".AppUser (id bigint primary key, email varchar(99), name"
                                + " varchar(99))");
            }
            statement.execute("create table PUBLIC.Rate (id bigint primary key, percent int)");
        }
        Map<String, Object> settings =
                Map.of(
                        AvailableSettings.MULTI_TENANT_CONNECTION_PROVIDER,
                        new Schemas(cluster.database()),
                        AvailableSettings.HBM2DDL_AUTO,
                        "none",
                        AvailableSettings.DIALECT,
                        "org.hibernate.dialect.H2Dialect");
        one = cluster.join(settings);
        other = cluster.join(settings);
        as("ONE", one, session -> session.persist(new User(1, "ann@example.org", "Ann")));
        as("TWO", one, session -> session.persist(new User(1, "bob@example.org", "Bob")));
        as("ONE", one, session -> session.persist(new Rate(1, 5)));
        Board.awaitSeen(other, one);
    }

    @Test
    void entity_ofTheSameId_isEachTenantsOwn() {
        for (SessionFactory member : List.of(one, other, one)) {
            assertThat(nameSeen("ONE", member)).isEqualTo("Ann");
            assertThat(nameSeen("TWO", member)).isEqualTo("Bob");
        }
        as("TWO", one, session -> session.find(User.class, 1L).name = "Bert");
        assertThat(nameSeen("TWO", other)).isEqualTo("Bert");
        assertThat(statements(other, () -> nameSeen("ONE", other)))
                .as("another tenant's entry stays")
                .isZero();
    }

    @Test
    void naturalId_isEachTenantsOwn() {
        for (SessionFactory member : List.of(one, other)) {
            assertThat(idSeen("ONE", member, "ann@example.org")).isEqualTo(1);
            assertThat(idSeen("TWO", member, "ann@example.org")).isNull();
        }
        as("TWO", one, session -> session.persist(new User(7, "ann@example.org", "Ann too")));
        assertThat(idSeen("ONE", other, "ann@example.org")).isEqualTo(1);
        assertThat(idSeen("TWO", other, "ann@example.org")).isEqualTo(7);
    }

    @Test
    void query_isEachTenantsOwn() {
        for (SessionFactory member : List.of(one, other, one)) {
            assertThat(namesFound("ONE", member)).containsExactly("Ann");
            assertThat(namesFound("TWO", member)).containsExactly("Bob");
        }
    }

    @Test
    void rowOfATableThatNamesItsSchema_writtenByOneTenant_isNewForAll() {
        assertThat(rateSeen("ONE", other)).isEqualTo(5);
        assertThat(rateSeen("TWO", other)).isEqualTo(5);

        as("ONE", one, session -> session.find(Rate.class, 1L).percent = 6);

        assertThat(rateSeen("ONE", other)).isEqualTo(6);
        assertThat(rateSeen("TWO", other)).isEqualTo(6);
        assertThat(statements(other, () -> rateSeen("TWO", other))).isZero();
    }

    @Test
    void evict_ofAnIdWithoutATenant_leavesNoTenantsEntry() {
        for (String tenant : List.of("ONE", "TWO")) {
            nameSeen(tenant, other);
            assertThat(statements(other, () -> nameSeen(tenant, other))).isZero();
        }
        one.getCache().evict(User.class, 1L);
        for (String tenant : List.of("ONE", "TWO")) {
            assertThat(statements(other, () -> nameSeen(tenant, other))).isPositive();
        }
    }

    private static String nameSeen(String tenant, SessionFactory factory) {
        return from(tenant, factory, session -> session.find(User.class, 1L).name);
    }

    private static int rateSeen(String tenant, SessionFactory factory) {
        return from(tenant, factory, session -> session.find(Rate.class, 1L).percent);
    }

    private static Long idSeen(String tenant, SessionFactory factory, String email) {
        return from(
                tenant,
                factory,
                session -> {
                    var user = session.bySimpleNaturalId(User.class).load(email);
                    return user == null ? null : user.id;
                });
    }

    private static List<String> namesFound(String tenant, SessionFactory factory) {
        return from(
                tenant,
                factory,
                session ->
                        session.createSelectionQuery("select name from AppUser", String.class)
                                .setCacheable(true)
                                .list());
    }

    private static void as(String tenant, SessionFactory factory, Consumer<Session> action) {
        from(
                tenant,
                factory,
                session -> {
                    action.accept(session);
                    return null;
                });
    }

    private static <R> R from(String tenant, SessionFactory factory, Function<Session, R> action) {
        try (Session session =
                factory.withOptions().tenantIdentifier((Object) tenant).openSession()) {
            session.beginTransaction();
            R result = action.apply(session);
            session.getTransaction().commit();
            return result;
        }
    }

    /** A connection whose schema is the tenant's. */
    static final class Schemas extends AbstractMultiTenantConnectionProvider<String> {

        private static final long serialVersionUID = 1L;

        private final HookedConnections connections;

        Schemas(String database) {
            connections = new HookedConnections(database);
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

    /** One table for all tenants. */
    @Entity(name = "Rate")
    @Table(schema = "PUBLIC")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Rate {
        @Id Long id;
        int percent;

        Rate() {}

        Rate(long id, int percent) {
            this.id = id;
            this.percent = percent;
        }
    }
}
