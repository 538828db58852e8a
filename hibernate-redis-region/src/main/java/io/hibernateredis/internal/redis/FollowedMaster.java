package io.hibernateredis.internal.redis;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The master that most {@link Witnesses} name. It is used for a second after they were asked, so
 * they are asked four times a second; and another master not before somewhat more than a second has
 * passed since most of them first named it. Thread-safe.
 *
 * <p>So no JVM uses the master of before while another uses the next: if a JVM was told of the old
 * one, it had asked before the other was told of the new one, because two majorities share a
 * witness.
 *
 * <p>It has several users: a connection may outlive the server that opened it.
 */
final class FollowedMaster {

    private static final Logger LOG = LoggerFactory.getLogger("io.hibernateredis.store");

    /** For how long an answer counts, from before the question. */
    private static final long VALID_NANOS = Duration.ofSeconds(1).toNanos();

    /** For how long another master is not used; longer, since clocks run at different speeds. */
    private static final long FENCE_NANOS = VALID_NANOS * 11 / 10;

    /** For how long a message is worth being sent again: until another master can be used. */
    private static final long PATIENCE_NANOS = FENCE_NANOS + VALID_NANOS;

    private static final long INTERVAL_NANOS = VALID_NANOS / 4;
    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

    private final Supplier<HostAndPort> witnesses;
    private final String witness;
    private final String address;
    private final LongSupplier nanoTime;
    private final LongSupplier wallMillis;
    private volatile Runnable onChange = () -> {};
    private final Runnable onClose;
    private final Thread thread;
    private volatile @Nullable View view;
    private volatile @Nullable JedisException failure;
    private final AtomicInteger users = new AtomicInteger(1);
    private volatile boolean closed;

    /** A reading of both clocks: one stands still while a machine is suspended, one may be set. */
    private record Moment(long nanos, long wallMillis) {

        /** The longer of the times that have passed. */
        private long passedNanos(Moment later) {
            return Math.max(
                    later.nanos - nanos,
                    TimeUnit.MILLISECONDS.toNanos(later.wallMillis - wallMillis));
        }
    }

    /**
     * @param number of the masters so far, this one included
     * @param asked before most of them last named it
     * @param foundNanos after most of them first named it
     */
    private record View(HostAndPort master, long number, Moment asked, long foundNanos) {}

    /**
     * @param witnesses asks where most of them say that the master is
     * @param witness what they are, for messages
     * @param onClose is run by the thread that asks, when it ends
     * @param address for messages
     */
    FollowedMaster(
            Supplier<HostAndPort> witnesses,
            String witness,
            Runnable onClose,
            String address,
            LongSupplier nanoTime,
            LongSupplier wallMillis) {
        this.witnesses = witnesses;
        this.witness = witness;
        this.address = address;
        this.nanoTime = nanoTime;
        this.wallMillis = wallMillis;
        this.onClose = onClose;
        this.thread = new Thread(this::watch, "hibernate-redis-master");
        thread.setDaemon(true);
        thread.setContextClassLoader(FollowedMaster.class.getClassLoader());
    }

    /**
     * That of some settings.
     *
     * @param slot of a cluster, or null if Sentinels are asked
     */
    static FollowedMaster of(ConnectionSettings settings, @Nullable SlotQuestion slot) {
        Witnesses.Question question =
                slot == null
                        ? new SentinelQuestion(Objects.requireNonNull(settings.servers().master()))
                        : slot;
        Witnesses witnesses = ConnectionFactories.witnesses(settings, question);
        return new FollowedMaster(
                witnesses::master,
                question.witness(),
                witnesses::close,
                settings.toString(),
                System::nanoTime,
                System::currentTimeMillis);
    }

    /**
     * Begins to ask.
     *
     * @param action is run when there is another master
     */
    void start(Runnable action) {
        onChange = action;
        thread.start();
    }

