package io.hibernateredis.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.Counters;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.delivery.Heartbeat;
import io.hibernateredis.internal.delivery.Leases;
import io.hibernateredis.internal.delivery.Link;
import io.hibernateredis.internal.delivery.PendingInvalidations;
import io.hibernateredis.internal.delivery.RareLog;
import io.hibernateredis.internal.delivery.StoreLog;
import io.hibernateredis.internal.protocol.Change;
import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Groupings;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Lease;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.PendingPut;
import io.hibernateredis.internal.protocol.ReadRequest;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.Scripts;
import io.hibernateredis.internal.protocol.Shard;
import io.hibernateredis.internal.protocol.StoreSettings;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.Line;
import io.hibernateredis.internal.redis.NoConnectionException;
import io.hibernateredis.internal.redis.OversizedReplyException;
import io.hibernateredis.internal.redis.RedisRefusedException;
import io.hibernateredis.internal.redis.RedisServer;
import io.hibernateredis.internal.redis.RedisUnavailableException;
import io.hibernateredis.internal.redis.Replies;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A namespace in Redis, as seen by one session factory. Thread-safe.
 *
 * <p>Reads and puts never throw: what goes wrong is counted, and the database is asked instead.
 * What could leave something stale becomes a debt, or stops the transaction.
 */
public final class Store implements AutoCloseable {

    private final StoreSettings settings;
    private final RedisServer server;
    private final Shard shard;
    private final PendingInvalidations debts = new PendingInvalidations();
    private final Leases leases = new Leases();
    private final Counters counters = new Counters();
    private final Link link;
    private final ReadAhead readAhead = new ReadAhead();
    private final RareLog tooLarge = new RareLog();
    private final Heartbeat heartbeat;

    private Store(StoreSettings settings, RedisServer server, Scripts scripts) {
        this.settings = settings;
        this.server = server;
        this.shard = new Shard(settings, 0, scripts);
        this.heartbeat = Heartbeat.of(server, settings, scripts);
        this.link = new Link(settings, server, shard, counters, heartbeat.line()::reopen);
    }

    /**
     * Opens a namespace and beats once, so that its clock is known. Does not fail if Redis is down.
     *
     * @param server taught {@link Scripts#all}; closed together with the store
     */
    public static Store open(StoreSettings settings, RedisServer server, Scripts scripts) {
        var store = new Store(settings, server, scripts);
        store.heartbeat.start(store);
        return store;
    }

    public UnitOfWork newUnitOfWork() {
        return new UnitOfWork(this);
    }

    public Counters counters() {
        return counters;
    }

    public StoreSettings settings() {
        return settings;
    }

    /**
     * What this store has seen of the index so far: the load time of whatever is read from the
     * database from now on.
     */
    public LoadTime loadTime() {
        return link.loadTime();
    }

    /** The groupings of a table's rows that are in use, as far as this store has heard. */
    public Groupings groupings(String table) {
        return link.groupings(table);
    }

    public ReadAhead readAhead() {
        return readAhead;
    }

    /** Whether reads are sent to Redis at present. */
    public boolean isReadable() {
        return link.mayRead() && !debts.forbidReading();
    }

    /** How many invalidations and closes Redis has yet to be told of. */
    public int debts() {
        return debts.count();
    }

    /**
     * Reads entries, and when some tags were last invalidated, in one round trip.
     *
     * @return null if Redis is not asked at present, or gave no answer
     */
    public @Nullable ReadResult read(List<Entry> entries, Collection<Tag> tags) {
        return read(entries, tags, null);
    }

    /**
     * As {@link #read(List, Collection)}, after trying to take a lock in the same round trip.
     *
     * @param lock null to take none; not held afterwards if another has it, or Redis is not asked
     */
    public @Nullable ReadResult read(
            List<Entry> entries, Collection<Tag> tags, @Nullable ComputeLock lock) {
        if (!isReadable()) {
            counters.increment(Event.BYPASSED);
            return null;
        }
        try {
            return asked(new ReadRequest(shard, entries, tags, lock, link::inUse));
        } catch (OversizedReplyException e) {
            return askedWithout(entries, tags, lock, e);
        } catch (RuntimeException | Error e) {
            return readFailed(e);
        }
    }

    /** Also errors: an application is not to fail because its cache ran out of memory. */
    private @Nullable ReadResult readFailed(Throwable cause) {
        counters.increment(Event.READ_FAILED);
        StoreLog.failed("read", cause);
        return null;
    }

