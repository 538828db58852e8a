package io.hibernateredis.redis;

import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.function.LongFunction;
import redis.clients.jedis.Connection;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.Pool;

/**
 * One Redis server, and the connections to it.
 *
 * <p>Each connection begins with a handshake: the server must be a master, its identity is read,
 * and it is taught the scripts. All that goes out on the connection afterwards is tied to that
 * identity, so a reply can always be told to be from the server that was asked. Thread-safe.
 */
public final class RedisServer implements AutoCloseable {

    private final Pool<Connection> pool;
    private final boolean owned;
    private final String address;
    private final Handshake handshake;
    private final Map<Connection, Long> identities = new WeakHashMap<>();
    private long generation;

    private RedisServer(
            Pool<Connection> pool, boolean owned, String address, List<Script> scripts) {
        this.pool = pool;
        this.owned = owned;
        this.address = address;
        this.handshake = new Handshake(scripts);
    }

    /** A server with connections of its own; nothing is opened yet. */
    public static RedisServer at(ConnectionSettings settings, List<Script> scripts) {
        return new RedisServer(new Connections(settings), true, settings.toString(), scripts);
    }

    /**
     * A server reached through the application's own client, whose settings apply, and which stays
     * the application's.
     *
     * @throws IllegalArgumentException if it is not a Jedis {@code RedisClient}
     */
    public static RedisServer of(Object client, List<Script> scripts) {
        if (!(client instanceof RedisClient jedis)) {
            throw new IllegalArgumentException(
                    "hibernate.cache.redis.client must be a "
                            + RedisClient.class.getName()
                            + ", but was a "
                            + client.getClass().getName());
        }
        return new RedisServer(jedis.getPool(), false, "the application's client", scripts);
    }

    /**
     * Sends some commands in one round trip and waits for their answers. A connection that turns
     * out to be dead is replaced once, so commands may run twice; a time-out is final.
     *
     * @param calls makes the commands, given the identity of the server they will go to
     * @throws RedisUnavailableException if no answer came
     * @throws RedisRefusedException if the server may not be used, as one that is not a master
     */
    public Replies exchange(LongFunction<List<Call>> calls) {
        return exchange(calls, false);
    }

    private Replies exchange(LongFunction<List<Call>> calls, boolean verified) {
        try {
            return exchangeOnce(calls, verified);
        } catch (JedisException first) {
            if (timedOut(first)) {
                throw unavailable(first);
            }
            pool.clear();
        }
        try {
            return exchangeOnce(calls, verified);
        } catch (JedisException second) {
            throw unavailable(second);
        }
    }

    /**
     * As {@link #exchange}, after asking the server once more who it is: Redis keeps its clients
     * when it is demoted, and promoted again. If it has become another, all connections begin anew.
     */
    public Replies exchangeVerified(LongFunction<List<Call>> calls) {
        return exchange(calls, true);
    }

    /** Makes every connection begin anew, with a handshake. */
    public void forgetConnections() {
        synchronized (identities) {
            generation++;
            identities.clear();
        }
        pool.clear();
    }

    /** Host and port, for messages. */
    @Override
    public String toString() {
        return address;
    }

    @Override
    public void close() {
        if (owned) {
            pool.close();
        }
    }

    private Replies exchangeOnce(LongFunction<List<Call>> calls, boolean verified) {
        Connection connection = pool.getResource();
        boolean allAnswered = false;
        try {
            long identity = identityOf(connection, verified);
            List<Call> toSend = calls.apply(identity);
            for (Call call : toSend) {
                connection.sendCommand(call.arguments());
            }
            List<Object> replies = connection.getMany(toSend.size());
            var understood = new Replies(identity, understood(connection, toSend, replies));
            allAnswered = true;
            return understood;
        } finally {
            if (!allAnswered) {
                // Its next user would take our answers for its own.
                connection.setBroken();
            }
            giveBack(connection);
        }
    }

    private static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (JedisException e) {
            // The pool of an application's client failed to replace it; the answer is not affected.
        }
    }

    private long identityOf(Connection connection, boolean verified) {
        Long known;
        long asOf;
        synchronized (identities) {
            known = identities.get(connection);
            asOf = generation;
        }
        boolean greeted = known != null && connection.isConnected();
        if (greeted && !verified) {
            return Objects.requireNonNull(known);
        }
        long identity = greeted ? handshake.identify(connection) : handshake.perform(connection);
        if (known != null && known != identity) {
            forgetConnections();
        }
        synchronized (identities) {
            if (generation == asOf) {
                identities.put(connection, identity);
            }
        }
        return identity;
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

    private RuntimeException unavailable(JedisException cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof JedisDataException && isAboutTheDatabase(t)) {
                return new RedisRefusedException(
                        t.getMessage()
                                + ", which is the number that "
                                + ConnectionSettings.URI_SETTING
                                + " ends in");
            }
        }
        return new RedisUnavailableException(
                "no answer from Redis at " + address + ": " + cause.getMessage(), cause);
    }

    private static boolean isAboutTheDatabase(Throwable refusal) {
        return String.valueOf(refusal.getMessage()).contains("DB index");
    }

    private static boolean timedOut(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException
                    || cause instanceof java.util.NoSuchElementException) {
                return true;
            }
        }
        return false;
    }
}
