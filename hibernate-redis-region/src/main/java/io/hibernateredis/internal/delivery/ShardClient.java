package io.hibernateredis.internal.delivery;

import io.hibernateredis.CacheEventListener;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.IndexView;
import io.hibernateredis.internal.protocol.Shard;
import io.hibernateredis.internal.protocol.StoreSettings;
import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.Line;
import io.hibernateredis.internal.redis.NoConnectionException;
import io.hibernateredis.internal.redis.RedisRefusedException;
import io.hibernateredis.internal.redis.RedisServer;
import io.hibernateredis.internal.redis.RedisUnavailableException;
import io.hibernateredis.internal.redis.Replies;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Sends the messages of one store about its shard, unless the circuit breaker is open, and hands
 * the answers to the {@link IndexView}. Thread-safe.
 */
public final class ShardClient {

    private final StoreSettings settings;
    private final RedisServer server;
    private final Shard shard;
    private final IndexView index;
    private final CacheEventListener events;
    private final LongSupplier nanoTime;
    private final CircuitBreaker circuit;
    private final RareLog recreations;
    private final Runnable whenAnotherAnswers;

    /**
     * @param whenAnotherAnswers is run when an answer comes from another server than that which the
     *     heartbeats reach
     */
    public ShardClient(
            StoreSettings settings,
            RedisServer server,
            Shard shard,
            IndexView index,
            CacheEventListener events,
            LongSupplier nanoTime,
            Runnable whenAnotherAnswers) {
        this.settings = settings;
        this.server = server;
        this.shard = shard;
        this.index = index;
        this.events = events;
        this.nanoTime = nanoTime;
        this.circuit = new CircuitBreaker(settings);
        this.recreations = new RareLog(nanoTime);
        this.whenAnotherAnswers = whenAnotherAnswers;
    }

    /** One way to send commands. */
    public interface Sender {

        Replies send(BiFunction<Shard, Shard.Caller, List<Call>> calls);
    }

    public IndexView index() {
        return index;
    }

    public Shard shard() {
        return shard;
    }

    /** Whether anything is sent. */
    public boolean maySend() {
        return circuit.isClosed();
    }

    /** Whether reads are sent: there is a server whose answers are used. */
    public boolean mayRead() {
        return circuit.isClosed() && index.trust().isFresh();
    }

    /** Whether an answer may be used that came from a server. */
    public boolean believes(long identity) {
        return circuit.isClosed() && index.trust().believes(identity);
    }

    /** Sends what can be done without if it is not answered soon: reads and puts. */
    public Replies send(BiFunction<Shard, Shard.Caller, List<Call>> calls) {
        return timed(() -> server.exchange(identity -> calls.apply(shard, index.caller(identity))));
    }

    /**
     * Sends what becomes pending, or fails its transaction, if it is not answered: that costs far
     * more than to wait until a connection is free.
     */
    public Replies sendPatiently(BiFunction<Shard, Shard.Caller, List<Call>> calls) {
        return timed(
                () ->
                        server.exchangePatiently(
                                identity -> calls.apply(shard, index.caller(identity))));
    }

    /** Sends over a connection of its own, whether Redis answered lately or not. */
    public Sender over(Line line) {
        return calls ->
                tracked(
                        () ->
                                line.exchange(
                                        identity -> calls.apply(shard, index.caller(identity))));
    }

    private Replies timed(Supplier<Replies> message) {
        if (!circuit.isClosed()) {
            throw new RedisUnavailableException(
                    "Redis at " + server + " did not answer lately", null);
        }
        events.on(Event.ROUND_TRIP);
        long sent = nanoTime.getAsLong();
        Replies replies = tracked(message);
        events.on(Event.ANSWERED, null, 1, nanoTime.getAsLong() - sent);
        if (index.trust().provedAnother(replies.identity())) {
            whenAnotherAnswers.run();
        }
        return replies;
    }

    /** Lets circuit breaker and trust learn from what becomes of a message. */
    private Replies tracked(Supplier<Replies> message) {
        try {
            Replies replies = message.get();
            if (replies.sayServerCannotWrite()) {
                index.trust().end();
            } else {
                circuit.succeeded();
            }
            return replies;
        } catch (RedisUnavailableException | RedisRefusedException e) {
            failed(e);
            throw e;
        } catch (NoConnectionException e) {
            events.on(Event.NO_CONNECTION);
            throw e;
        }
    }

    /** A message was not answered, or the server may not be used. */
    public void failed(RuntimeException cause) {
        if (cause instanceof RedisRefusedException) {
            index.trust().end();
        } else {
            circuit.failed();
        }
    }

    /**
     * The answer of a script, which the view of the index takes over.
     *
     * @throws RedisRefusedException if Redis answered with an error
     */
    public Shard.Answer answer(Replies replies, int position) {
        Shard.Answer answer = Shard.answer(replies, position);
        if (answer.recreated()) {
            events.on(Event.INDEX_RECREATED);
            if (index.loadTime().isKnown()) {
                recreations.log(unlogged -> StoreLog.recreated(settings.namespace(), unlogged));
            } else {
                StoreLog.created(settings.namespace());
            }
            server.forgetConnections();
        }
        index.observe(answer);
        return answer;
    }

    /** The heartbeat of this store. */
    Tick tick() {
        return new Tick(
                settings.namespace(),
                settings.tags(),
                settings.recent(),
                Shard.micros(settings.horizon()),
                index.loadTime().nonce(),
                index.longestLeaseMicros());
    }

    /**
     * The answer to a heartbeat.
     *
     * @param sentNanos when it was sent, or earlier
     * @throws RedisRefusedException if this server takes no writes
     */
    void tickAnswered(Replies replies, int position, long sentNanos) {
        try {
            var answer = answer(replies, position);
            index.observeLease(Long.parseLong(answer.result()));
            if (index.trust().provedAnother(replies.identity())) {
                server.forgetConnections();
            }
            circuit.close();
            index.trust().prove(sentNanos, replies.identity());
        } catch (RedisRefusedException e) {
            index.trust().end();
            throw e;
        }
    }
}
