package io.hibernateredis.region;

import io.hibernateredis.codec.CorruptEntryException;
import io.hibernateredis.store.Counters.Event;
import io.hibernateredis.store.Entry;
import io.hibernateredis.store.Found;
import io.hibernateredis.store.Keyspace;
import io.hibernateredis.store.Reading;
import io.hibernateredis.store.Tag;
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
final class QueryRegion implements QueryResultsRegion {

    private final RedisRegionFactory regionFactory;
    private final SessionFactoryImplementor sessionFactory;
    private final String name;
    private final Keyspace keyspace;

    private final Tag everyResult;

    QueryRegion(
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
    static Keyspace keyspace(RedisRegionFactory regionFactory, String name) {
        return keyspace(regionFactory, name, null);
    }

    static Keyspace keyspace(
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
    static Tag everyResult(RedisRegionFactory regionFactory) {
        return keyspace(regionFactory, RegionFactory.DEFAULT_QUERY_RESULTS_REGION_UNQUALIFIED_NAME)
                .floor();
    }

    @Override
    public @Nullable Object getFromCache(Object key, SharedSessionContractImplementor session) {
        SessionWork asking = SessionWork.of(session);
        if (asking.resultSink() != null
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
        if (tags.stream().anyMatch(work.unit()::hasTouched)) {
            return null;
        }
        Reading reading = work.read(entry, tags, null);
        work.remember(reading);
        if (reading == null) {
            return null;
        }
        Found found = reading.found().get(0);
        boolean valid =
                found != null
                        && found.loaded() >= reading.invalidated(everyResult)
                        && work.maySee(found.loaded());
        return valid ? item(work, entry, found) : null;
    }

    private @Nullable Object item(SessionWork work, Entry entry, Found found) {
        try {
            @SuppressWarnings("unchecked")
            var rows = (List<@Nullable Object>) EntryBody.read(form(), found.bytes(), Found.BODY);
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
        var sink = work.resultSink();
        var mapping = work.mapping();
        work.onSuccess(
                () -> {
                    if (sink == null) {
                        offer(key, value, mapping, session, work);
                    } else {
                        sink.accept(QueryInternals.rowsOf(value));
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
        if (tags.stream().noneMatch(work.unit()::hasTouched)
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
                    form(),
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
                            (QueryKey) key, session, regionFactory.forms().of(sessionFactory));
            return keyspace.entry(session.getTenantIdentifier(), hash);
        } catch (RuntimeException | LinkageError e) {
            RegionLog.queriesNotCached(name, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private EntryForm form() {
        return regionFactory.forms().of(sessionFactory).queryResults();
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
