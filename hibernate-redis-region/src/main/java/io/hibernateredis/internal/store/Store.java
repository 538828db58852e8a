package io.hibernateredis.internal.store;

import io.hibernateredis.CacheEventListener;
import io.hibernateredis.Counters;
import io.hibernateredis.internal.delivery.Announcer;
import io.hibernateredis.internal.delivery.HarmlessListener;
import io.hibernateredis.internal.delivery.Heartbeat;
import io.hibernateredis.internal.delivery.Mirrors;
import io.hibernateredis.internal.delivery.Outbox;
import io.hibernateredis.internal.delivery.PendingInvalidations;
import io.hibernateredis.internal.delivery.Redelivery;
import io.hibernateredis.internal.delivery.ShardClient;
import io.hibernateredis.internal.near.NearSettings;
import io.hibernateredis.internal.outbox.JdbcOutbox;
import io.hibernateredis.internal.outbox.OutboxAccess;
import io.hibernateredis.internal.protocol.Change;
import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Groupings;
import io.hibernateredis.internal.protocol.IndexView;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Lease;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.PendingPut;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.Scripts;
import io.hibernateredis.internal.protocol.Shard;
import io.hibernateredis.internal.protocol.StoreSettings;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.redis.NoConnectionException;
import io.hibernateredis.internal.redis.RedisRefusedException;
import io.hibernateredis.internal.redis.RedisServer;
import io.hibernateredis.internal.redis.RedisUnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A namespace in Redis, as seen by one session factory. Thread-safe.
 *
 * <p>Reads and puts never throw: what goes wrong is counted, and the database is asked instead.
 * What could leave something stale becomes pending, or stops the transaction: see {@link
 * Announcer}.
 */
public final class Store implements AutoCloseable {

    private final StoreSettings settings;
    private final RedisServer server;
    private final Counters counters;
    private final IndexView index;
    private final ShardClient client;
    private final Redelivery redelivery;
    private final Announcer announcer;
    private final EntryReader reader;
    private final EntryReads reads;
    private final NearCache near;
    private final EntryWriter writer;
    private final ReadAhead readAhead = new ReadAhead();
    private final Outbox outbox;
    private final Inspector inspector;

    private Store(
            StoreSettings settings,
            NearSettings near,
            RedisServer server,
            Scripts scripts,
            Counters counters,
            CacheEventListener events,
            Outbox outbox) {
        LongSupplier nanoTime = System::nanoTime;
        this.outbox = outbox;
        this.counters = counters;
        this.settings = settings;
        this.server = server;
        this.index = new IndexView(settings, nanoTime);
        var shard = new Shard(settings, 0, scripts);
        server.serve(shard.log());
        var heartbeat = Heartbeat.of(server, settings, scripts);
        Runnable reopen = heartbeat.line()::reopen;
        this.client = new ShardClient(settings, server, shard, index, events, nanoTime, reopen);
        this.near = NearCache.of(near, server, client);
        Mirrors mirrors = this.near.mirrors();
        this.redelivery =
                new Redelivery(settings, server, client, heartbeat, events, nanoTime, mirrors);
        this.announcer =
                new Announcer(settings, client, redelivery, events, nanoTime, mirrors, outbox);
        this.reader =
                new EntryReader(settings, client, redelivery.pending(), events, nanoTime, outbox);
        this.reads = this.near.reads(reader, index);
        StoredPuts stored = this.near.puts(index);
        this.writer =
                new EntryWriter(settings, client, redelivery.pending(), stored, events, nanoTime);
        this.inspector = new Inspector(settings, server.toString(), client, reader, reads, events);
    }

    /**
     * Opens a namespace and beats once, so that its clock is known. Does not fail if Redis is down.
     *
     * @param server taught {@link Scripts#all}; closed together with the store
     */
    public static Store open(StoreSettings settings, RedisServer server, Scripts scripts) {
        return open(settings, NearSettings.OFF, server, scripts, null, null);
    }

    /**
     * As {@link #open(StoreSettings, RedisServer, Scripts)}.
     *
     * @param near whether entries are kept in the memory of this JVM
     * @param listener is notified beside the {@link #counters}, or null; what it throws is logged
     * @param access to the table of the outbox; null if there is none
     */
    public static Store open(
            StoreSettings settings,
            NearSettings near,
            RedisServer server,
            Scripts scripts,
            @Nullable CacheEventListener listener,
            @Nullable OutboxAccess access) {
        var counters = new Counters();
        CacheEventListener events =
                listener == null ? counters : counters.andThen(new HarmlessListener(listener));
        Outbox outbox = JdbcOutbox.of(access, settings, events);
        var store = new Store(settings, near, server, scripts, counters, events, outbox);
        store.near.start();
        store.redelivery.start();
        outbox.start(store.announcer.asRelay());
        return store;
    }

    /** The most changes that are announced one by one, and the most entries sent in one message. */
    public int maxChanges() {
        return settings.maxChanges();
    }

    public Counters counters() {
        return counters;
    }

    public StoreSettings settings() {
        return settings;
    }

    /**
     * What this store has seen of the index so far: the load time of what is read from the database
     * from now on.
     */
    public LoadTime loadTime() {
        return index.loadTime();
    }

    /**
     * As {@link #loadTime}, of a transaction that begins: what this JVM has written before is to be
     * part of it, although its closes were not waited for.
     */
    public LoadTime loadTimeOfABegin() {
        server.readArrived();
        return index.loadTime();
    }

    /** The groupings of a table's rows that are in use, as far as this store has seen. */
    public Groupings groupings(String table) {
        return index.groupings(table);
    }

    public ReadAhead readAhead() {
        return readAhead;
    }

