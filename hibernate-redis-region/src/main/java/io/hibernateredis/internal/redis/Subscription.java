package io.hibernateredis.internal.redis;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.apache.commons.pool2.PooledObjectFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A connection that is told what is published on a channel. What is published while there is none
 * is not heard of. Read by one thread; closed by any.
 */
public final class Subscription implements AutoCloseable {

    private static final int PAYLOAD = 2;

    private final Connection connection;

    private Subscription(Connection connection) {
        this.connection = connection;
    }

    static Subscription open(
            PooledObjectFactory<Connection> factory, byte[] channel, Duration longestSilence)
            throws InterruptedException {
        try {
            Connection opened = Links.opened(factory);
            opened.setSoTimeout(Math.toIntExact(longestSilence.toMillis()));
            opened.sendCommand(Protocol.Command.SUBSCRIBE, channel);
            var subscription = new Subscription(opened);
            subscription.read();
            return subscription;
        } catch (JedisException e) {
            throw new RedisUnavailableException("no subscription: " + Reason.of(e), e);
        }
    }

    /**
     * Waits for the next message.
     *
     * @return null if nothing was heard for the longest silence: it is closed then
     * @throws RedisUnavailableException if the connection broke, or was closed
     */
    public byte @Nullable [] next() {
        try {
            return (byte[]) read().get(PAYLOAD);
        } catch (JedisException | ClassCastException | IndexOutOfBoundsException e) {
            Link.disconnect(connection);
            if (e.getCause() instanceof SocketTimeoutException) {
                return null;
            }
            throw new RedisUnavailableException("the subscription broke: " + Reason.of(e), e);
        } catch (OversizedReplyException e) {
            Link.disconnect(connection);
            throw new RedisUnavailableException("what was published is too large", e);
        }
    }

    private List<?> read() {
        return (List<?>) connection.getOne();
    }

    @Override
    public void close() {
        Link.disconnect(connection);
    }
}
