package io.hibernateredis.internal.redis;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
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

    private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();

    private final PooledObjectFactory<Connection> factory;
    private final String address;
    private final LongSupplier master;
    private final LongSupplier nanoTime;
    private final Link[] links;
    private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /**
     * @param size most links
     * @param address for messages
     * @param master another number for each master: what was opened to one before is not used
     */
    LinkPool(
            PooledObjectFactory<Connection> factory,
            int size,
            String address,
            LongSupplier master,
            LongSupplier nanoTime) {
        this.factory = factory;
        this.address = address;
        this.master = master;
        this.nanoTime = nanoTime;
        this.links = new Link[size];
        Arrays.setAll(links, i -> new Link());
    }

    @Override
    public Link take(Duration wait) throws InterruptedException {
        // Else threads that give back and take again could overtake waiting ones for ever.
        Link link = waiters.isEmpty() ? free() : null;
        if (link == null) {
            link = awaited(wait);
        }
        if (link.isOpen() && link.master() != master.getAsLong()) {
            dropped(link).tell();
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
        var waiter = new Waiter(Thread.currentThread());
        waiters.add(waiter);
        // A link that was given back just before met no waiter.
        serve();
        long deadline = nanoTime.getAsLong() + wait.toNanos();
        for (Link link = waiter.get(); ; link = waiter.get()) {
            long left = deadline - nanoTime.getAsLong();
            if (link != null) {
                return link;
            }
            boolean interrupted = Thread.interrupted();
            if (!interrupted && left > 0) {
                LockSupport.parkNanos(this, left);
            } else if (waiter.leaves()) {
                waiters.remove(waiter);
                if (interrupted) {
                    throw new InterruptedException();
                }
                throw new NoConnectionException(address);
            } else if (interrupted) {
                giveBack(Objects.requireNonNull(waiter.get()));
                throw new InterruptedException();
            }
        }
    }

    /** Hands links that are free to those who wait, in their order. */
    private void serve() {
        Link link = waiters.isEmpty() ? null : free();
        while (link != null) {
            Waiter first = waiters.poll();
            if (first == null) {
                link.release();
            }
            if (first == null || first.isServed(link)) {
                link = waiters.isEmpty() ? null : free();
            }
        }
    }

    /** A thread that waits for a link. */
    private static final class Waiter {

        private static final Link NONE = new Link();

        private final Thread thread;
        private final AtomicReference<@Nullable Link> link = new AtomicReference<>();

        private Waiter(Thread thread) {
            this.thread = thread;
        }

        /** False if it has left. */
        private boolean isServed(Link given) {
            if (!link.compareAndSet(null, given)) {
                return false;
            }
            LockSupport.unpark(thread);
            return true;
        }

        private @Nullable Link get() {
            return link.get();
        }

        /** False if it has been served. */
        private boolean leaves() {
            return link.compareAndSet(null, NONE);
        }
    }

    private void open(Link link) throws InterruptedException {
        boolean opened = false;
        try {
            if (closed) {
                throw new JedisException("the connections are closed");
            }
            long before = master.getAsLong();
            link.connect(Links.opened(factory), null);
            link.openedTo(before);
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
        link.release();
        serve();
        if (closed && link.isOpen() && link.tryTake()) {
            giveBack(link);
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
    public void forEach(Duration wait, Consumer<Link> action) {
        long deadline = nanoTime.getAsLong() + wait.toNanos();
        for (Link link : links) {
            boolean taken = false;
            while (link.isOpen() && !taken) {
                taken = link.tryTake();
                if (!taken && nanoTime.getAsLong() - deadline > 0) {
                    return;
                }
                if (!taken) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
            if (taken) {
                action.accept(link);
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
        try {
            dropped(link).tell();
        } finally {
            giveBack(link);
        }
    }

    @Override
    public void close() {
        closed = true;
        dropFree();
    }
}