    private @Nullable ReadResult asked(ReadRequest request) {
        // An index that no script of ours has met may hold what was put before we could tell that
        // another was lost.
        long known = loadTime().nonce();
        long sent = System.nanoTime();
        Replies replies = link.exchange((its, caller) -> request.calls());
        request.noteLock(replies, sent);
        if (!link.believes(replies.identity())) {
            // The proof grew too old while this was on its way, or is another server's.
            counters.increment(Event.READ_FAILED);
            return null;
        }
        ReadResult reading = request.answer(replies, known);
        if (reading.nonce() != 0) {
            link.note(new LoadTime(reading.nonce(), reading.clock()));
        }
        count(request.entries(), reading);
        return reading;
    }

    /**
     * What is too large to be read would be in the way of every read: it goes, which makes a miss,
     * and is asked for once more.
     */
    private @Nullable ReadResult askedWithout(
            List<Entry> entries,
            Collection<Tag> tags,
            @Nullable ComputeLock lock,
            RuntimeException why) {
        StoreLog.failed("read", why);
        counters.increment(Event.TOO_LARGE);
        try {
            List<byte[]> keys = entries.stream().map(shard::key).toList();
            link.exchange((its, caller) -> List.of(Call.delete(keys))).number(0);
            return asked(new ReadRequest(shard, entries, tags, lock, link::inUse));
        } catch (RuntimeException | Error e) {
            return readFailed(e);
        }
    }

    private void count(List<Entry> entries, ReadResult reading) {
        for (StoredEntry found : reading.found()) {
            counters.increment(found == null ? Event.MISS : Event.HIT);
        }
        if (StoreLog.tellsEntries()) {
            for (int i = 0; i < entries.size(); i++) {
                boolean hit = reading.found().get(i) != null;
                StoreLog.read(settings.namespace(), entries.get(i), hit);
            }
        }
    }

    /** Stores what was loaded, as far as nothing it depends on was invalidated since. */
    public void put(LoadTime loaded, List<PendingPut> offers) {
        put(loaded, offers, List.of());
    }

    /**
     * As {@link #put(LoadTime, List)}, and releases some locks in the same round trip; they are
     * still held afterwards if Redis could not be told.
     */
    public void put(LoadTime loaded, List<PendingPut> offers, Collection<ComputeLock> locks) {
        if (offers.isEmpty() || !loaded.isKnown() || !link.mayCall() || debts.forbidReading()) {
            return;
        }
        try {
            Replies replies =
                    link.exchange(
                            (its, caller) -> {
                                List<Call> calls = new ArrayList<>();
                                calls.add(its.put(caller, loaded, offers, link::inUse));
                                if (!locks.isEmpty()) {
                                    calls.add(its.release(locks));
                                }
                                return calls;
                            });
            locks.forEach(ComputeLock::released);
            countPuts(link.answered(replies, 0), offers);
        } catch (RuntimeException | Error e) {
            counters.add(Event.PUT_FAILED, offers.size());
            StoreLog.failed("put", e);
        }
    }

    /** Lets others compute what some locks were taken for, as far as they are held. */
    public void release(Collection<ComputeLock> locks) {
        if (locks.isEmpty()) {
            return;
        }
        List<ComputeLock> held = locks.stream().filter(ComputeLock::isHeld).toList();
        if (held.isEmpty()) {
            return;
        }
        held.forEach(ComputeLock::released);
        try {
            link.exchange((its, caller) -> List.of(its.release(held))).number(0);
        } catch (RuntimeException e) {
            StoreLog.failed("release of a lock", e);
        }
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
        return link.exchangePatiently((its, caller) -> its.increment(counter, delta)).number(1);
    }

    /**
     * Invalidates the entries of a keyspace that lie in Redis and whose ids begin alike. Looks at
     * all keys of the server, some at a time.
     *
     * @return how many
     * @throws RedisUnavailableException if Redis gave no answer; some may have been invalidated
     * @throws NoConnectionException if all connections were in use; some may have been
     * @throws RedisRefusedException if Redis refused
     */
    public int evictPrefix(Keyspace keyspace, String prefix) {
        int evicted = 0;
        String cursor = "0";
        do {
            String from = cursor;
            List<?> found =
                    link.exchangePatiently(
                                    (its, caller) -> List.of(its.scan(from, keyspace, prefix)))
                            .elements(0);
            cursor = new String((byte[]) found.get(0), UTF_8);
            List<Entry> entries = new ArrayList<>();
            for (Object key : (List<?>) found.get(1)) {
                entries.add(keyspace.entry(null, shard.id((byte[]) key, keyspace)));
            }
            if (!entries.isEmpty()) {
                evict(entries, List.of());
            }
            evicted += entries.size();
        } while (!cursor.equals("0"));
        return evicted;
    }

