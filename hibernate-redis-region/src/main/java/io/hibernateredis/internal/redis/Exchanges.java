package io.hibernateredis.internal.redis;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Sends commands and reads their answers, over connections that it is given and gives back.
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
     * A connection for one exchange.
     *
     * @throws NoConnectionException if none is free in time
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    abstract Connection take(Duration wait) throws InterruptedException;

    abstract void giveBack(Connection connection, boolean usable);

    /** The identity of the server at the other end; new connections are greeted. */
    abstract long identityOf(Connection connection);

    /** A connection was found dead: those that were opened before may be so, too. */
    abstract void connectionBroke();

    final Replies exchange(LongFunction<List<Call>> calls, Duration wait) {
        var attempts = new Attempts(calls, wait);
        try {
            return attempts.make();
        } finally {
            if (attempts.interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** At most two, within the time of one. */
    private final class Attempts {

        private final LongFunction<List<Call>> calls;
        private final Duration wait;
        private boolean interrupted = Thread.interrupted();
        private boolean expired;
        private long spentNanos;

        private Attempts(LongFunction<List<Call>> calls, Duration wait) {
            this.calls = calls;
            this.wait = wait;
        }

        private Replies make() {
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

        private Replies once() {
            Connection connection = taken();
            long began = nanoTime.getAsLong();
            long limit = TimeUnit.MILLISECONDS.toNanos(connection.getSoTimeout());
            var watched =
                    Deadlines.watch(connection, limit == 0 ? 0 : Math.max(1, limit - spentNanos));
            boolean answered = false;
            try {
                var replies = replies(connection);
                answered = !watched.over();
                if (answered) {
                    return replies;
                }
            } finally {
                expired |= watched.over();
                spentNanos += nanoTime.getAsLong() - began;
                if (!answered) {
                    // Its next user would take our answers for its own.
                    disconnect(connection);
                }
                giveBack(connection, answered);
            }
            // What was sent after its socket was closed went out on another, which Jedis opened by
            // itself: to whoever is there now, to the first database, without a handshake.
            throw new JedisConnectionException("the connection was closed, being overdue");
        }

        private Connection taken() {
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

        private Replies replies(Connection connection) {
            long identity = identityOf(connection);
            List<Call> toSend = calls.apply(identity);
            for (Call call : toSend) {
                connection.sendCommand(call.arguments());
            }
            List<Object> replies = connection.getMany(toSend.size());
            return new Replies(identity, understood(connection, toSend, replies));
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

    private static List<Object> understood(
            Connection connection, List<Call> calls, List<Object> replies) {
        for (int i = 0; i < replies.size(); i++) {
            if (replies.get(i) instanceof JedisDataException error) {
                replies.set(i, afterError(connection, calls.get(i), error));
            }
        }
        return replies;
    }

    private static Object afterError(Connection connection, Call call, JedisDataException error) {
        var refusal = new RedisRefusedException(String.valueOf(error.getMessage()));
        var whole = call.whole();
        if (whole == null || !refusal.saysNoScript()) {
            return refusal;
        }
        try {
            connection.sendCommand(whole);
            return connection.getOne();
        } catch (JedisDataException again) {
            return new RedisRefusedException(String.valueOf(again.getMessage()));
        }
    }

    /** Without a word to the server, which may take none. */
    static void disconnect(Connection connection) {
        try {
            connection.forceDisconnect();
        } catch (IOException | RuntimeException e) {
            // It is not used again either way.
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
