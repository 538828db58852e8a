package io.hibernateredis.internal.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.function.LongFunction;
import redis.clients.jedis.Connection;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.Pool;

/**
 * One Redis server, and the connections to it.
 *
 * <p>Each connection begins with a handshake: the server must be a master, its identity is read,
 * and it is taught the scripts. All that goes out on the connection afterwards is tied to that
 * identity, so each reply is known to be from the server that was asked. Thread-safe.
 */
public final class RedisServer extends Exchanges implements AutoCloseable {

    /** The most bytes that a value may have by default. */
    public static final int MAX_VALUE = 16 << 20;

    /** How long to wait where an application's client would wait for ever. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(2);

    /** What scripts and the handshake answer, and the header of an entry. */
    private static final int BESIDE_A_VALUE = 1 << 20;

    private final Pool<Connection> pool;
    private final boolean owned;
    private final Object route;
    private final Duration wait;
    private final Duration longWait;
    private final Map<Connection, Long> identities = new WeakHashMap<>();
    private long generation;

    private RedisServer(
            Pool<Connection> pool,
            boolean owned,
            Object route,
            String address,
            Duration readTimeout,
            List<Script> scripts) {
        super(address, new Handshake(scripts), System::nanoTime);
        this.pool = pool;
        this.owned = owned;
        this.route = route;
        Duration configured = pool.getMaxWaitDuration();
        this.wait = configured.isNegative() ? MAX_WAIT : configured;
        this.longWait = wait.plus(readTimeout);
    }

    /** A server with connections of its own; nothing is opened yet. */
    public static RedisServer at(ConnectionSettings settings, List<Script> scripts) {
        return at(settings, scripts, MAX_VALUE);
    }

    /**
     * As {@link #at(ConnectionSettings, List)}.
     *
     * @param longestValue most bytes that an entry may have; of a larger one nothing is read
     */
    public static RedisServer at(
            ConnectionSettings settings, List<Script> scripts, int longestValue) {
        return new RedisServer(
                new Connections(settings, longestValue + BESIDE_A_VALUE),
                true,
                settings.withoutPool(),
                settings.toString(),
                settings.readTimeout(),
                scripts);
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
        return new RedisServer(
                jedis.getPool(), false, client, "the application's client", MAX_WAIT, scripts);
    }

    /**
     * Sends some commands in one round trip and waits for their answers. A connection that turns
     * out to be dead is replaced once, so commands may run twice; a time-out is final.
     *
     * @param calls makes the commands, given the identity of the server they will go to
     * @throws RedisUnavailableException if no answer came
     * @throws RedisRefusedException if the server may not be used, as one that is not a master
     * @throws NoConnectionException if all connections were in use
     * @throws OversizedReplyException if the answer is larger than what may be read
     */
    public Replies exchange(LongFunction<List<Call>> calls) {
        return exchange(calls, wait);
    }

    /**
     * As {@link #exchange}, for what is worth a longer wait if all connections are in use: so long
     * that each of them must have been given back.
     */
    public Replies exchangePatiently(LongFunction<List<Call>> calls) {
        return exchange(calls, longWait);
    }

    /** A connection beside these, to be closed by the caller; nothing is opened yet. */
    public Line newLine() {
        return new Line(pool.getFactory(), address, handshake);
    }

    /**
     * Equal for those that reach the same server in the same way: where, as whom, how encrypted,
     * and with which time-outs; or by the same client.
     */
    public Object route() {
        return route;
    }

    /** Closes the connections that have not been needed for a minute. */
    public void closeIdleConnections() {
        if (owned && !pool.isClosed()) {
            try {
                pool.evict();
            } catch (Exception e) {
                // A connection could not be closed in order; it is closed.
            }
        }
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

    @Override
    Connection take(Duration longest) throws InterruptedException {
        try {
            return pool.borrowObject(longest);
        } catch (NoSuchElementException e) {
            if (e.getCause() == null) {
                throw new NoConnectionException(address);
            }
            throw new JedisException(e);
        } catch (JedisException | OversizedReplyException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new JedisException(e);
        }
    }

    @Override
    void giveBack(Connection connection, boolean usable) {
        try {
            if (usable) {
                pool.returnResource(connection);
            } else {
                pool.returnBrokenResource(connection);
            }
        } catch (JedisException e) {
            // The pool of an application's client failed to replace it; the answer is not affected.
        }
    }

    @Override
    void connectionBroke() {
        pool.clear();
    }

    @Override
    long identityOf(Connection connection) {
        Long known;
        long asOf;
        synchronized (identities) {
            known = identities.get(connection);
            asOf = generation;
        }
        if (known != null && connection.isConnected()) {
            return Objects.requireNonNull(known);
        }
        long greeted = handshake.perform(connection);
        if (known != null && known != greeted) {
            forgetConnections();
        }
        synchronized (identities) {
            if (generation == asOf) {
                identities.put(connection, greeted);
            }
        }
        return greeted;
    }
}
