package io.hibernateredis.external;

import io.hibernateredis.CacheUnreachableException;
import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.internal.rows.ExternalRow;
import io.hibernateredis.region.RedisRegionFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;

/**
 * Evicts what is cached of rows that something else than Hibernate has written: batch jobs, other
 * applications, triggers, migrations. It evicts everything that depends on the rows: entities,
 * collections, natural ids, results of queries, references, tagged values. Thread-safe.
 *
 * <p>Call it when the writer has committed, from any JVM: what is read between the commit and the
 * call may be what was there before, and so may what is read if it is called before the commit.
 * When a method returns, no JVM serves what was there before.
 *
 * <p>All methods throw {@link CacheUnreachableException} if Redis cannot be told now. The eviction
 * is then pending: it is delivered when Redis is back, and this JVM reads nothing from Redis until
 * then. It is lost if this JVM ends before; so a caller that remembers what was written should
 * repeat the call.
 */
public final class ExternalWrites {

    private final SessionFactoryCache cache;

    private ExternalWrites(SessionFactoryCache cache) {
        this.cache = cache;
    }

    /**
     * Of the cache of a session factory.
     *
     * @throws IllegalArgumentException if its second-level cache is not in Redis
     */
    public static ExternalWrites of(SessionFactory sessionFactory) {
        RedisRegionFactory regions = RedisRegionFactory.of(sessionFactory);
        if (regions == null) {
            throw new IllegalArgumentException(
                    "the session factory's second-level cache must be in Redis, but is not");
        }
        return new ExternalWrites(regions.unwrap(SessionFactoryCache.class));
    }

    /**
     * Evicts what depends on any rows of some tables.
     *
     * @throws IllegalArgumentException if a table is not mapped
     */
    public void evictTables(String... tables) {
        evict(Stream.of(tables).map(RowChange::anyRows).toList());
    }

    /**
     * Evicts what depends on the rows of a table that have, and had, these values.
     *
     * @param columns such as the primary key, or a foreign key
     * @throws IllegalArgumentException if table or column is not mapped, or a value does not fit
     */
    public void evictRows(String table, Map<String, ?> columns) {
        evict(List.of(RowChange.rows(table, columns)));
    }

    /**
     * Evicts what depends on some rows, in one message.
     *
     * @throws IllegalArgumentException if a table is not mapped; or, of rows that are named by
     *     columns, a column is not mapped, or a value does not fit. Nothing is evicted then
     */
    public void evict(Collection<RowChange> changes) {
        var rows = cache.rows().external();
        List<ExternalRow> written = new ArrayList<>();
        for (RowChange change : changes) {
            rows.tablesOf(change.row().table());
            Map<String, ?> key = change.key();
            if (key != null) {
                rows.check(change.row().table(), key);
            }
            written.add(change.row());
        }
        cache.sessions().writtenElsewhere(written, true);
    }
}