    /** Looks at the keys of the namespace. */
    public Inspector inspector() {
        return inspector;
    }

    /** Announces what transactions change, and how they end. */
    public Announcer announcer() {
        return announcer;
    }

    /** Whether reads are sent to Redis at present. */
    public boolean isReadable() {
        return reader.isReadable();
    }

    /** How many transactions' invalidations and closes have yet to be delivered. */
    public int pendingInvalidations() {
        return redelivery.pending().count();
    }

    ShardClient client() {
        return client;
    }

    PendingInvalidations pending() {
        return redelivery.pending();
    }

    /** As {@link #read(List, Collection, ComputeLock, NearScope)}, without lock or transaction. */
    public @Nullable ReadResult read(List<Entry> entries, Collection<Tag> tags) {
        return read(entries, tags, null, new NearScope());
    }

    /**
     * Reads entries, and when some tags were last invalidated, in one round trip.
     *
     * @param lock to be tried for in it; null to take none. Not held afterwards if another has it,
     *     or Redis is not asked
     * @param scope of the transaction that reads; a new one outside of any
     * @return null if Redis is not asked at present, or gave no answer
     */
    public @Nullable ReadResult read(
            List<Entry> entries,
            Collection<Tag> tags,
            @Nullable ComputeLock lock,
            NearScope scope) {
        return reads.read(entries, tags, lock, scope);
    }

    /** Whether a {@link NearScope} has to end when its transaction may see later commits. */
    public boolean endsNearScopes() {
        return near.asksBeforeServing();
    }

    /** Whether an entry lies in Redis and is valid; false if Redis cannot be asked. */
    public boolean contains(Entry entry) {
        ReadResult result = read(List.of(entry), List.of());
        return result != null && result.found().get(0) != null;
    }

    /** Whether an entry would be found in the memory of this JVM, valid as of some tags. */
    public boolean isNear(Entry entry, Collection<Tag> tags) {
        return reads.isNear(entry, tags);
    }

    /** Whether an entry may be stored for its size; what may not is logged now and then. */
    public boolean mayStore(Entry entry, byte[] body) {
        return writer.mayStore(entry, body);
    }

    /**
     * Stores what was loaded, as far as nothing it depends on was invalidated since. Does not wait
     * for it.
     */
    public void put(LoadTime loaded, List<PendingPut> puts) {
        put(loaded, puts, List.of(), false);
    }

    /**
     * As {@link #put(LoadTime, List)}, and releases some locks in the same message; they are still
     * held afterwards if Redis could not be reached.
     *
     * @param awaited whether to wait for it, since others are about to look for the entries
     */
    public void put(
            LoadTime loaded,
            List<PendingPut> puts,
            Collection<ComputeLock> locks,
            boolean awaited) {
        writer.put(loaded, puts, locks, awaited);
        reads.replaced(puts);
    }

    /** Lets other JVMs compute what some locks were taken for, as far as they are held. */
    public void release(Collection<ComputeLock> locks) {
        writer.release(locks);
    }

    /**
     * Ends a transaction whose outcome is known, and stores what it loaded, in one message, which
     * is only waited for if its lease may have lapsed. A close that fails becomes pending.
     */
    public void close(
            Lease lease,
            List<Change> changes,
            boolean committed,
            LoadTime loaded,
            List<PendingPut> puts) {
        announcer.close(
                lease, changes, committed, committed ? writer.passengers(loaded, puts) : null);
        reads.replaced(puts);
    }

    /**
     * Raises a counter, which is kept beside the entries and is lost like them; it begins at 0 and
     * lives as its keyspace says. A connection that breaks may have it raised twice.
     *
     * @throws RedisUnavailableException if Redis gave no answer; it may have been raised
     * @throws NoConnectionException if all connections were in use
     * @throws RedisRefusedException if Redis refused
     */
    public long increment(Entry counter, long delta) {
        return client.sendPatiently((shard, caller) -> shard.increment(counter, delta)).number(1);
    }

    /**
     * Invalidates at once, outside any transaction; becomes pending if it cannot be delivered.
     *
     * @param entries entries that are to go
     * @param tags whatever else was changed: floors, tables, names
     */
    public void evict(Collection<Entry> entries, Collection<Tag> tags) {
        List<Change> changes = new ArrayList<>();
        entries.forEach(entry -> changes.add(Change.of(entry, null)));
        tags.forEach(tag -> changes.add(Change.of(tag)));
        announcer.invalidate(changes);
    }

    /**
     * Invalidates the entries of a keyspace whose ids begin alike; all of it, if names are
     * encrypted. Looks at all keys of the server, some at a time.
     *
     * @return how many
     * @throws RedisUnavailableException if Redis gave no answer; some may have been invalidated
     * @throws NoConnectionException if all connections were in use; some may have been
     * @throws RedisRefusedException if Redis refused
     */
    public int evictPrefix(Keyspace keyspace, String prefix) {
        return new KeyScan(client).evict(keyspace, prefix, this::evict);
    }

    /** Invalidates all that was cached until now; becomes pending if it cannot be delivered. */
    public void evictEverything() {
        announcer.invalidateEverything();
    }

    /**
     * Waits until all that was posted before is answered and counted, or an answer may come no
     * more.
     */
    public void settle() {
        server.settle();
    }

    /** One heartbeat of this store alone. Returns how many invalidations were delivered. */
    int beat() {
        return redelivery.beat();
    }

    /** Ends the heartbeat, waits for outstanding answers, tries to deliver what is pending. */
    @Override
    public void close() {
        settle();
        near.close();
        redelivery.close(outbox.isUsed());
        outbox.close();
        server.close();
    }
}
