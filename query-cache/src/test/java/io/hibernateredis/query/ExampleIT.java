package io.hibernateredis.query;

import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.shop.BookShelf;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example of the documentation does what is said of it. */
@NeedsModule
class ExampleIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Library.ENTITIES);

    @Test
    void example_readsAndForgets() {
        SessionFactory factory = cluster.join();
        Library.fill(factory);

        for (int i = 0; i < 2; i++) {
            assertThat(statements(factory, () -> read(factory)))
                    .as("the tag was evicted before the query")
                    .isEqualTo(1);
        }
    }

    private static void read(SessionFactory factory) {
        Cluster.inTransaction(
                factory, session -> assertThat(BookShelf.read(session, 1L)).hasSize(Library.BOOKS));
    }
}
