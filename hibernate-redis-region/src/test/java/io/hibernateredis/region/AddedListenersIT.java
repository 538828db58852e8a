package io.hibernateredis.region;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.shop.Product;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.testing.RedisExtension;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Listeners that an application adds to the cache of a session factory. */
class AddedListenersIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster shop = new Cluster(REDIS, Product.class);

    @Test
    void listener_isToldFromThenOn_whateverAnotherThrows() {
        SessionFactory factory = shop.join();
        Cluster.inTransaction(factory, session -> session.persist(new Product(1L, "Grinder")));
        find(factory);
        List<String> told = new CopyOnWriteArrayList<>();
        var cache = Cluster.regionFactory(factory);
        cache.addListener(
                (event, region, times, nanos) -> {
                    throw new IllegalStateException("of the application");
                });
        cache.addListener((event, region, times, nanos) -> told.add(event + " " + region));

        String log = CapturedLog.during(() -> find(factory));

        assertThat(told)
                .containsOnlyOnce(Event.HIT + " " + Product.class.getName())
                .contains(Event.ANSWERED + " null");
        assertThat(log).containsOnlyOnce("A CacheEventListener failed");
    }

    private static void find(SessionFactory factory) {
        Cluster.inTransaction(
                factory, session -> assertThat(session.find(Product.class, 1L)).isNotNull());
    }
}
