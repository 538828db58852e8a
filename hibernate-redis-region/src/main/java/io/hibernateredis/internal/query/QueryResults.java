package io.hibernateredis.internal.query;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.access.CacheParts;
import io.hibernateredis.internal.access.ReaderContext;
import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.entry.EntryBody;
import io.hibernateredis.internal.entry.EntryCodec;
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
 * What the results of a session factory's queries are cached with, for a module that looks them up
 * itself instead of leaving that to Hibernate. For the modules of this cache. Thread-safe.
 */
public final class QueryResults {

    private final CacheParts parts;
    private final Map<String, Keyspace> keyspaces = new ConcurrentHashMap<>();

    public QueryResults(CacheParts parts) {
        this.parts = parts;
    }

    /** Whether this version of Hibernate lets a module look up results itself. */
    public static boolean isPossible() {
        return HibernateVersion.scopesOperations() && QueryInternals.problem() == null;
    }

    /**
     * A duration as settings are written.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Duration duration(String text) {
        return new SettingsReader(Map.of(SettingsReader.PREFIX + "of a query", text))
                .duration("of a query", Duration.ZERO);
    }

    /** Whether the settings let a module look up results itself. */
    public boolean isEnabled() {
        return parts.settings().query().enabled();
    }

    /** How long a query may wait for somebody else who executes the same. */
    public Duration longestWait() {
        return parts.settings().query().longestWait();
    }

    /** Functions that the application declares always to give the same for the same arguments. */
    public Set<String> deterministicFunctions() {
        return parts.settings().query().deterministicFunctions();
    }

    /**
     * Where the results of a region lie.
     *
     * @param region its unqualified name, or null for the default one
     * @param ttl how long a result lives, or null for the region's
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

    /** What every result depends on, as {@link QueryKeyspaces#everyResult}. */
    public Tag everyResult() {
        return parts.queries().everyResult();
    }

    public Store store() {
        return parts.store().get();
    }

    /**
     * The unit of work of a session, or null if the session is not one of this cache's, or its time
     * zone is its own, so that it shares no results with others.
     */
    public @Nullable UnitOfWork unitOf(SharedSessionContractImplementor session) {
        SessionWork work = SessionWork.ifOurs(session);
        return work == null || ReaderContext.hasOwnZone(session) ? null : work.unit();
    }

    /**
     * Sends the result of the select that is being executed to a module, should it be read from the
     * database, and looks it up no more.
     */
    public void sendResultTo(SharedSessionContractImplementor session, Consumer<List<?>> receiver) {
        operation(session).sendResultTo(receiver);
    }

    /** Where the result of the select that is being executed goes, or null. */
    public @Nullable Consumer<List<?>> resultReceiver(SharedSessionContractImplementor session) {
        return operation(session).resultReceiver();
    }

    /** Runs an action when all that the outermost operation of the session loaded was sent. */
    public void afterOperation(SharedSessionContractImplementor session, Runnable action) {
        SessionWork.of(session).operations().afterOutermost(action);
    }

    /** The select that is being executed gives the rows of a cached result. */
    public void replaysCachedResult(SharedSessionContractImplementor session) {
        operation(session).replaysCachedResult();
    }

    /**
     * Whether a result that was loaded at some time may be shown to a session: not if it is newer
     * than what the session's transaction sees of the database.
     *
     * @param loaded microseconds on the index's clock
     */
    public boolean maySee(SharedSessionContractImplementor session, long loaded) {
        return SessionWork.of(session).maySee(loaded);
    }

    /**
     * Reads a result, and what was needed after it the last time, in one round trip; null if Redis
     * gave no answer.
     *
     * @param lock to be taken before, or null
     */
    public @Nullable ReadResult read(
            SharedSessionContractImplementor session,
            Entry result,
            Set<Tag> tags,
            @Nullable ComputeLock lock) {
        return SessionWork.of(session).operations().read(result, tags, lock);
    }

    /**
     * Fetches the entities that a result names by their ids alone, in one message.
     *
     * @param rows as they were cached, and behind them their number
     */
    public void prefetch(
            SharedSessionContractImplementor session,
            Entry result,
            JdbcValuesMapping mapping,
            List<?> rows) {
        SessionWork.of(session).operations().prefetch(result, mapping, rows);
    }

    /** The body of an entry, or null if a value has no form. */
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
     * @param use what is made of it; null, or any failure, counts as unreadable
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

    /** Counts a result that could be read, and of which nothing could be made. */
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

    /** How the columns of a result are written. */
    public ResultColumns columns(JdbcValuesMapping mapping) {
        return ResultColumns.of(mapping, parts.codecs().get());
    }

    private EntryCodec codec() {
        return parts.codecs().get().queryResults();
    }
}
