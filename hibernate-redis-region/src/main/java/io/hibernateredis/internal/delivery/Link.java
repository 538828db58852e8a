package io.hibernateredis.internal.delivery;

import io.hibernateredis.Counters;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.CrowdedGroupings;
import io.hibernateredis.internal.protocol.Groupings;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.Shard;
import io.hibernateredis.internal.protocol.StoreSettings;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.Line;
import io.hibernateredis.internal.redis.NoConnectionException;
import io.hibernateredis.internal.redis.RedisRefusedException;
import io.hibernateredis.internal.redis.RedisServer;
import io.hibernateredis.internal.redis.RedisUnavailableException;
import io.hibernateredis.internal.redis.Replies;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * What goes to and fro between one store and Redis: whether anything is sent, whether it is
 * believed, and what the answers tell of the index. Thread-safe.
 */
public final class Link {

    private final StoreSettings settings;
    private final RedisServer server;
    private final Shard shard;
    private final Counters counters;
    private final CircuitBreaker circuit;
    private final ServerTrust trust;
    private final AtomicReference<LoadTime> seen = new AtomicReference<>(LoadTime.UNKNOWN);
    private final Map<String, Groupings> groupings = new ConcurrentHashMap<>();
    private final CrowdedGroupings crowded = new CrowdedGroupings();
    private final RareLog rebuilt = new RareLog();
    private final Runnable whenAnotherAnswers;
    private volatile long longestLease;

    /**
     * @param whenAnotherAnswers is run when an answer comes from another server than that which the
     *     heartbeats reach
     */
    public Link(
            StoreSettings settings,
            RedisServer server,
            Shard shard,
            Counters counters,
            Runnable whenAnotherAnswers) {
        this.settings = settings;
        this.server = server;
        this.shard = shard;
        this.counters = counters;
        this.whenAnotherAnswers = whenAnotherAnswers;
        this.circuit = new CircuitBreaker(settings);
        this.trust = new ServerTrust(settings);
        this.longestLease = Shard.micros(settings.lease());
    }

    /** One way to send commands. */
    public interface Sender {

        Replies send(BiFunction<Shard, Shard.Caller, List<Call>> calls);
    }

    public boolean mayCall() {
        return circuit.isClosed();
    }

    public boolean mayRead() {
        return circuit.isClosed() && trust.isFresh();
    }

    public boolean believes(long identity) {
        return circuit.isClosed() && trust.believes(identity);
    }

    public LoadTime loadTime() {
        return Objects.requireNonNull(seen.get());
    }

    public Groupings groupings(String table) {
        return groupings.computeIfAbsent(Tag.escaped(table), name -> Groupings.of(table, ""));
    }

    /** The tag to ask for in place of another: the table's, for a grouping without room. */
    public Tag inUse(Tag tag) {
        return crowded.inPlaceOf(tag);
    }

    /** An entry was refused because the groupings it depends on have no room. */
    public void noteNoRoom(Collection<Tag> tags) {
        for (Tag tag : tags) {
            String table = tag.tableOfGrouping();
            if (table != null && !groupings(table).have(tag)) {
                crowded.note(tag);
            }
        }
    }

    /** For reads and puts, which can be done without if it is not answered soon. */
    public Replies exchange(BiFunction<Shard, Shard.Caller, List<Call>> calls) {
        countRoundTrip();
        return checked(
                told(() -> server.exchange(identity -> calls.apply(shard, caller(identity)))));
    }

    /**
     * For what becomes a debt, or fails its transaction, if it is not told: that costs far more
     * than to wait until a connection is free.
     */
    public Replies exchangePatiently(BiFunction<Shard, Shard.Caller, List<Call>> calls) {
        countRoundTrip();
        return checked(
                told(
                        () ->
                                server.exchangePatiently(
                                        identity -> calls.apply(shard, caller(identity)))));
    }

    private Replies checked(Replies replies) {
        if (trust.provedAnother(replies.identity())) {
            whenAnotherAnswers.run();
        }
        return replies;
    }

    private void countRoundTrip() {
        if (!circuit.isClosed()) {
            throw new RedisUnavailableException(
                    "Redis at " + server + " did not answer lately", null);
        }
        counters.increment(Event.ROUND_TRIP);
    }

    /** Over a connection of its own, whether Redis answered lately or not. */
    public Sender over(Line line) {
        return calls -> told(() -> line.exchange(identity -> calls.apply(shard, caller(identity))));
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
                circuit.succeeded();
            }
            return replies;
        } catch (RedisUnavailableException | RedisRefusedException e) {
            distrust(e);
            throw e;
        } catch (NoConnectionException e) {
            counters.increment(Event.NO_CONNECTION);
            throw e;
        }
    }

    public void distrust(RuntimeException cause) {
        if (cause instanceof RedisRefusedException) {
            trust.end(System.nanoTime());
        } else {
            circuit.failed();
        }
    }

    /** The heartbeat of this store; of all stores that have equal ones, one is sent. */
    Tick tick() {
        return new Tick(
                settings.namespace(),
                settings.tags(),
                settings.recent(),
                Shard.micros(settings.horizon()),
                loadTime().nonce(),
                longestLease);
    }

    record Tick(
            String namespace,
            int tags,
            int recent,
            long horizonMicros,
            long knownNonce,
            long longestLease) {

        Call call(Shard shard, long identity) {
            return shard.tick(new Shard.Caller(identity, knownNonce, longestLease));
        }
    }

    Shard shard() {
        return shard;
    }

    /**
     * The answer to a heartbeat.
     *
     * @param sentNanos when it was sent, or earlier
     * @throws RedisRefusedException if this server takes no writes
     */
    void beaten(Replies replies, int position, long sentNanos) {
        try {
            var answer = answered(replies, position);
            longestLease = Math.max(longestLease, Long.parseLong(answer.more()));
            if (trust.provedAnother(replies.identity())) {
                server.forgetConnections();
            }
            circuit.close();
            trust.prove(sentNanos, replies.identity());
        } catch (RedisRefusedException e) {
            trust.end(System.nanoTime());
            throw e;
        }
    }

    public Shard.Answer answered(Replies replies, int position) {
        Shard.Answer answer = Shard.answer(replies, position);
        if (answer.recreated()) {
            counters.increment(Event.INDEX_RECREATED);
            if (loadTime().isKnown()) {
                rebuilt.say(more -> StoreLog.recreated(settings.namespace(), more));
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

    public void note(LoadTime more) {
        seen.accumulateAndGet(
                more,
                (old, now) -> old.nonce() == now.nonce() && old.clock() > now.clock() ? old : now);
    }
}
