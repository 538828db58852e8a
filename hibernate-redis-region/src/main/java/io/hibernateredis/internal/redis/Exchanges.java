package io.hibernateredis.internal.redis;

import io.hibernateredis.internal.recording.MessageRecording;
import io.hibernateredis.internal.recording.Recordings;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Sends commands and reads their answers, over connections that it is given and gives back.
 *
 * <p>Commands are asked, and their answers waited for; or they are posted: written, and their
 * answers left outstanding on the connection, for its next user to read before its own.
 *
 * <p>An exchange lasts no longer than the connection's read time-out, whatever the number of its
 * reads and writes. An interrupt does not end it, nor is it lost: an interrupted thread still
 * announces its commit.
 */
abstract class Exchanges {

    final String address;
    final Handshake handshake;
    private final LongSupplier nanoTime;

    Exchanges(String address, Handshake handshake, LongSupplier nanoTime) {
        this.address = address;
        this.handshake = handshake;
        this.nanoTime = nanoTime;
    }

    /**
     * A link for one exchange, with a connection.
     *
     * @throws NoConnectionException if none is free in time
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    abstract Link take(Duration wait) throws InterruptedException;

    /** After an exchange; of one that failed, the connection has been dropped. */
    abstract void giveBack(Link link);

    /** The identity of the server at the other end; new connections are greeted. */
    abstract long identityOf(Link link, Outcomes outcomes);

    /** A connection was found dead: those that were opened before may be so, too. */
    abstract void connectionBroke();

    /**
     * Whether what the server has answered on a link until now may be relied on.
     *
     * @return why not, or null
     */
    abstract @Nullable JedisException whyNotUsable(Link link);

    /** Whether a link may be given back with answers outstanding. */
    abstract boolean mayOwe();

    final Replies exchange(LongFunction<List<Call>> calls, Duration wait) {
        return Objects.requireNonNull(made(new Attempts(calls, wait, null)));
    }

    /** As {@link #exchange}, without waiting for the answers, where that is possible. */
    final void post(LongFunction<List<Call>> calls, Duration wait, ReplyHandler handler) {
        made(new Attempts(calls, wait, handler));
    }

    private static @Nullable Replies made(Attempts attempts) {
        try {
            return attempts.make();
        } catch (RuntimeException e) {
            attempts.failed(e);
            throw e;
        } finally {
            if (attempts.interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Reads the answers that are outstanding on a link, which has been taken and is given back. If
     * they do not come in time, the connection is dropped.
     *
     * @return whether they came
     */
    final boolean settle(Link link, long limitNanos) {
        var outcomes = new Outcomes();
        boolean settled = false;
        var watched = link.watched();
        watched.begin(limitNanos);
        try {
            link.settle(outcomes);
        } catch (RuntimeException e) {
            // As if the connection had been lost.
        } finally {
            settled = !watched.end() && !link.isOwing();
            if (!settled) {
                link.disconnect(outcomes);
            }
            tellAndGiveBack(link, outcomes);
        }
        return settled;
    }

    /** In this order: whoever finds nothing outstanding on a link can rely on what was told. */
    private void tellAndGiveBack(Link link, Outcomes outcomes) {
        try {
            outcomes.tell();
        } finally {
            giveBack(link);
        }
    }

    /** At most two, within the time of one. */
    private final class Attempts {

        private final LongFunction<List<Call>> calls;
        private final Duration wait;
        private final @Nullable ReplyHandler handler;
        private final @Nullable MessageRecording recording = Recordings.message();
        private boolean interrupted = Thread.interrupted();
        private boolean expired;
        private long spentNanos;

        private Attempts(
                LongFunction<List<Call>> calls, Duration wait, @Nullable ReplyHandler handler) {
            this.calls = calls;
            this.wait = wait;
            this.handler = handler;
        }

        /** The answers; null if they are not waited for. */
        private @Nullable Replies make() {
            try {
                return once();
            } catch (JedisException first) {
                // The socket of a virtual thread is closed by its interrupt.
                if (!noteInterrupt()) {
                    if (expired || timedOut(first)) {
                        throw unavailable(first);
                    }
                    connectionBroke();
                }
            }
            try {
                return once();
            } catch (JedisException second) {
                noteInterrupt();
                throw unavailable(second);
            }
        }

        private boolean noteInterrupt() {
            boolean now = Thread.interrupted();
            interrupted |= now;
            return now;
        }

        private @Nullable Replies once() {
            Link link = taken();
            Connection connection = link.connection();
            var outcomes = new Outcomes();
            long began = nanoTime.getAsLong();
            long limit = TimeUnit.MILLISECONDS.toNanos(connection.getSoTimeout());
            var watched = link.watched();
            watched.begin(limit == 0 ? 0 : Math.max(1, limit - spentNanos));
            boolean done = false;
            try {
                long identity = identityOf(link, outcomes);
                List<Call> toSend = calls.apply(identity);
                if (recording != null) {
                    MessageSummary.sending(recording, address, toSend);
                }
                List<Object> replies = sent(link, toSend, outcomes);
                JedisException unusable = whyNotUsable(link);
                if (unusable != null) {
                    throw unusable;
                }
                done = !watched.end();
                if (done) {
                    return concluded(link, identity, toSend, replies, outcomes);
                }
            } finally {
                expired |= watched.end();
                spentNanos += nanoTime.getAsLong() - began;
                if (!done) {
                    // Its next user would take our answers for its own.
                    link.disconnect(outcomes);
                }
                tellAndGiveBack(link, outcomes);
            }
            // What was sent after its socket was closed went out on another, which Jedis opened by
            // itself: to whoever is there now, to the first database, without a handshake.
            throw new JedisConnectionException("the connection was closed, being overdue");
        }

        private Link taken() {
            long deadline = nanoTime.getAsLong() + wait.toNanos();
            Duration left = wait;
            while (true) {
                try {
                    return take(left);
                } catch (InterruptedException e) {
                    // Some pools set the flag again, with which the next wait would end at once.
                    noteInterrupt();
                    interrupted = true;
                    left = Duration.ofNanos(Math.max(1, deadline - nanoTime.getAsLong()));
                }
            }
        }

        private List<Object> sent(Link link, List<Call> toSend, Outcomes outcomes) {
            if (handler != null && mayOwe()) {
                link.post(toSend, outcomes);
                return List.of();
            }
            return link.ask(toSend, outcomes);
        }

        private @Nullable Replies concluded(
                Link link,
                long identity,
                List<Call> sent,
                List<Object> replies,
                Outcomes outcomes) {
            if (handler == null) {
                if (recording != null) {
                    MessageSummary.answered(recording, replies);
                }
                return new Replies(identity, replies);
            }
            var post = new Post(sent, identity, handler, recording);
            if (mayOwe()) {
                link.owe(post);
            } else {
                outcomes.answered(post, replies);
            }
            return null;
        }

        private void failed(RuntimeException why) {
            if (recording != null) {
                MessageSummary.failed(recording, why);
            }
        }

        private RedisUnavailableException unavailable(JedisException cause) {
            String why =
                    expired
                            ? "the answer took longer than hibernate.cache.redis.read_timeout"
                            : Reason.of(cause);
            return new RedisUnavailableException(
                    "no answer from Redis at " + address + ": " + why, cause);
        }
    }

    private static boolean timedOut(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }
}
