package io.hibernateredis.sample;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.region.RedisRegionFactory;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;

/**
 * The application, booted: its entity manager factory over a pool that counts the connections
 * taken. Thread-safe.
 *
 * @param connections the pool
 * @param factory the entity manager factory
 */
record Board(HikariDataSource pool, CountingDataSource connections, EntityManagerFactory factory)
        implements AutoCloseable {

    /**
     * Boots the application.
     *
     * @param settings of Hibernate, in addition to system properties, which it reads by itself
     */
    static Board open(String jdbcUrl, int poolSize, Map<String, ?> settings) {
        var config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(poolSize);
        config.setAutoCommit(false);
        var pool = new HikariDataSource(config);
        try {
            var connections = new CountingDataSource(pool);
            var all = new HashMap<String, Object>(settings);
            all.put("jakarta.persistence.nonJtaDataSource", connections);
            return new Board(
                    pool, connections, Persistence.createEntityManagerFactory("board", all));
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    Statistics statistics() {
        return factory.unwrap(SessionFactory.class).getStatistics();
    }

    /** What the cache counted since the application was booted; 0 without it. */
    long hits(Event kind) {
        var cache = RedisRegionFactory.of(factory.unwrap(SessionFactory.class));
        return cache == null ? 0 : cache.counters().count(kind);
    }

    @Override
    public void close() {
        factory.close();
        pool.close();
    }
}
