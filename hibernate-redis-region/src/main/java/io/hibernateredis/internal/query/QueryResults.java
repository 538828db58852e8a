package io.hibernateredis.internal.query;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.access.CacheParts;
import io.hibernateredis.internal.access.ReaderContext;
import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.entry.EntryBody;
import io.hibernateredis.internal.entry.EntryCodec;
import io.hibernateredis.internal.entry.SharedValues;
import io.hibernateredis.internal.log.RegionLog;
import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.rows.QueryKeyspaces;
import io.hibernateredis.internal.session.HibernateVersion;
import io.hibernateredis.internal.session.Operation;
import io.hibernateredis.internal.session.SessionWork;
import io.hibernateredis.internal.settings.SettingsReader;
import io.hibernateredis.internal.store.Store;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMapping;
import org.jspecify.annotations.Nullable;

/**
 * Caches query results for a module that looks them up itself instead of leaving it to Hibernate.
 * For the modules of this cache. Thread-safe.
 */
public final class QueryResults {

    private final CacheParts parts;
    private final Map<String, Keyspace> keyspaces = new ConcurrentHashMap<>();
    private final SeenQueries seen = new SeenQueries();

    public QueryResults(CacheParts parts) {
        this.parts = parts;
    }

    /** Whether modules can look up results themselves on this version of Hibernate. */
    public static boolean isPossible() {
        return HibernateVersion.scopesOperations() && QueryInternals.problem() == null;
    }

    /**
     * Parses a duration as it is written in settings.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    public static Duration duration(String text) {
        return new SettingsReader(Map.of(SettingsReader.PREFIX + "of a query", text))
                .duration("of a query", Duration.ZERO);
    }

    /** Whether the settings allow modules to look up results themselves. */
    public boolean isEnabled() {
        return parts.settings().query().enabled();
    }

    /** How long a query may wait for another session or JVM that is executing the same query. */
    public Duration longestWait() {
        return parts.settings().query().longestWait();
    }

    /** Functions that the application declares to be deterministic. */
    public Set<String> deterministicFunctions() {
        return parts.settings().query().deterministicFunctions();
    }

    /**
     * The keyspace of the results of a region.
     *
     * @param region its unqualified name, or null for the default region
     * @param ttl how long a result lives, or null for the setting of the region
     */
    public Keyspace keyspace(@Nullable String region, @Nullable Duration ttl) {
        if (ttl != null) {
            return parts.queries().of(region, ttl);
        }
        String name =
                region == null
                        ? RegionFactory.DEFAULT_QUERY_RESULTS_REGION_UNQUALIFIED_NAME
                        : region;
        return keyspaces.computeIfAbsent(name, each -> parts.queries().of(each, null));
    }

    /** The tag on which every result depends, as {@link QueryKeyspaces#everyResult}. */
    public Tag everyResult() {
        return parts.queries().everyResult();
    }

    /** The queries that were looked up. */
    public SeenQueries seen() {
        return seen;
    }

    /** What {@link #encode} was given, for those who look at an entry and do not use it. */
    public Object decode(byte[] bytes, int from) {
        return EntryBody.read(codec(), bytes, from);
    }

    public Store store() {
        return parts.store().get();
    }

    /**
     * The unit of work of a session; null if the session does not use this cache, or has a time
     * zone of its own and so shares no results.
     */
    public @Nullable UnitOfWork unitOf(SharedSessionContractImplementor session) {
        SessionWork work = SessionWork.find(session);
        return work == null || ReaderContext.hasOwnZone(session) ? null : work.unit();
    }

    /**
     * Sends the result of the current select to a receiver if it is read from the database, and
     * skips its lookup in the region.
     */
    public void sendResultTo(SharedSessionContractImplementor session, Consumer<List<?>> receiver) {
        operation(session).sendResultTo(receiver);
    }

    /** The receiver of the current select's result, or null. */
    public @Nullable Consumer<List<?>> resultReceiver(SharedSessionContractImplementor session) {
        return operation(session).resultReceiver();
    }

