package io.hibernateredis.internal.near;

import io.hibernateredis.internal.delivery.ShardClient;
import io.hibernateredis.internal.delivery.StoreLog;
import io.hibernateredis.internal.protocol.Invalidation;
import io.hibernateredis.internal.protocol.MirrorLease;
import io.hibernateredis.internal.redis.Line;
import io.hibernateredis.internal.redis.OversizedReplyException;
import io.hibernateredis.internal.redis.RedisServer;
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
public final class Follower implements Following {

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

    @Override
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
            var question = new Question(client, mirror, id);
            ask(question);
            if (mirror.isServing()) {
                serving.works();
            }
            return question.hasBroughtEvents();
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

    private void ask(Question question) {
        try {
            question.answered(
                    client.over(line)
                            .send((shard, caller) -> List.of(question.call(shard, caller))),
                    0);
        } catch (OversizedReplyException e) {
            question.tooLarge();
            throw e;
        }
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
    public Mirror.@Nullable Lease lease() {
        return mirror.lease();
    }

    /** Its own calls are enough. */
    @Override
    public Mirror.@Nullable Lease ask() {
        return null;
    }

    @Override
    public @Nullable Question question() {
        return null;
    }

    @Override
    public Message message() {
        return closed
                ? NONE.message()
                : new OwnMessage(new Question(client, mirror, id), this::missedSomething);
    }

    @Override
    public void suspend() {
        missedSomething();
    }

    private void missedSomething() {
        mirror.suspend();
        LockSupport.unpark(caller);
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
