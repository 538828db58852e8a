package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.query.NativeQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * An application whose query cache is off, and whose entity is not cached, writes by statements
 * what another has in its query cache.
 */
class BulkWithoutQueryCacheIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Plant.class, Tree.class);

    @Entity(name = "Plant")
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Plant {
        @Id Long id;
        String name;
    }

    @Entity(name = "Tree")
    static class Tree extends Plant {
        int height;
    }

    SessionFactory reader;
    SessionFactory writer;

    @BeforeEach
    void start() {
        reader = cluster.join();
        writer = cluster.join(Map.of(AvailableSettings.USE_QUERY_CACHE, false));
        inTransaction(
                writer,
                session -> {
                    var tree = new Tree();
                    tree.id = 1L;
                    tree.name = "oak";
                    session.persist(tree);
                });
        Board.awaitSeen(reader, writer);
        assertThat(seen()).containsExactly("oak0");
        assertThat(statements(reader, this::seen)).isZero();
    }

    private List<String> seen() {
        return fromTransaction(
                reader,
                session ->
                        session.createSelectionQuery(
                                        "select name || cast(height as string) from Tree",
                                        String.class)
                                .setCacheable(true)
                                .getResultList());
    }

    @Test
    void updateInBulk_isSeen() {
        inTransaction(
                writer,
                session ->
                        session.createMutationQuery("update Plant set name = 'elm'")
                                .executeUpdate());
        assertThat(seen()).containsExactly("elm0");
    }

    @Test
    void updateInBulkOfTwoTables_isSeen() {
        inTransaction(
                writer,
                session ->
                        session.createMutationQuery("update Tree set name = 'elm', height = 2")
                                .executeUpdate());
        assertThat(seen()).containsExactly("elm2");
    }

    @Test
    void deleteInBulk_isSeen() {
        inTransaction(
                writer,
                session -> session.createMutationQuery("delete from Plant").executeUpdate());
        assertThat(seen()).isEmpty();
    }

    @Test
    void insertInBulk_isSeen() {
        inTransaction(
                writer,
                session ->
                        session.createMutationQuery(
                                        "insert into Tree (id, name, height) select id + 1, 'elm',"
                                                + " 3 from Plant")
                                .executeUpdate());
        assertThat(seen()).containsExactlyInAnyOrder("oak0", "elm3");
    }

    @Test
    void nativeStatement_isSeen() {
        inTransaction(
                writer,
                session ->
                        session.createNativeMutationQuery("update Plant set name = 'elm'")
                                .executeUpdate());
        assertThat(seen()).containsExactly("elm0");
    }

    @Test
    void nativeStatementThatDeclaresItsTables_isSeen() {
        inTransaction(
                writer,
                session -> {
                    var update = session.createNativeMutationQuery("update Plant set name = 'elm'");
                    ((NativeQuery<?>) update).addSynchronizedEntityClass(Plant.class);
                    update.executeUpdate();
                });
        assertThat(seen()).containsExactly("elm0");
    }

    @Test
    void statementOfAStatelessSession_isSeen() {
        Cluster.statelessly(writer, BulkWithoutQueryCacheIT::rename);
        assertThat(seen()).containsExactly("elm0");
    }

    private static void rename(StatelessSession session) {
        session.createMutationQuery("update Plant set name = 'elm'").executeUpdate();
    }

    @Test
    void singleEntity_isSeen() {
        inTransaction(writer, session -> session.find(Tree.class, 1L).height = 4);
        assertThat(seen()).containsExactly("oak4");
    }
}
