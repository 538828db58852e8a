package io.hibernateredis.internal.query;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.access.CacheParts;
import io.hibernateredis.internal.access.ReaderContext;
import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.codec.UnsupportedValueException;
import io.hibernateredis.internal.entry.EntryBody;
import io.hibernateredis.internal.entry.EntryCodec;
import io.hibernateredis.internal.log.RegionLog;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.rows.IndexNames;
import io.hibernateredis.internal.session.Operation;
import io.hibernateredis.internal.session.SessionWork;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.hibernate.cache.spi.QueryKey;
import org.hibernate.cache.spi.QueryResultsRegion;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMapping;
import org.jspecify.annotations.Nullable;

/**
 * A region of query results, with Hibernate's own keys and its own check of tables. The times of
 * the tables that the current query reads are fetched together with the result. Thread-safe.
 */
public final class QueryRegion implements QueryResultsRegion {

    private static final String BY_TABLE =
            "results depend on groups of rows only with the query cache module";

    private static final boolean IS_POSSIBLE = QueryInternals.problem() == null;

    private final CacheParts parts;
    private final String name;
    private final Keyspace keyspace;
    private final Tag everyResult;
    private final SeenQueries seen;

    public QueryRegion(CacheParts parts, String name, SeenQueries seen) {
        this.parts = parts;
        this.seen = seen;
        this.name = name;
        this.keyspace = parts.queries().of(name, null);
        this.everyResult = parts.queries().everyResult();
    }

    @Override
    public @Nullable Object getFromCache(Object key, SharedSessionContractImplementor session) {
        SessionWork work = SessionWork.of(session);
        Operation operation = work.operations().current();
        if (!IS_POSSIBLE
                || operation.resultReceiver() != null
                || operation.refusesCachedResult()
                || ReaderContext.hasOwnZone(session)) {
            return null;
        }
        Entry entry = entry(key, session);
        if (entry == null) {
            return null;
        }
        Set<Tag> tags = tags(operation, (QueryKey) key);
        if (tags.stream().anyMatch(work.unit()::hasChanged)) {
            return null;
        }
        ReadResult reading = work.operations().read(entry, tags, null);
        operation.lookedUp(reading);
        if (reading == null) {
            return null;
        }
        StoredEntry found = reading.found().get(0);
        boolean valid =
                found != null
                        && tags.stream().allMatch(tag -> found.loaded() >= reading.invalidated(tag))
                        && work.maySee(found.loaded());
        Object item = valid ? item(operation, entry, found) : null;
        count(operation, (QueryKey) key, item != null);
        return item;
    }

    private void count(Operation operation, QueryKey key, boolean hit) {
        SeenQuery query =
                seen.of(
                        QueryInternals.sqlOf(key),
                        name,
                        () -> {
                            Map<String, String> whole = new TreeMap<>();
                            operation.tables().forEach(table -> whole.put(table, BY_TABLE));
                            return new SeenQuery.Plan(whole.keySet(), List.of(), whole, null);
                        });
        query.lookedUp(hit, false);
    }

    private @Nullable Object item(Operation operation, Entry entry, StoredEntry found) {
        try {
            @SuppressWarnings("unchecked")
            var rows =
                    (List<@Nullable Object>)
                            EntryBody.read(codec(), found.bytes(), StoredEntry.BODY);
            if (rows.isEmpty() || !(rows.get(rows.size() - 1) instanceof Integer)) {
                throw new CorruptEntryException("A result without its number of rows");
            }
            operation.found(entry, rows);
            // Hibernate checks whether a table was written at or after this time.
            return QueryInternals.newItem(found.loaded() + 1, rows);
        } catch (CorruptEntryException e) {
            RegionLog.unreadable(keyspace.toString(), String.valueOf(e.getMessage()));
        }
        parts.store().get().counters().increment(Event.UNREADABLE);
        return null;
    }

    @Override
    public void putIntoCache(Object key, Object value, SharedSessionContractImplementor session) {
        SessionWork work = SessionWork.of(session);
        if (!IS_POSSIBLE) {
            return;
        }
        Operation operation = work.operations().current();
        var receiver = operation.resultReceiver();
        work.operations()
                .onSuccess(
                        () -> {
                            if (receiver == null) {
                                offer(key, value, operation, session, work);
                            } else {
                                receiver.accept(QueryInternals.rowsOf(value));
                            }
                        });
    }

    private void offer(
            Object key,
            Object value,
            Operation operation,
            SharedSessionContractImplementor session,
            SessionWork work) {
        Entry entry = entry(key, session);
        byte[] body =
                entry == null ? null : encode((QueryKey) key, value, operation.mapping(), session);
        if (entry == null || body == null || ReaderContext.hasOwnZone(session)) {
            return;
        }
        Set<Tag> tags = tags(operation, (QueryKey) key);
        if (tags.stream().noneMatch(work.unit()::hasChanged)
                && work.unit().offer(entry, body, tags)) {
            work.operations().loadedSomething();
        }
    }

    /**
     * What the current query depends on, in addition to its region. The mapping adds tables that
     * Hibernate does not know of: those in a restriction or a formula.
     */
    private Set<Tag> tags(Operation operation, QueryKey key) {
        Set<Tag> tags = new HashSet<>();
        IndexNames names = parts.names();
        operation.tables().forEach(table -> tags.add(Tag.table(names.of(table))));
        parts.mapped()
                .get()
                .dependents()
                .mentionedIn(QueryInternals.sqlOf(key))
                .forEach(table -> tags.add(Tag.table(names.of(table))));
        tags.add(everyResult);
        return tags;
    }

    private byte @Nullable [] encode(
            QueryKey key,
            Object item,
            @Nullable JdbcValuesMapping mapping,
            SharedSessionContractImplementor session) {
        try {
            List<?> rows = QueryInternals.rowsOf(item);
            String sql = QueryInternals.sqlOf(key);
            String why =
                    mapping == null
                            ? RefetchedParts.whyNotCacheable(session.getFactory(), sql)
                            : RefetchedParts.whyNotCacheable(mapping, sql);
            if (why != null) {
                throw new UnsupportedValueException(why);
            }
            return EntryBody.of(
                    codec(),
                    mapping == null
                            ? rows
                            : ResultColumns.of(mapping, parts.codecs().get()).write(rows));
        } catch (RuntimeException | LinkageError e) {
            RegionLog.queriesNotCached(name, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private @Nullable Entry entry(Object key, SharedSessionContractImplementor session) {
        try {
            String hash = QueryInternals.hash((QueryKey) key, session, parts.codecs().get());
            return keyspace.entry(session.getTenantIdentifier(), hash);
        } catch (RuntimeException | LinkageError e) {
            RegionLog.queriesNotCached(name, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private EntryCodec codec() {
        return parts.codecs().get().queryResults();
    }

    @Override
    public void clear() {
        parts.store().get().evict(Set.of(), Set.of(keyspace.floor()));
    }

    @Override
    public void destroy() {
        // Entries in Redis are shared with other JVMs.
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public RegionFactory getRegionFactory() {
        return parts.regionFactory();
    }
}
