package io.hibernateredis.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.redis.Call;
import io.hibernateredis.redis.Line;
import io.hibernateredis.redis.OversizedReplyException;
import io.hibernateredis.redis.RedisRefusedException;
import io.hibernateredis.redis.RedisServer;
import io.hibernateredis.redis.RedisUnavailableException;
import io.hibernateredis.redis.Replies;
import io.hibernateredis.store.Counters.Event;
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
    private final Debts debts = new Debts();
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
    Groupings groupings(String table) {
        return link.groupings(table);
    }

    ReadAhead readAhead() {
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
    public @Nullable Reading read(List<Entry> entries, Collection<Tag> tags) {
        return read(entries, tags, null);
    }

    /**
     * As {@link #read(List, Collection)}, after trying to take a lock in the same round trip.
     *
     * @param lock null to take none; not held afterwards if another has it, or Redis is not asked
     */
    public @Nullable Reading read(List<Entry> entries, Collection<Tag> tags, @Nullable Lock lock) {
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
    private @Nullable Reading readFailed(Throwable cause) {
        counters.increment(Event.READ_FAILED);
        StoreLog.failed("read", cause);
        return null;
    }

    private @Nullable Reading asked(ReadRequest request) {
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
        Reading reading = request.answer(replies, known);
        if (reading.nonce() != 0) {
            link.note(new LoadTime(reading.nonce(), reading.clock()));
        }
        count(reading);
        return reading;
    }

    /**
     * What is too large to be read would be in the way of every read: it goes, which makes a miss,
     * and is asked for once more.
     */
    private @Nullable Reading askedWithout(
            List<Entry> entries, Collection<Tag> tags, @Nullable Lock lock, RuntimeException why) {
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

    private void count(Reading reading) {
        for (Found found : reading.found()) {
            counters.increment(found == null ? Event.MISS : Event.HIT);
        }
    }

    /** Stores what was loaded, as far as nothing it depends on was invalidated since. */
    void put(LoadTime loaded, List<Offer> offers) {
        put(loaded, offers, List.of());
    }

    /**
     * As {@link #put(LoadTime, List)}, and releases some locks in the same round trip; they are
     * still held afterwards if Redis could not be told.
     */
    void put(LoadTime loaded, List<Offer> offers, Collection<Lock> locks) {
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
            locks.forEach(Lock::released);
            countPuts(link.answered(replies, 0), offers);
        } catch (RuntimeException | Error e) {
            counters.add(Event.PUT_FAILED, offers.size());
            StoreLog.failed("put", e);
        }
    }

    /** Lets others compute what some locks were taken for, as far as they are held. */
    public void release(Collection<Lock> locks) {
        if (locks.isEmpty()) {
            return;
        }
        List<Lock> held = locks.stream().filter(Lock::isHeld).toList();
        if (held.isEmpty()) {
            return;
        }
        held.forEach(Lock::released);
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
     * @throws RedisRefusedException if Redis refused
     */
    public long increment(Entry counter, long delta) {
        return link.exchange((its, caller) -> its.increment(counter, delta)).number(1);
    }

    /**
     * Invalidates the entries of a keyspace that lie in Redis and whose ids begin alike. Looks at
     * all keys of the server, some at a time.
     *
     * @return how many
     * @throws RedisUnavailableException if Redis gave no answer; some may have been invalidated
     * @throws RedisRefusedException if Redis refused
     */
    public int evictPrefix(Keyspace keyspace, String prefix) {
        int evicted = 0;
        String cursor = "0";
        do {
            String from = cursor;
            List<?> found =
                    link.exchange((its, caller) -> List.of(its.scan(from, keyspace, prefix)))
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

    private void countPuts(Shard.Answer answer, List<Offer> offers) {
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
        }
    }

    /**
     * Announces what a transaction is about to change.
     *
     * @throws RedisUnavailableException if Redis gave no answer; it may have run
     * @throws RedisRefusedException if Redis refused
     */
    void open(Lease lease, List<Touch> touches) {
        long sent = System.nanoTime();
        Replies replies =
                link.exchangePatiently(
                        (its, caller) -> List.of(its.open(caller, lease, touches, false)));
        link.answered(replies, 0);
        lease.announced(touches, sent);
        counters.increment(Event.OPENED);
    }

    /** Makes what was announced last longer; also announces what nobody could be told of before. */
    void renew(Lease lease, Link.Sender sender) {
        long sent = System.nanoTime();
        List<Touch> touches = lease.touches();
        Replies replies =
                sender.send((its, caller) -> List.of(its.open(caller, lease, touches, true)));
        link.answered(replies, 0);
        lease.renewed(sent);
    }

    /**
     * Ends a transaction for certain, and stores what it loaded, in one round trip. A close that
     * fails becomes a debt.
     */
    void close(
            Lease lease,
            List<Touch> touches,
            boolean committed,
            LoadTime loaded,
            List<Offer> offers) {
        leases.forget(lease);
        long held =
                lease.leftNanos(
                        System.nanoTime(), settings.lease().toNanos());
        boolean withPut = committed && loaded.isKnown() && !offers.isEmpty();
        try {
            Replies replies =
                    link.exchangePatiently(
                            (its, caller) -> {
                                List<Call> calls = new ArrayList<>();
                                calls.add(its.close(caller, lease.token(), touches, committed));
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
            closeFailed(lease, touches, committed, held, e);
        }
    }

    /**
     * While the lease holds, it hides what was changed, and no load from before its end is ever
     * valid: the close need not be told. If it may have lapsed before the commit, others may have
     * loaded what was there before.
     */
    private void closeFailed(
            Lease lease, List<Touch> touches, boolean committed, long held, RuntimeException e) {
        if (held > 0) {
            debts.incurClose(lease.token(), touches, held);
        } else if (committed) {
            incur(touches, e, this).committed();
        }
    }

    private void countPutsWithClose(Replies replies, List<Offer> offers) {
        try {
            countPuts(link.answered(replies, 1), offers);
        } catch (RuntimeException e) {
            counters.add(Event.PUT_FAILED, offers.size());
            StoreLog.failed("put", e);
        }
    }

    /** Nobody knows how the transaction ended: its lease is renewed once and left to pass. */
    void leaveToLapse(Lease lease) {
        letLapse(lease);
        try {
            renew(lease, link::exchangePatiently);
        } catch (RuntimeException e) {
            StoreLog.failed("renewal of a lease", e);
            incur(lease.touches(), e, lease).unknown();
        }
    }

    /** Nobody will tell how it ended: the lease passes. */
    void letLapse(Lease lease) {
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
        List<Touch> touches = new ArrayList<>();
        entries.forEach(entry -> touches.add(Touch.of(entry, null)));
        tags.forEach(tag -> touches.add(Touch.of(tag)));
        invalidate(touches);
    }

    void invalidate(List<Touch> touches) {
        if (touches.isEmpty()) {
            return;
        }
        try {
            Replies replies =
                    link.exchangePatiently(
                            (its, caller) ->
                                    List.of(its.evict(caller, touches, Shard.Scope.THESE)));
            link.answered(replies, 0);
            counters.increment(Event.EVICTED);
        } catch (RuntimeException e) {
            incur(touches, e, this).committed();
        }
    }

    /** Invalidates all that was cached until now; if Redis cannot be told, it becomes a debt. */
    public void evictEverything() {
        try {
            Replies replies =
                    link.exchangePatiently(
                            (its, caller) ->
                                    List.of(
                                            its.evict(
                                                    caller, List.of(), Shard.Scope.EVERYTHING)));
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
        Reading reading = read(List.of(entry), List.of());
        return reading != null && reading.found().get(0) != null;
    }

    Debts.Debt incur(List<Touch> touches, RuntimeException cause, Object owner) {
        counters.increment(Event.DEBT_INCURRED);
        heartbeat.outage().owes(cause);
        return debts.incur(touches, owner);
    }

    void watch(Lease lease) {
        leases.watch(lease);
    }

    /** Tries to tell Redis what it is owed before the next heartbeat, unless it was silent. */
    void payDebts() {
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

    Link link() {
        return link;
    }

    /** One heartbeat of this store alone. Returns how many debts were paid. */
    int beat() {
        return heartbeat.beat(List.of(this));
    }

    /** The heartbeat was not answered, or the server may not be used. */
    void unheard(Throwable cause) {
        if (cause instanceof RuntimeException e) {
            link.distrust(e);
        }
    }

    /** Tells what is owed, after a heartbeat. Returns how many debts were paid. */
    int payDebts(Line line) {
        return pay(link.over(line));
    }

    /** Lets the leases of transactions that are still committing last longer. */
    void renewLeases(Line line) {
        for (Lease lease : leases.due(settings.lease().toNanos() / 3)) {
            try {
                renew(lease, link.over(line));
            } catch (RedisRefusedException e) {
                StoreLog.failed("renewal of a lease", e);
            } catch (RuntimeException e) {
                // There is no answer to the others either.
                StoreLog.failed("renewal of a lease", e);
                return;
            }
        }
    }

    boolean owesInvalidations() {
        return debts.dueInvalidations() > 0;
    }

    void closeIdleConnections() {
        server.closeIdleConnections();
    }

    /** Whether an entry may be stored for its size; what may not is told now and then. */
    boolean mayStore(Entry entry, byte[] body) {
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