    private void countPuts(Shard.Answer answer, List<PendingPut> offers) {
        String outcomes = answer.more();
        for (int i = 0; i < outcomes.length(); i++) {
            if (outcomes.charAt(i) == '1') {
                counters.increment(Event.STORED);
            } else {
                if (outcomes.charAt(i) == Shard.NO_ROOM) {
                    link.noteNoRoom(offers.get(i).tags());
                }
                counters.increment(Event.REFUSED);
                offers.get(i).whenRefused().run();
            }
            if (StoreLog.tellsEntries()) {
                boolean stored = outcomes.charAt(i) == '1';
                StoreLog.put(settings.namespace(), offers.get(i).entry(), stored);
            }
        }
    }

    /**
     * Announces what a transaction is about to change.
     *
     * @throws RedisUnavailableException if Redis gave no answer; it may have run
     * @throws RedisRefusedException if Redis refused
     */
    public void open(Lease lease, List<Change> changes) {
        long sent = System.nanoTime();
        Replies replies =
                link.exchangePatiently(
                        (its, caller) -> List.of(its.open(caller, lease, changes, false)));
        link.answered(replies, 0);
        lease.announced(changes, sent);
        counters.increment(Event.OPENED);
        if (StoreLog.tellsEntries()) {
            StoreLog.changed(settings.namespace(), changes.size());
        }
    }

    /** Makes what was announced last longer; also announces what nobody could be told of before. */
    void renew(Lease lease, Link.Sender sender) {
        long sent = System.nanoTime();
        List<Change> changes = lease.changes();
        Replies replies =
                sender.send((its, caller) -> List.of(its.open(caller, lease, changes, true)));
        link.answered(replies, 0);
        lease.renewed(sent);
    }

    /**
     * Ends a transaction for certain, and stores what it loaded, in one round trip. A close that
     * fails becomes a debt.
     */
    public void close(
            Lease lease,
            List<Change> changes,
            boolean committed,
            LoadTime loaded,
            List<PendingPut> offers) {
        leases.forget(lease);
        long held = lease.leftNanos(System.nanoTime(), settings.lease().toNanos());
        boolean withPut = committed && loaded.isKnown() && !offers.isEmpty();
        try {
            Replies replies =
                    link.exchangePatiently(
                            (its, caller) -> {
                                List<Call> calls = new ArrayList<>();
                                calls.add(its.close(caller, lease.token(), changes, committed));
                                if (withPut) {
                                    calls.add(its.put(caller, loaded, offers, link::inUse));
                                }
                                return calls;
                            });
            var closed = link.answered(replies, 0);
            counters.increment(Event.CLOSED);
            counters.add(Event.STORED, closed.more().isEmpty() ? 0 : Long.parseLong(closed.more()));
            if (withPut) {
                countPutsWithClose(replies, offers);
            }
        } catch (RuntimeException e) {
            StoreLog.failed("close", e);
            closeFailed(lease, changes, committed, held, e);
        }
    }

    /**
     * While the lease holds, it hides what was changed, and no load from before its end is ever
     * valid: the close need not be told. If it may have lapsed before the commit, others may have
     * loaded what was there before.
     */
    private void closeFailed(
            Lease lease, List<Change> changes, boolean committed, long held, RuntimeException e) {
        if (held > 0) {
            debts.incurClose(lease.token(), changes, held);
        } else if (committed) {
            incur(changes, e, this).committed();
        }
    }

    private void countPutsWithClose(Replies replies, List<PendingPut> offers) {
        try {
            countPuts(link.answered(replies, 1), offers);
        } catch (RuntimeException e) {
            counters.add(Event.PUT_FAILED, offers.size());
            StoreLog.failed("put", e);
        }
    }

    /** Nobody knows how the transaction ended: its lease is renewed once and left to pass. */
    public void leaveToLapse(Lease lease) {
        letLapse(lease);
        try {
            renew(lease, link::exchangePatiently);
        } catch (RuntimeException e) {
            StoreLog.failed("renewal of a lease", e);
            incur(lease.changes(), e, lease).unknown();
        }
    }

    /** Nobody will tell how it ended: the lease passes. */
    public void letLapse(Lease lease) {
        leases.forget(lease);
        counters.increment(Event.UNKNOWN_OUTCOME);
    }

