package io.hibernateredis.internal.factory;

import io.hibernateredis.CacheEventListener;
import io.hibernateredis.OnUnreachable;
import io.hibernateredis.internal.access.CacheParts;
import io.hibernateredis.internal.access.DomainRegion;
import io.hibernateredis.internal.access.HitSample;
import io.hibernateredis.internal.delivery.AddedListeners;
import io.hibernateredis.internal.entry.EntryCodecRegistry;
import io.hibernateredis.internal.entry.EntryCodecs;
import io.hibernateredis.internal.events.ListenerContext;
import io.hibernateredis.internal.events.Listeners;
import io.hibernateredis.internal.exact.ExactStates;
import io.hibernateredis.internal.log.RegionLog;
import io.hibernateredis.internal.monitor.ConsistencyMonitor;
import io.hibernateredis.internal.outbox.OutboxTable;
import io.hibernateredis.internal.query.QueryRegion;
import io.hibernateredis.internal.query.QueryResults;
import io.hibernateredis.internal.query.TablesRegion;
import io.hibernateredis.internal.rows.IndexNames;
import io.hibernateredis.internal.rows.MappedRows;
import io.hibernateredis.internal.rows.QueryKeyspaces;
import io.hibernateredis.internal.session.Sessions;
import io.hibernateredis.internal.settings.CacheSettings;
import io.hibernateredis.internal.store.Store;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.cache.CacheException;
import org.hibernate.cache.cfg.spi.DomainDataRegionConfig;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

/**
 * The cache of one session factory: assembles its parts. The store exists from the start, the other
 * parts once Hibernate has read the mapping. Thread-safe.
 */
public final class SessionFactoryCache {

    private final CacheParts parts;
    private final QueryResults results;
    private final EntryCodecRegistry codecs;
    private final OpeningStore store;
    private final AddedListeners listeners = new AddedListeners();
    private final List<DomainRegion> domainRegions = new CopyOnWriteArrayList<>();
    private final Set<String> queryRegions = ConcurrentHashMap.newKeySet();
    private final HitSample hits = new HitSample();
    private volatile @Nullable ConsistencyMonitor monitor;
    private volatile @Nullable RegionTallies tallies;
    private volatile @Nullable Mapped mapped;
    private volatile boolean stopped;

    /** The parts that need the mapping. */
    private record Mapped(
            SessionFactoryImplementor sessionFactory,
            MappedRows rows,
            ExactStates exactStates,
            Sessions sessions,
            ListenerContext listeners) {}

    /**
     * Opens the namespace. Succeeds if Redis is down.
     *
     * @param regionFactory what the regions return to Hibernate as their region factory
     * @throws IllegalArgumentException if a setting is unknown or malformed
     */
    public SessionFactoryCache(
            RegionFactory regionFactory,
            SessionFactoryOptions options,
            Map<String, Object> configuration) {
        var settings = CacheSettings.from(configuration);
        var names = new IndexNames(options);
        this.codecs = new EntryCodecRegistry(settings.codec());
        this.parts =
                new CacheParts(
                        regionFactory,
                        settings,
                        names,
                        new QueryKeyspaces(names, settings),
                        this::store,
                        this::codecs,
                        this::rows,
                        this::exactStates,
                        hits);
        this.results = new QueryResults(parts);
        this.store = OpeningStore.of(options, configuration, settings, listeners);
    }

    /** Called when Hibernate has read the mapping and is about to build the regions of entities. */
    public void mapped(SessionFactoryImplementor sessionFactory, Metadata metadata) {
        var rows = new MappedRows(parts.names(), parts.queries(), sessionFactory, metadata);
        var exactStates = new ExactStates(sessionFactory, rows.foreignKeys());
        var sessions =
                new Sessions(
                        sessionFactory,
                        this::store,
                        this::codecs,
                        rows,
                        parts.settings().statementSnapshots(),
                        parts.settings().marksTransactions());
        var listeners =
                new ListenerContext(
                        sessionFactory, sessions, parts.names(), rows.writes(), exactStates);
        Listeners.register(listeners, sessionFactory.getEventListenerRegistry());
        mapped = new Mapped(sessionFactory, rows, exactStates, sessions, listeners);
        if (settings().monitor().isOn()) {
            var started = new ConsistencyMonitor(settings().monitor(), this::store, sessionFactory);
            monitor = started;
            hits.sendTo(started);
        }
    }

