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
import io.hibernateredis.internal.redis.ReplyHandler;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
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
        this.circuit = new CircuitBreaker(settings, server.toString());
        this.recreations = new RareLog(nanoTime);
        this.whenAnotherAnswers = whenAnotherAnswers;
    }

    /** One way to send commands. */
    public interface Sender {

        Replies send(BiFunction<Shard, Shard.Caller, List<Call>> calls);
    }

    public String namespace() {
        return settings.namespace();
    }

    /** An empty batch, which holds no more than can be sent. */
    InvalidationBatch newBatch() {
        return new InvalidationBatch(settings.maxChanges());
    }

    public IndexView index() {
        return index;
    }

    public Shard shard() {
        return shard;
    }

    /** Whether anything is sent. */
    public boolean maySend() {
        return circuit.isClosed() && server.isKnown();
    }

    /** Whether reads are sent: there is a server whose answers are used. */
    public boolean mayRead() {
        return maySend() && index.trust().isFresh();
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

    /** Posts what can be done without: puts. */
    public void post(BiFunction<Shard, Shard.Caller, List<Call>> calls, ReplyHandler handler) {
        posted(
                learning ->
                        server.post(
                                identity -> calls.apply(shard, index.caller(identity)), learning),
                handler);
    }

    /** As {@link #post}, for what is worth a longer wait, as {@link #sendPatiently} has it. */
    public void postPatiently(
            BiFunction<Shard, Shard.Caller, List<Call>> calls, ReplyHandler handler) {
        posted(
                learning ->
                        server.postPatiently(
                                identity -> calls.apply(shard, index.caller(identity)), learning),
                handler);
    }

    private void posted(Consumer<ReplyHandler> message, ReplyHandler handler) {
        requireClosedCircuit();
        events.on(Event.POSTED);
        try {
            message.accept(new LearningHandler(handler));
        } catch (RedisUnavailableException | RedisRefusedException | NoConnectionException e) {
            sendFailed(e);
            throw e;
        }
    }

    /**
     * Learns from the answers to what was posted. That none comes teaches nothing: whoever found
     * that has learnt it already.
     */
    private final class LearningHandler implements ReplyHandler {

        private final ReplyHandler next;

        private LearningHandler(ReplyHandler next) {
            this.next = next;
        }

        @Override
        public void answered(Replies replies) {
            noteAnswered(replies);
            next.answered(replies);
            noteIdentity(replies);
        }

        @Override
        public void failed(RuntimeException cause) {
            next.failed(cause);
        }
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
        requireClosedCircuit();
        events.on(Event.ROUND_TRIP);
        long sent = nanoTime.getAsLong();
        Replies replies = tracked(message);
        events.on(Event.ANSWERED, null, 1, nanoTime.getAsLong() - sent);
        noteIdentity(replies);
        return replies;
    }

    private void requireClosedCircuit() {
        if (!circuit.isClosed()) {
            throw new RedisUnavailableException(
                    "Redis at " + server + " did not answer lately", null);
        }
    }

    private void noteIdentity(Replies replies) {
        if (index.trust().provedAnother(replies.identity())) {
            whenAnotherAnswers.run();
        }
    }

    /** Lets circuit breaker and trust learn from what becomes of a message. */
    private Replies tracked(Supplier<Replies> message) {
        try {
            Replies replies = message.get();
            noteAnswered(replies);
            return replies;
        } catch (RedisUnavailableException | RedisRefusedException | NoConnectionException e) {
            sendFailed(e);
            throw e;
        }
    }

    private void noteAnswered(Replies replies) {
        if (replies.sayServerCannotWrite()) {
            index.trust().end();
        } else {
            circuit.succeeded();
        }
    }

    private void sendFailed(RuntimeException cause) {
        if (cause instanceof NoConnectionException) {
            events.on(Event.NO_CONNECTION);
        } else {
            failed(cause);
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
        take(answer);
        return answer;
    }

    /**
     * As {@link #answer}, of what was posted some time ago.
     *
     * @param nonce of the index that was known then: if another was seen since, what the answer
     *     says of the older one is no news
     */
    public Shard.Answer lateAnswer(Replies replies, int position, long nonce) {
        Shard.Answer answer = Shard.answer(replies, position);
        if (index.loadTime().nonce() == nonce) {
            take(answer);
        }
        return answer;
    }

    private void take(Shard.Answer answer) {
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
    }

    /** The heartbeat of this store. */
    Tick tick() {
        return new Tick(
                settings.namespace(),
                settings.tags(),
                settings.recent(),
                Shard.micros(settings.horizon()),
                index.loadTime().nonce(),
                index.longestLeaseMicros(),
                index.someMirrors(),
                shard.namesDigest());
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
            if (answer.saysMirrors()) {
                index.noteMirrors();
            }
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
