package io.hibernateredis.query;

import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Synchronize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Queries on entities that declare tables. */
@NeedsModule
class SynchronizedTablesIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Coin.class);

    @Entity(name = "Coin")
    @Table(name = "coin")
    @Synchronize({"coin", "mint"})
    static class Coin {
        @Id Long id;
        String name;
    }

    @Test
    void nativeQueryOnAnEntityThatDeclaresItsOwnTable_isCached() {
        SessionFactory factory = cluster.join();
        Cluster.inTransaction(
                factory,
                session -> {
                    var coin = new Coin();
                    coin.id = 1L;
                    coin.name = "dime";
                    session.persist(coin);
                });
        read(factory, "dime");
        assertThat(statements(factory, () -> read(factory, "dime"))).isZero();

        Cluster.inTransaction(factory, session -> session.find(Coin.class, 1L).name = "penny");

        read(factory, "penny");
    }

    private static void read(SessionFactory factory, String name) {
        Cluster.inTransaction(
                factory,
                session ->
                        assertThat(
                                        session.createNativeQuery(
                                                        "select name from coin", String.class)
                                                .addSynchronizedEntityClass(Coin.class)
                                                .setCacheable(true)
                                                .list())
                                .containsExactly(name));
    }
}
