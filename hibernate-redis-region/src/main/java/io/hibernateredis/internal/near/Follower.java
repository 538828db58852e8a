package io.hibernateredis.internal.near;

import io.hibernateredis.internal.delivery.Mirrors;
import io.hibernateredis.internal.delivery.ShardClient;
import io.hibernateredis.internal.delivery.StoreLog;
import io.hibernateredis.internal.protocol.Invalidation;
import io.hibernateredis.internal.protocol.MirrorLease;
import io.hibernateredis.internal.protocol.Shard;
import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.Line;
import io.hibernateredis.internal.redis.RedisServer;
import io.hibernateredis.internal.redis.Replies;
import io.hibernateredis.internal.redis.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a {@link Mirror} up to date: by what is published, and by calls that bring what was missed,
 * renew the lease and acknowledge what was applied. It has two threads and two connections.
 * Thread-safe.
 */
public final class Follower implements Mirrors, AutoCloseable {

    private static final long INTERVAL_NANOS = MirrorLease.NANOS / 4;

    /** A network may swallow what is sent: who hears nothing for so long subscribes anew. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);

    private final RedisServer server;
    private final ShardClient client;
    private final Mirror mirror;
    private final String id = UUID.randomUUID().toString().replace("-", "");
    private final Line line;
    private final ReentrantLock calling = new ReentrantLock();
    private final Thread caller = new Thread(this::callRegularly, "hibernate-redis-near");
    private final Thread listener = new Thread(this::listen, "hibernate-redis-near-events");
    private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();
    private final StateLog serving;
    private final StateLog hearing;
    private volatile boolean closed;

    public Follower(RedisServer server, ShardClient client, Mirror mirror) {
        this.server = server;
        this.client = client;
        this.mirror = mirror;
        this.line = server.newLine();
        String namespace = client.namespace();
        this.serving =
                new StateLog(
                        System::nanoTime,
                        (cause, quietly) -> StoreLog.nearStopped(namespace, cause, quietly),
                        (after, quietly) -> StoreLog.nearServes(namespace, after, quietly));
        this.hearing =
                new StateLog(
                        System::nanoTime,
                        (cause, quietly) -> StoreLog.notPushed(namespace, cause, quietly),
                        (after, quietly) -> StoreLog.pushed(namespace, after, quietly));
    }

    /** Begins. */
    public void start() {
        client.index().mirrorIs(id);
        caller.setDaemon(true);
        listener.setDaemon(true);
        caller.start();
        listener.start();
    }

    private void callRegularly() {
        while (!closed) {
            if (call()) {
                // Writers wait until it has said that it has applied what this brought.
                call();
            }
            LockSupport.parkNanos(this, INTERVAL_NANOS);
        }
    }

    /**
     * Asks for what was invalidated, and acknowledges what was applied.
     *
     * @return whether anything was
     */
    private boolean call() {
        calling.lock();
        try {
            if (closed) {
                return false;
            }
            Mirror.Asked asked = mirror.ask();
            Replies replies =
                    client.over(line)
                            .send((shard, of) -> List.of(shard.follow(of, id, asked.applied())));
            Shard.Answer answer = apply(asked, replies, 0);
            if (mirror.isServing()) {
                serving.works();
            }
            return answer.events() != null && !answer.events().isEmpty();
        } catch (RuntimeException | Error e) {
            // The lease passes; what is missed is brought by the next call.
            StoreLog.failed("call for invalidations", e);
            if (!closed && !mirror.isServing()) {
                serving.failed(e);
            }
            return false;
        } finally {
            calling.unlock();
        }
    }

    private Shard.Answer apply(Mirror.Asked asked, Replies replies, int position) {
        Shard.Answer answer = Shard.answer(replies, position);
        client.index().observe(answer.seen());
        mirror.answered(asked, answer.seen(), answer.events());
        return answer;
    }

    private void listen() {
        while (!closed) {
            try (var heard = server.subscribe(client.shard().log(), LONGEST_SILENCE)) {
                subscription.set(heard);
                hearing.works();
                // What was published before is brought by a call.
                call();
                byte[] message = heard.next();
                while (!closed && message != null) {
                    hear(message);
                    message = heard.next();
                }
            } catch (RuntimeException | Error e) {
                if (!closed) {
                    StoreLog.failed("subscription to invalidations", e);
                    hearing.failed(e);
                    LockSupport.parkNanos(this, INTERVAL_NANOS);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void hear(byte[] message) {
        try {
            mirror.published(Invalidation.published(message));
        } catch (IllegalArgumentException e) {
            StoreLog.failed("read of what was published", e);
        }
        call();
    }

    @Override
    public Message message() {
        return new OwnMessage(mirror.ask());
    }

    private final class OwnMessage implements Message {

        private final Mirror.Asked asked;
        private final boolean asks = !closed;

        private OwnMessage(Mirror.Asked asked) {
            this.asked = asked;
        }

        @Override
        public List<Call> with(Call call, Shard shard, Shard.Caller of) {
            return asks ? List.of(call, shard.follow(of, id, asked.applied())) : List.of(call);
        }

        @Override
        public void answered(Replies replies) {
            boolean applied = false;
            try {
                if (asks) {
                    var unused = apply(asked, replies, 1);
                    applied = true;
                }
            } finally {
                if (!applied) {
                    failed();
                }
            }
        }

        @Override
        public void failed() {
            mirror.suspend();
            LockSupport.unpark(caller);
        }
    }

    @Override
    public void close() {
        closed = true;
        mirror.suspend();
        LockSupport.unpark(caller);
        leave();
        Subscription heard = subscription.get();
        if (heard != null) {
            heard.close();
        }
        listener.interrupt();
        line.close();
    }

    /** Else the next writer would wait for it. */
    private void leave() {
        calling.lock();
        try {
            client.over(line).send((shard, of) -> List.of(shard.leave(id)));
        } catch (RuntimeException e) {
            StoreLog.failed("leave of a mirror", e);
        } finally {
            calling.unlock();
        }
    }
}
