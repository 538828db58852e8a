package io.hibernateredis.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.redis.Call;
import io.hibernateredis.redis.RedisRefusedException;
import io.hibernateredis.redis.RedisServer;
import io.hibernateredis.redis.RedisUnavailableException;
import io.hibernateredis.redis.Replies;
import io.hibernateredis.store.Counters.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
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
    private final Trust trust;
    private final Debts debts = new Debts();
    private final Counters counters = new Counters();
    private final AtomicReference<LoadTime> seen = new AtomicReference<>(LoadTime.UNKNOWN);
    private final Map<String, Groupings> groupings = new ConcurrentHashMap<>();
    private final ReadAhead readAhead = new ReadAhead();
    private final Heartbeat heartbeat;
    private volatile long longestLease;

    private Store(StoreSettings settings, RedisServer server, Scripts scripts) {
        this.settings = settings;
        this.server = server;
        this.shard = new Shard(settings, 0, scripts);
        this.trust = new Trust(settings);
        this.longestLease = Shard.micros(settings.lease());
        this.heartbeat = new Heartbeat(this, settings);
    }

    /**
     * Opens a namespace and beats once, so that its clock is known. Does not fail if Redis is down.
     *
     * @param server taught {@link Scripts#all}; closed together with the store
     */
    public static Store open(StoreSettings settings, RedisServer server, Scripts scripts) {
        var store = new Store(settings, server, scripts);
        store.heartbeat.start();
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
        return Objects.requireNonNull(seen.get());
    }

    /** The groupings of a table's rows that are in use, as far as this store has heard. */
    Groupings groupings(String table) {
        return groupings.computeIfAbsent(Tag.escaped(table), name -> Groupings.of(table, ""));
    }

    ReadAhead readAhead() {
        return readAhead;
    }

    /** Whether reads are sent to Redis at present. */
    public boolean isReadable() {
        return trust.mayRead() && !debts.forbidReading();
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
        var request = new ReadRequest(shard, entries, tags, lock);
        // An index that no script of ours has met may hold what was put before we could tell that
        // another was lost.
        long known = loadTime().nonce();
        try {
            long sent = System.nanoTime();
            Replies replies = exchange(caller -> request.calls());
            request.noteLock(replies, sent);
            if (!trust.believes(replies.identity())) {
                // The proof grew too old while this was on its way, or is another server's.
                counters.increment(Event.READ_FAILED);
                return null;
            }
            Reading reading = request.answer(replies, known);
            if (reading.nonce() != 0) {
                note(new LoadTime(reading.nonce(), reading.clock()));
            }
            count(reading);
            return reading;
        } catch (RuntimeException e) {
            counters.increment(Event.READ_FAILED);
            StoreLog.failed("read", e);
            return null;
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
        if (offers.isEmpty() || !loaded.isKnown() || !trust.mayCall() || debts.forbidReading()) {
            return;
        }
        try {
            Replies replies =
                    exchange(
                            caller -> {
                                List<Call> calls = new ArrayList<>();
                                calls.add(shard.put(caller, loaded, offers));
                                if (!locks.isEmpty()) {
                                    calls.add(shard.release(locks));
                                }
                                return calls;
                            });
            locks.forEach(Lock::released);
            countPuts(answered(replies, 0), offers);
        } catch (RuntimeException e) {
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
            exchange(caller -> List.of(shard.release(held))).number(0);
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
        return exchange(caller -> shard.increment(counter, delta)).number(1);
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
                    exchange(caller -> List.of(shard.scan(from, keyspace, prefix))).elements(0);
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
        Replies replies = exchange(caller -> List.of(shard.open(caller, lease, touches, false)));
        answered(replies, 0);
        lease.announced(touches, System.nanoTime());
        counters.increment(Event.OPENED);
    }

    /** Makes what was announced last longer; also announces what nobody could be told of before. */
    void renew(Lease lease) {
        answered(direct(caller -> List.of(renewal(caller, lease))), 0);
        lease.announced(List.of(), System.nanoTime());
    }

    private Call renewal(Shard.Caller caller, Lease lease) {
        return shard.open(caller, lease, lease.touches(), true);
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
        heartbeat.forget(lease);
        boolean withPut = committed && loaded.isKnown() && !offers.isEmpty();
        try {
            Replies replies =
                    exchange(
                            caller -> {
                                List<Call> calls = new ArrayList<>();
                                calls.add(shard.close(caller, lease.token(), touches, committed));
                                if (withPut) {
                                    calls.add(shard.put(caller, loaded, offers));
                                }
                                return calls;
                            });
            var closed = answered(replies, 0);
            counters.increment(Event.CLOSED);
            counters.add(Event.STORED, closed.more().isEmpty() ? 0 : Long.parseLong(closed.more()));
            if (withPut) {
                countPutsWithClose(replies, offers);
            }
        } catch (RuntimeException e) {
            StoreLog.failed("close", e);
            debts.incurClose(lease.token(), touches);
        }
    }

    private void countPutsWithClose(Replies replies, List<Offer> offers) {
        try {
            countPuts(answered(replies, 1), offers);
        } catch (RuntimeException e) {
            counters.add(Event.PUT_FAILED, offers.size());
            StoreLog.failed("put", e);
        }
    }

    void closeNow(String token, List<Touch> touches) {
        Replies replies = direct(caller -> List.of(shard.close(caller, token, touches, true)));
        answered(replies, 0);
    }

    /** Nobody knows how the transaction ended: its lease is renewed once and left to pass. */
    void leaveToLapse(Lease lease) {
        letLapse(lease);
        try {
            answered(exchange(caller -> List.of(renewal(caller, lease))), 0);
        } catch (RuntimeException e) {
            StoreLog.failed("renewal of a lease", e);
            incur(lease.touches(), e, lease).unknown();
        }
    }

    /** Nobody will tell how it ended: the lease passes. */
    void letLapse(Lease lease) {
        heartbeat.forget(lease);
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
            Replies replies = exchange(caller -> List.of(shard.evict(caller, touches, false)));
            answered(replies, 0);
            counters.increment(Event.EVICTED);
        } catch (RuntimeException e) {
            incur(touches, e, this).committed();
        }
    }

    /** Invalidates all that was cached until now; if Redis cannot be told, it becomes a debt. */
    public void evictEverything() {
        try {
            Replies replies = exchange(caller -> List.of(shard.evict(caller, List.of(), true)));
            answered(replies, 0);
            counters.increment(Event.EVICTED);
        } catch (RuntimeException e) {
            counters.increment(Event.DEBT_INCURRED);
            StoreLog.everythingOwed(settings.namespace(), e);
            debts.incurEverything();
        }
    }

    void evictNow(List<Touch> touches, boolean everything) {
        answered(direct(caller -> List.of(shard.evict(caller, touches, everything))), 0);
        counters.increment(Event.EVICTED);
    }

    /** Whether an entry lies in Redis, valid or not; false if Redis cannot be asked. */
    public boolean contains(Entry entry) {
        Reading reading = read(List.of(entry), List.of());
        return reading != null && reading.found().get(0) != null;
    }

    Debts.Debt incur(List<Touch> touches, RuntimeException cause, Object owner) {
        counters.increment(Event.DEBT_INCURRED);
        StoreLog.debt(settings.namespace(), touches.size(), cause);
        return debts.incur(touches, owner);
    }

    void watch(Lease lease) {
        heartbeat.watch(lease);
    }

    /** Tries to tell Redis what it is owed before the next heartbeat, unless it was silent. */
    void payDebts() {
        if (!trust.mayCall()) {
            return;
        }
        try {
            counters.add(Event.DEBT_PAID, debts.pay(this));
        } catch (RuntimeException e) {
            StoreLog.failed("payment of debts", e);
        }
    }

    /**
     * One heartbeat: first what is owed, then a write that brings the clock. Returns how many debts
     * were paid.
     */
    int beat() {
        int paid = debts.pay(this);
        counters.add(Event.DEBT_PAID, paid);
        long sent = System.nanoTime();
        try {
            var replies =
                    told(() -> server.exchangeVerified(id -> List.of(shard.tick(caller(id)))));
            longestLease = Math.max(longestLease, Long.parseLong(answered(replies, 0).more()));
            if (trust.provedAnother(replies.identity())) {
                server.forgetConnections();
            }
            trust.prove(sent, replies.identity());
        } catch (RedisRefusedException e) {
            trust.end(System.nanoTime());
            throw e;
        }
        return paid;
    }

    void distrust(RuntimeException cause) {
        if (cause instanceof RedisRefusedException) {
            trust.end(System.nanoTime());
        } else {
            trust.failed();
        }
    }

    String serverName() {
        return server.toString();
    }

    private Replies exchange(Function<Shard.Caller, List<Call>> calls) {
        if (!trust.mayCall()) {
            throw new RedisUnavailableException(
                    "Redis at " + server + " did not answer lately", null);
        }
        counters.increment(Event.ROUND_TRIP);
        return direct(calls);
    }

    private Replies direct(Function<Shard.Caller, List<Call>> calls) {
        return told(() -> server.exchange(identity -> calls.apply(caller(identity))));
    }

    private Shard.Caller caller(long identity) {
        return new Shard.Caller(identity, loadTime().nonce(), longestLease);
    }

    private Replies told(Supplier<Replies> message) {
        try {
            Replies replies = message.get();
            if (replies.sayServerCannotWrite()) {
                trust.end(System.nanoTime());
            } else {
                trust.succeeded();
            }
            return replies;
        } catch (RedisUnavailableException | RedisRefusedException e) {
            distrust(e);
            throw e;
        }
    }

    private Shard.Answer answered(Replies replies, int position) {
        return note(Shard.answer(replies, position));
    }

    private Shard.Answer note(Shard.Answer answer) {
        if (answer.recreated()) {
            counters.increment(Event.INDEX_RECREATED);
            if (loadTime().isKnown()) {
                StoreLog.recreated(settings.namespace());
            } else {
                StoreLog.created(settings.namespace());
            }
            server.forgetConnections();
        }
        answer.forEachTable(
                (table, text) -> groupings.put(table, Groupings.of(Tag.unescaped(table), text)));
        note(answer.seen());
        return answer;
    }

    private void note(LoadTime more) {
        seen.accumulateAndGet(
                more,
                (old, now) -> old.nonce() == now.nonce() && old.clock() > now.clock() ? old : now);
    }

    /** Ends the heartbeat, tries once more to pay what is owed, and closes the connections. */
    @Override
    public void close() {
        heartbeat.stop();
        try {
            debts.pay(this);
        } catch (RuntimeException e) {
            StoreLog.failed("payment of debts", e);
        }
        if (debts.count() > 0) {
            StoreLog.unpaid(settings.namespace(), debts.count());
        }
        server.close();
    }
}