    /** Runs an action when everything that the session's outermost operation loaded was sent. */
    public void afterOperation(SharedSessionContractImplementor session, Runnable action) {
        SessionWork.of(session).operations().afterOutermost(action);
    }

    /** Marks the rows of the current select as those of a cached result. */
    public void replaysCachedResult(SharedSessionContractImplementor session) {
        operation(session).replaysCachedResult();
    }

    /**
     * Whether a result with the given load time is visible to a session: not if it is newer than
     * the transaction's snapshot of the database.
     *
     * @param loaded in microseconds on the clock of the index
     */
    public boolean maySee(SharedSessionContractImplementor session, long loaded) {
        return SessionWork.of(session).maySee(loaded);
    }

    /**
     * Reads a result, and the entities that were fetched after it the last time, in one round trip;
     * null if Redis did not answer.
     *
     * @param lock taken before the read, or null
     */
    public @Nullable ReadResult read(
            SharedSessionContractImplementor session,
            Entry result,
            Set<Tag> tags,
            @Nullable ComputeLock lock) {
        return SessionWork.of(session).operations().read(result, tags, lock);
    }

    /**
     * Fetches in one message the entities that a result identifies only by id.
     *
     * @param rows the cached rows, followed by their number
     */
    public void prefetch(
            SharedSessionContractImplementor session,
            Entry result,
            ResultColumns columns,
            List<?> rows) {
        SessionWork.of(session).operations().prefetch(result, columns.entities(), rows);
    }

    /** The body of an entry, or null if a value cannot be encoded. */
    public byte @Nullable [] encode(Keyspace keyspace, Supplier<List<?>> values) {
        try {
            return EntryBody.of(codec(), values.get());
        } catch (RuntimeException | LinkageError e) {
            RegionLog.queriesNotCached(keyspace.toString(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    /**
     * What {@link #encode} was given, or null if it cannot be read.
     *
     * @param use converts the values; null or any failure counts as unreadable
     */
    public <T> @Nullable T decode(
            Keyspace keyspace,
            StoredEntry found,
            Function<List<@Nullable Object>, @Nullable T> use) {
        try {
            @SuppressWarnings("unchecked")
            var values =
                    (List<@Nullable Object>)
                            EntryBody.read(codec(), found.bytes(), StoredEntry.BODY);
            T made = use.apply(values);
            if (made != null) {
                return made;
            }
            unreadable(keyspace, "not a result of this query");
        } catch (Throwable e) {
            unreadable(keyspace, e);
        }
        return null;
    }

    /**
     * The rows that another session has made of a result for the same columns, which are not to be
     * changed; null if none has.
     */
    public @Nullable List<?> shared(StoredEntry found, ResultColumns columns) {
        return (List<?>) found.sharedBy(columns);
    }

    /** Shares rows with other sessions, if the result is near and no value can be changed. */
    public void share(StoredEntry found, ResultColumns columns, List<?> rows) {
        if (found.isToBeShared()) {
            found.share(columns, rows, SharedValues.bytesOfRows(rows));
        }
    }

    /** Counts a result that was decoded but cannot be used. */
    public void unreadable(Keyspace keyspace, Throwable failure) {
        unreadable(
                keyspace,
                CorruptEntryException.of(failure, "not a result of this query").getMessage());
    }

    private void unreadable(Keyspace keyspace, @Nullable String reason) {
        RegionLog.unreadable(keyspace.toString(), String.valueOf(reason));
        store().counters().increment(Event.UNREADABLE);
    }

    private static Operation operation(SharedSessionContractImplementor session) {
        return SessionWork.of(session).operations().current();
    }

    /** How the columns of a result are encoded. */
    public ResultColumns columns(JdbcValuesMapping mapping) {
        return ResultColumns.of(mapping, parts.codecs().get());
    }

    private EntryCodec codec() {
        return parts.codecs().get().queryResults();
    }
}