    private Mapped mapped() {
        Mapped known = mapped;
        if (known == null) {
            throw new CacheException("the mapping of the session factory has not been read yet");
        }
        return known;
    }

    public DomainRegion domainRegion(
            DomainDataRegionConfig config, SessionFactoryImplementor sessionFactory) {
        var region = new DomainRegion(parts, config, sessionFactory);
        domainRegions.add(region);
        return region;
    }

    /** Those of entities, collections and natural ids, in no order. */
    public List<DomainRegion> domainRegions() {
        return List.copyOf(domainRegions);
    }

    public QueryRegion queryRegion(String name) {
        queryRegions.add(name);
        return new QueryRegion(parts, name, results.seen());
    }

    /** The unqualified names of those of query results that Hibernate knows. */
    public Set<String> queryRegions() {
        return Set.copyOf(queryRegions);
    }

    /** The counts of each region, from the first call on. */
    public RegionTallies tallies() {
        RegionTallies known = tallies;
        return known == null ? beginTallies() : known;
    }

    private synchronized RegionTallies beginTallies() {
        RegionTallies known = tallies;
        if (known == null) {
            known = new RegionTallies();
            listeners.add(known);
            tallies = known;
        }
        return known;
    }

    public TablesRegion tablesRegion(String name) {
        return new TablesRegion(parts, name);
    }

    /**
     * The outbox can be found from now on.
     *
     * @param table its name in SQL
     */
    public void outboxIs(String table) {
        store.outbox().tableIs(table);
    }

    /** Says so if the outbox is to be used and cannot be. */
    public void checkOutbox() {
        if (settings().store().onUnreachable() != OnUnreachable.OUTBOX) {
            return;
        }
        try {
            OutboxTable.check(store.outbox(), settings().store().namespace());
        } catch (SQLException | RuntimeException e) {
            RegionLog.outboxUnusable(settings().store().namespace(), settings().outboxTable(), e);
        }
    }

    /** What the regions return to Hibernate as their region factory. */
    public RegionFactory regionFactory() {
        return parts.regionFactory();
    }

    public CacheSettings settings() {
        return parts.settings();
    }

    public IndexNames names() {
        return parts.names();
    }

    public QueryKeyspaces queries() {
        return parts.queries();
    }

    /**
     * The namespace in Redis.
     *
     * @throws CacheException if it was closed, or is not open yet and the database does not answer
     */
    public Store store() {
        if (stopped) {
            throw new CacheException("the region factory is stopped");
        }
        return store.get();
    }

    /** As {@link #store}, or null if it is not open yet, without a look at the database. */
    public @Nullable Store openedStore() {
        return store.opened();
    }

    /** Notifies a listener, too, of what the store does from now on. */
    public void add(CacheEventListener listener) {
        listeners.add(listener);
    }

    public MappedRows rows() {
        return mapped().rows();
    }

    public ExactStates exactStates() {
        return mapped().exactStates();
    }

    public EntryCodecs codecs() {
        return codecs.of(mapped().sessionFactory());
    }

    public Sessions sessions() {
        return mapped().sessions();
    }

    public ListenerContext listeners() {
        return mapped().listeners();
    }

    /** Lets a module look up and cache results of queries itself. */
    public QueryResults queryResults() {
        return results;
    }

    /**
     * Called when Hibernate has created, dropped, truncated or populated the schema.
     *
     * @param logged whether the eviction is logged
     */
    public void schemaIsNew(boolean logged) {
        if (!settings().evictsNewSchema()) {
            return;
        }
        try {
            store().evictEverything();
            if (logged) {
                RegionLog.evictedNewSchema(store().settings().namespace());
            }
        } catch (RuntimeException e) {
            RegionLog.newSchemaNotEvicted(settings().store().namespace(), e);
        }
    }

    /** Closes the namespace. */
    public void stop() {
        stopped = true;
        ConsistencyMonitor running = monitor;
        if (running != null) {
            running.close();
        }
        store.close();
    }
}