    private void watch() {
        while (!closed) {
            ask();
            LockSupport.parkNanos(this, INTERVAL_NANOS);
        }
        onClose.run();
    }

    /** Asks them once. */
    void ask() {
        Moment before = now();
        try {
            HostAndPort named = witnesses.get();
            View known = view;
            if (known != null && known.master().equals(named)) {
                view = new View(named, known.number(), before, known.foundNanos());
                return;
            }
            view = new View(named, number() + 1, before, nanoTime.getAsLong());
            if (known != null) {
                LOG.info("Redis at {}: the master is now at {}", address, named);
                onChange.run();
            }
        } catch (JedisException e) {
            failure = e;
        }
    }

    /** Which of the masters it is, in their order; 0 if none is known. */
    long number() {
        View known = view;
        return known == null ? 0 : known.number();
    }

    private Moment now() {
        return new Moment(nanoTime.getAsLong(), wallMillis.getAsLong());
    }

    /**
     * Where the master is.
     *
     * @throws JedisException if it is not known, or not known for long enough
     */
    HostAndPort address() {
        View known = view;
        if (known == null || !isUsable(known)) {
            throw notUsable(known);
        }
        return known.master();
    }

    /**
     * Why what has been answered until now may not be relied on, or null if it may.
     *
     * @param number of the master, as it was before the connection to it was opened
     */
    @Nullable JedisException whyNotUsable(long number) {
        View known = view;
        if (known == null || !isUsable(known)) {
            return notUsable(known);
        }
        return known.number() == number
                ? null
                : new JedisConnectionException("the connection is older than the master");
    }

    /** Whether the master may be used. */
    boolean isUsable() {
        View known = view;
        return known != null && isUsable(known);
    }

    private boolean isUsable(View known) {
        Moment now = now();
        // Never too short, since this clock does not run while the machine is suspended.
        boolean isFenced = now.nanos() - known.foundNanos() < FENCE_NANOS;
        return !isFenced && known.asked().passedNanos(now) < VALID_NANOS;
    }

    /**
     * Makes an exchange, and again if it was not answered, or the server says that it is not the
     * master or does not have all keys at present: until there is another one, or for so long that
     * no other JVM relies on what this server told it before.
     */
    Replies patiently(Supplier<Replies> exchange) {
        long begun = nanoTime.getAsLong();
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                awaitUsable();
                boolean last = closed || nanoTime.getAsLong() - begun > PATIENCE_NANOS;
                Replies replies = made(exchange, last);
                if (replies != null) {
                    return replies;
                }
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Null if it is to be made again. */
    private static @Nullable Replies made(Supplier<Replies> exchange, boolean last) {
        try {
            Replies replies = exchange.get();
            return last || !replies.sayServerCannotWrite() ? replies : null;
        } catch (RedisUnavailableException | RedisRefusedException e) {
            if (last) {
                throw e;
            }
            return null;
        }
    }

    /** Waits until the master may be used, at most for as long as another one is not. */
    void awaitUsable() {
        long begun = nanoTime.getAsLong();
        while (!closed && !isUsable() && nanoTime.getAsLong() - begun < PATIENCE_NANOS) {
            LockSupport.parkNanos(this, PAUSE_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }

    private JedisException notUsable(@Nullable View known) {
        JedisException reason = failure;
        if (known == null) {
            return reason == null
                    ? new JedisConnectionException("no " + witness + " was asked yet")
                    : reason;
        }
        return new JedisConnectionException(
                known.asked().passedNanos(now()) < VALID_NANOS
                        ? "the master at " + known.master() + " is too new to be used"
                        : "most " + witness + "s have not named the master for a second",
                reason);
    }

    /** There is one more user, which has to {@link #release} it. */
    void retain() {
        users.incrementAndGet();
    }

    /** The last user ends it. */
    void release() {
        if (users.decrementAndGet() == 0) {
            closed = true;
            LockSupport.unpark(thread);
        }
    }
}
