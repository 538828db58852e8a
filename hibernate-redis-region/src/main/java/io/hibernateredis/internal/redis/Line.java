package io.hibernateredis.internal.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.apache.commons.pool2.PooledObjectFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One connection beside those of the pool, for what must get through however busy they are. It is
 * kept open, and reads the identity of its server with each message: Redis keeps its clients when
 * it is demoted, and promoted again. Thread-safe; one message at a time.
 */
public final class Line extends Exchanges implements AutoCloseable {

    private final PooledObjectFactory<Connection> factory;
    private final ReentrantLock busy = new ReentrantLock();
    private @Nullable Connection connection;
    private boolean greeted;
    private volatile boolean outdated;

    Line(PooledObjectFactory<Connection> factory, String address, Handshake handshake) {
        super(address, handshake, System::nanoTime);
        this.factory = factory;
    }

    /**
     * As {@link RedisServer#exchange}, after reading the identity of the server.
     *
     * @throws RedisUnavailableException if no answer came
     * @throws RedisRefusedException if the server may not be used, as one that is not a master
     */
    public Replies exchange(LongFunction<List<Call>> calls) {
        busy.lock();
        try {
            return exchange(calls, Duration.ZERO);
        } finally {
            busy.unlock();
        }
    }

    /**
     * Connections that were opened since reach another server: so will this, with its next message.
     */
    public void reopen() {
        outdated = true;
    }

    @Override
    Connection take(Duration wait) throws InterruptedException {
        Connection known = connection;
        if (known != null && outdated) {
            disconnect(known);
        }
        outdated = false;
        if (known != null && known.isConnected()) {
            return known;
        }
        greeted = false;
        try {
            Connection made = factory.makeObject().getObject();
            connection = made;
            return made;
        } catch (JedisException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new JedisException(e);
        }
    }

    @Override
    void giveBack(Connection used, boolean usable) {
        if (!usable) {
            disconnect(used);
            connection = null;
        }
    }

    @Override
    long identityOf(Connection used) {
        long identity = greeted ? handshake.identify(used) : handshake.perform(used);
        greeted = true;
        return identity;
    }

    @Override
    void connectionBroke() {
        // It was the only one.
    }

    @Override
    public void close() {
        busy.lock();
        try {
            if (connection != null) {
                disconnect(connection);
                connection = null;
            }
        } finally {
            busy.unlock();
        }
    }
}