    /**
     * Invalidates at once, outside any transaction; if Redis cannot be told, it becomes a debt.
     *
     * @param entries entries that are to go
     * @param tags whatever else was changed: floors, tables, names
     */
    public void evict(Collection<Entry> entries, Collection<Tag> tags) {
        List<Change> changes = new ArrayList<>();
        entries.forEach(entry -> changes.add(Change.of(entry, null)));
        tags.forEach(tag -> changes.add(Change.of(tag)));
        invalidate(changes);
    }

    public void invalidate(List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        try {
            Replies replies =
                    link.exchangePatiently(
                            (its, caller) ->
                                    List.of(its.evict(caller, changes, Shard.Scope.THESE)));
            link.answered(replies, 0);
            counters.increment(Event.EVICTED);
        } catch (RuntimeException e) {
            incur(changes, e, this).committed();
        }
    }

    /** Invalidates all that was cached until now; if Redis cannot be told, it becomes a debt. */
    public void evictEverything() {
        try {
            Replies replies =
                    link.exchangePatiently(
                            (its, caller) ->
                                    List.of(its.evict(caller, List.of(), Shard.Scope.EVERYTHING)));
            link.answered(replies, 0);
            counters.increment(Event.EVICTED);
        } catch (RuntimeException e) {
            counters.increment(Event.DEBT_INCURRED);
            heartbeat.outage().owes(e);
            debts.incurEverything();
        }
    }

    /** Whether an entry lies in Redis, valid or not; false if Redis cannot be asked. */
    public boolean contains(Entry entry) {
        ReadResult reading = read(List.of(entry), List.of());
        return reading != null && reading.found().get(0) != null;
    }

    public PendingInvalidations.Debt incur(
            List<Change> changes, RuntimeException cause, Object owner) {
        counters.increment(Event.DEBT_INCURRED);
        heartbeat.outage().owes(cause);
        return debts.incur(changes, owner);
    }

    public void watch(Lease lease) {
        leases.watch(lease);
    }

    /** Tries to tell Redis what it is owed before the next heartbeat, unless it was silent. */
    public void payDebts() {
        if (!link.mayCall()) {
            return;
        }
        try {
            heartbeat.outage().delivered(pay(link::exchange));
        } catch (RuntimeException e) {
            StoreLog.failed("payment of debts", e);
        }
    }

    private int pay(Link.Sender sender) {
        int paid = debts.pay(link, sender);
        counters.add(Event.DEBT_PAID, paid);
        return paid;
    }

    public Link link() {
        return link;
    }

    /** One heartbeat of this store alone. Returns how many debts were paid. */
    int beat() {
        return heartbeat.beat(List.of(this));
    }

    /** The heartbeat was not answered, or the server may not be used. */
    public void unheard(Throwable cause) {
        if (cause instanceof RuntimeException e) {
            link.distrust(e);
        }
    }

    /** Tells what is owed, after a heartbeat. Returns how many debts were paid. */
    public int payDebts(Line line) {
        return pay(link.over(line));
    }

    /**
     * Lets the leases of transactions that are still committing last longer.
     *
     * @throws RedisUnavailableException if Redis gave no answer
     */
    public void renewLeases(Line line) {
        for (Lease lease : leases.due(settings.lease().toNanos() / 3)) {
            try {
                renew(lease, link.over(line));
            } catch (RedisRefusedException e) {
                StoreLog.failed("renewal of a lease", e);
            }
        }
    }

    /** How many tags are kept for what Redis has yet to be told of. */
    int owedTags() {
        return debts.size();
    }

    public boolean owesInvalidations() {
        return debts.dueInvalidations() > 0;
    }

    public void closeIdleConnections() {
        server.closeIdleConnections();
    }

    /** Whether an entry may be stored for its size; what may not is told now and then. */
    public boolean mayStore(Entry entry, byte[] body) {
        int most = settings.maxEntrySize();
        if (body.length <= most) {
            return true;
        }
        counters.increment(Event.TOO_LARGE);
        tooLarge.say(times -> StoreLog.tooLarge(entry.keyspace(), body.length, most));
        return false;
    }

    /** Ends the heartbeat, tries once more to pay what is owed, and closes the connections. */
    @Override
    public void close() {
        heartbeat.stop(this);
        try {
            pay(link.over(heartbeat.line()));
        } catch (RuntimeException e) {
            StoreLog.failed("payment of debts", e);
        }
        if (debts.count() > 0) {
            StoreLog.unpaid(settings.namespace(), debts.count());
        }
        heartbeat.release();
        server.close();
    }
}
