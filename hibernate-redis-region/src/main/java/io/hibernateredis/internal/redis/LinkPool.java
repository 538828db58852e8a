package io.hibernateredis.internal.redis;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.commons.pool2.PooledObjectFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The links to one server, opened when they are needed. Thread-safe.
 *
 * <p>A thread takes the same link again if it is free: so what it posts and what it asks next reach
 * the server in this order, and threads that use different links write to nothing that they share.
 * That, and answers that are outstanding while a link rests, is what pools of connections do not
 * offer.
 */
final class LinkPool implements Links {

    /**
     * A connection that was not needed for so long is closed, since other clients may need it where
     * the server admits few.
     */
    private static final long IDLE_NANOS = Duration.ofMinutes(1).toNanos();

    private static final int HANDOVERS = 64;
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final PooledObjectFactory<Connection> factory;
    private final String address;
    private final LongSupplier nanoTime;
    private final Link[] links;
    private final SynchronousQueue<Link> handover = new SynchronousQueue<>(true);
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean closed;

    /**
     * @param size most links
     * @param address for messages
     */
    LinkPool(
            PooledObjectFactory<Connection> factory,
            int size,
            String address,
            LongSupplier nanoTime) {
        this.factory = factory;
        this.address = address;
        this.nanoTime = nanoTime;
        this.links = new Link[size];
        Arrays.setAll(links, i -> new Link());
    }

    @Override
    public Link take(Duration wait) throws InterruptedException {
        Link link = free();
        if (link == null) {
            link = awaited(wait);
        }
        if (!link.isOpen()) {
            open(link);
        }
        return link;
    }

    /** The thread's own, one that is open, or any. */
    private @Nullable Link free() {
        int home = home();
        for (int i = 0; i < links.length; i++) {
            Link link = links[(home + i) % links.length];
            if (link.isOpen() && link.tryTake()) {
                return link;
            }
        }
        for (int i = 0; i < links.length; i++) {
            Link link = links[(home + i) % links.length];
            if (link.tryTake()) {
                return link;
            }
        }
        return null;
    }

    @SuppressWarnings("deprecation") // threadId() is not in Java 17
    private int home() {
        return (int) (Thread.currentThread().getId() % links.length);
    }

    private Link awaited(Duration wait) throws InterruptedException {
        long deadline = nanoTime.getAsLong() + wait.toNanos();
        waiting.incrementAndGet();
        try {
            // A link that is given back between a look and the wait for it is seen by the next.
            while (true) {
                Link link = free();
                long left = deadline - nanoTime.getAsLong();
                if (link == null && left > 0) {
                    link = handover.poll(Math.min(left, LOOK_AGAIN_NANOS), TimeUnit.NANOSECONDS);
                }
                if (link != null) {
                    return link;
                }
                if (left <= 0) {
                    throw new NoConnectionException(address);
                }
            }
        } finally {
            waiting.decrementAndGet();
        }
    }

    private void open(Link link) throws InterruptedException {
        boolean opened = false;
        try {
            if (closed) {
                throw new JedisException("the connections are closed");
            }
            link.connect(Links.opened(factory), null);
            opened = true;
        } finally {
            if (!opened) {
                giveBack(link);
            }
        }
    }

    @Override
    public void giveBack(Link link) {
        if (closed) {
            dropped(link).tell();
        }
        link.used(nanoTime.getAsLong());
        // Else threads that give back and take again could overtake waiting ones for ever.
        for (int i = 0; i < HANDOVERS && waiting.get() > 0; i++) {
            if (handover.offer(link)) {
                return;
            }
            Thread.onSpinWait();
        }
        link.release();
        if (closed && link.tryTake()) {
            dropped(link).tell();
            link.release();
        }
    }

    private static Outcomes dropped(Link link) {
        var outcomes = new Outcomes();
        link.disconnect(outcomes);
        return outcomes;
    }

    @Override
    public boolean mayOwe() {
        return true;
    }

    @Override
    public void forEachFree(Predicate<Link> condition, Consumer<Link> action) {
        for (Link link : links) {
            if (condition.test(link) && link.tryTake()) {
                if (condition.test(link)) {
                    action.accept(link);
                } else {
                    giveBack(link);
                }
            }
        }
    }

    @Override
    public void dropFree() {
        forEachFree(Link::isOpen, this::drop);
    }

    @Override
    public void closeIdle() {
        long now = nanoTime.getAsLong();
        forEachFree(
                link -> link.isOpen() && !link.isOwing() && link.idleNanos(now) > IDLE_NANOS,
                this::drop);
    }

    private void drop(Link link) {
        var outcomes = dropped(link);
        giveBack(link);
        outcomes.tell();
    }

    @Override
    public void close() {
        closed = true;
        dropFree();
    }
}
