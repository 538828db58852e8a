package io.hibernateredis.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.hibernateredis.benchmarks.model.Dataset;
import io.hibernateredis.benchmarks.workload.WorkingSet;
import jakarta.persistence.SharedCacheMode;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/** A session factory of a contender, with a pool of connections of its own. Thread-safe. */
record Application(HikariDataSource pool, SessionFactory factory) implements AutoCloseable {
    static final int MAX_THREADS = 8;

    /**
     * Builds a session factory.
     *
     * @param cache by what name {@link WorkingSet} knows its cache; empty if it has none
     */
    static Application open(Contender contender, String jdbcUrl, String redisUri, String cache) {
        var config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(MAX_THREADS);
        config.setMinimumIdle(1);
        config.setAutoCommit(false);
        var pool = new HikariDataSource(config);
        try {
            return new Application(
                    pool,
                    new HibernatePersistenceConfiguration("benchmarks")
                            .managedClasses(Dataset.ENTITIES)
                            .sharedCacheMode(SharedCacheMode.ENABLE_SELECTIVE)
                            .property("jakarta.persistence.nonJtaDataSource", pool)
                            // What needs no SQL takes no connection.
                            .property("hibernate.connection.provider_disables_autocommit", "true")
                            .property("hibernate.jdbc.batch_size", "50")
                            // Else the rows of a hierarchy do not fit into batches.
                            .property("hibernate.order_updates", "true")
                            .property("hibernate.cache.use_query_cache", "true")
                            .properties(contender.cache(redisUri))
                            .properties(
                                    cache.isEmpty() ? Map.of() : Map.of(WorkingSet.CACHE, cache))
                            .createEntityManagerFactory());
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    @Override
    public void close() {
        factory.close();
        pool.close();
    }
}
