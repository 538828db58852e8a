package io.hibernateredis.internal.redis;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
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
    private final Consumer<Subscription> onClose;

    private Subscription(Connection connection, Consumer<Subscription> onClose) {
        this.connection = connection;
        this.onClose = onClose;
    }

    /**
     * @param onClose is called when it is closed
     */
    static Subscription open(
            PooledObjectFactory<Connection> factory,
            byte[] channel,
            Duration longestSilence,
            Consumer<Subscription> onClose)
            throws InterruptedException {
        try {
            Connection opened = Links.opened(factory);
            opened.setSoTimeout(Math.toIntExact(longestSilence.toMillis()));
            opened.sendCommand(Protocol.Command.SUBSCRIBE, channel);
            var subscription = new Subscription(opened, onClose);
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

    /** Breaks the connection; whoever waits for a message is told. */
    void disconnect() {
        Link.disconnect(connection);
    }

    @Override
    public void close() {
        onClose.accept(this);
        disconnect();
    }
}
