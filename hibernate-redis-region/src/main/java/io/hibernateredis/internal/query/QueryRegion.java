package io.hibernateredis.internal.query;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.RegionLog;
import io.hibernateredis.internal.access.ReaderContext;
import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.entry.EntryBody;
import io.hibernateredis.internal.entry.EntryCodec;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.session.SessionWork;
import io.hibernateredis.region.RedisRegionFactory;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.cache.spi.QueryKey;
import org.hibernate.cache.spi.QueryResultsRegion;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMapping;
import org.jspecify.annotations.Nullable;

/**
 * Results of queries, by Hibernate's own key and its own check of tables. The tables of the query
 * that is being executed are asked for together with the result. Thread-safe.
 */
public final class QueryRegion implements QueryResultsRegion {

    private static final boolean IS_POSSIBLE = QueryInternals.problem() == null;

    private final RedisRegionFactory regionFactory;
    private final SessionFactoryImplementor sessionFactory;
    private final String name;
    private final Keyspace keyspace;

    private final Tag everyResult;

    public QueryRegion(
            RedisRegionFactory regionFactory,
            String name,
            SessionFactoryImplementor sessionFactory) {
        this.regionFactory = regionFactory;
        this.sessionFactory = sessionFactory;
        this.name = name;
        this.keyspace = keyspace(regionFactory, name);
        this.everyResult = everyResult(regionFactory);
    }

    /** Where the results of the queries of a region lie. */
    public static Keyspace keyspace(RedisRegionFactory regionFactory, String name) {
        return keyspace(regionFactory, name, null);
    }

    public static Keyspace keyspace(
            RedisRegionFactory regionFactory, String name, @Nullable Duration ttl) {
        return new Keyspace(
                regionFactory.qualify(name),
                "?query",
                ttl == null ? regionFactory.settings().region(name).ttl() : ttl);
    }

    /**
     * The floor of the default region. All results depend on it, because whoever clears all regions
     * clears it too, but no region that only another JVM has queries in.
     */
    public static Tag everyResult(RedisRegionFactory regionFactory) {
        return keyspace(regionFactory, RegionFactory.DEFAULT_QUERY_RESULTS_REGION_UNQUALIFIED_NAME)
                .floor();
    }

    @Override
    public @Nullable Object getFromCache(Object key, SharedSessionContractImplementor session) {
        SessionWork asking = SessionWork.of(session);
        if (!IS_POSSIBLE
                || asking.resultReceiver() != null
                || asking.refusesCachedResult()
                || ReaderContext.hasOwnZone(session)) {
            return null;
        }
        Entry entry = entry(key, session);
        if (entry == null) {
            return null;
        }
        SessionWork work = SessionWork.of(session);
        Set<Tag> tags = tags(work);
        if (tags.stream().anyMatch(work.unit()::hasChanged)) {
            return null;
        }
        ReadResult reading = work.read(entry, tags, null);
        work.remember(reading);
        if (reading == null) {
            return null;
        }
        StoredEntry found = reading.found().get(0);
        boolean valid =
                found != null
                        && found.loaded() >= reading.invalidated(everyResult)
                        && work.maySee(found.loaded());
        return valid ? item(work, entry, found) : null;
    }

    private @Nullable Object item(SessionWork work, Entry entry, StoredEntry found) {
        try {
            @SuppressWarnings("unchecked")
            var rows =
                    (List<@Nullable Object>)
                            EntryBody.read(codec(), found.bytes(), StoredEntry.BODY);
            if (rows.isEmpty() || !(rows.get(rows.size() - 1) instanceof Integer)) {
                throw new CorruptEntryException("A result without its number of rows");
            }
            work.remember(entry, rows);
            // Hibernate asks whether a table was written at or after this time.
            return QueryInternals.newItem(found.loaded() + 1, rows);
        } catch (CorruptEntryException e) {
            RegionLog.unreadable(keyspace.toString(), String.valueOf(e.getMessage()));
        }
        regionFactory.store().counters().increment(Event.UNREADABLE);
        return null;
    }

    @Override
    public void putIntoCache(Object key, Object value, SharedSessionContractImplementor session) {
        SessionWork work = SessionWork.of(session);
        if (!IS_POSSIBLE) {
            return;
        }
        var receiver = work.resultReceiver();
        var mapping = work.mapping();
        work.onSuccess(
                () -> {
                    if (receiver == null) {
                        offer(key, value, mapping, session, work);
                    } else {
                        receiver.accept(QueryInternals.rowsOf(value));
                    }
                });
    }

    private void offer(
            Object key,
            Object value,
            @Nullable JdbcValuesMapping mapping,
            SharedSessionContractImplementor session,
            SessionWork work) {
        Entry entry = entry(key, session);
        byte[] body = entry == null ? null : encode(value, mapping);
        if (entry == null || body == null || ReaderContext.hasOwnZone(session)) {
            return;
        }
        Set<Tag> tags = tags(work);
        if (tags.stream().noneMatch(work.unit()::hasChanged)
                && work.unit().offer(entry, body, tags)) {
            work.loadedSomething();
        }
    }

    /** What the query being executed depends on, beside its region. */
    private Set<Tag> tags(SessionWork work) {
        Set<Tag> tags = new HashSet<>();
        work.tables().forEach(table -> tags.add(Tag.table(regionFactory.qualify(table))));
        tags.add(everyResult);
        return tags;
    }

    private byte @Nullable [] encode(Object item, @Nullable JdbcValuesMapping mapping) {
        try {
            List<?> rows = QueryInternals.rowsOf(item);
            return EntryBody.of(
                    codec(),
                    mapping == null ? rows : ResultColumns.of(mapping, sessionFactory).write(rows));
        } catch (RuntimeException | LinkageError e) {
            RegionLog.queriesNotCached(name, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private @Nullable Entry entry(Object key, SharedSessionContractImplementor session) {
        try {
            String hash =
                    QueryInternals.hash(
                            (QueryKey) key, session, regionFactory.codecs().of(sessionFactory));
            return keyspace.entry(session.getTenantIdentifier(), hash);
        } catch (RuntimeException | LinkageError e) {
            RegionLog.queriesNotCached(name, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private EntryCodec codec() {
        return regionFactory.codecs().of(sessionFactory).queryResults();
    }

    @Override
    public void clear() {
        regionFactory.store().evict(Set.of(), Set.of(keyspace.floor()));
    }

    @Override
    public void destroy() {
        // What lies in Redis is shared with others.
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public RegionFactory getRegionFactory() {
        return regionFactory;
    }
}
