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
    private final Link link = new Link();
    private final @Nullable FollowedMaster followed;
    private boolean closed;
    private volatile boolean outdated;

    /**
     * @param followed the server, if Sentinels say which it is; released when this is closed
     */
    Line(
            PooledObjectFactory<Connection> factory,
            String address,
            Handshake handshake,
            @Nullable FollowedMaster followed) {
        super(address, handshake, System::nanoTime);
        this.followed = followed;
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
            if (followed != null) {
                followed.awaitUsable();
            }
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
    Link take(Duration wait) throws InterruptedException {
        long master = followed == null ? 0 : followed.number();
        if (outdated || link.master() != master) {
            outdated = false;
            link.disconnect();
        }
        if (!link.isConnected()) {
            link.connect(Links.opened(factory), null);
            link.openedTo(master);
        }
        return link;
    }

    @Override
    void giveBack(Link used) {
        // It is kept open.
    }

    @Override
    long identityOf(Link used, Outcomes none) {
        Connection connection = used.connection();
        long identity =
                used.greeting() == null
                        ? handshake.perform(connection)
                        : handshake.identify(connection);
        used.greeted(new Link.Greeting(identity, 0));
        return identity;
    }

    @Override
    void connectionBroke() {
        // It was the only one.
    }

    @Override
    @Nullable JedisException whyNotUsable(Link used) {
        return followed == null ? null : followed.whyNotUsable(used.master());
    }

    /** What is sent here is waited for. */
    @Override
    boolean mayOwe() {
        return false;
    }

    @Override
    public void close() {
        busy.lock();
        try {
            link.disconnect();
            if (followed != null && !closed) {
                followed.release();
            }
            closed = true;
        } finally {
            busy.unlock();
        }
    }
}
