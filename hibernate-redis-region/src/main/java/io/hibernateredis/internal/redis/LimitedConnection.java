package io.hibernateredis.internal.redis;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.RedisInputStream;

/**
 * A connection that reads RESP2, and refuses what is too large before memory is allocated for it:
 * Jedis allocates whatever length a reply announces.
 */
final class LimitedConnection extends Connection {

    private static final int MAX_ELEMENTS = 1 << 20;
    private static final int MAX_DEPTH = 16;

    private final int longestValue;
    private final long limitNanos;
    private boolean opened;
    private @Nullable RedisInputStream input;

    private LimitedConnection(Maker maker) {
        super(maker);
        this.longestValue = maker.longestValue;
        this.limitNanos = maker.limitNanos;
    }

    /** Makes connections for a pool, or for one use alone. */
    static final class Maker extends Connection.Builder {

        private final int longestValue;
        private final long limitNanos;

        /**
         * @param longestValue most bytes a value may have
         * @param limitNanos how long may pass from the first byte sent until the connection is
         *     ready to use
         */
        Maker(
                JedisSocketFactory sockets,
                JedisClientConfig config,
                int longestValue,
                long limitNanos) {
            socketFactory(sockets);
            clientConfig(config);
            this.longestValue = longestValue;
            this.limitNanos = limitNanos;
        }

        @Override
        protected Connection createConnection() {
            return new LimitedConnection(this);
        }

        /** As that of Jedis 8, since that of Jedis 7 makes a plain connection. */
        @Override
        public Connection build() {
            var connection = new LimitedConnection(this);
            connection.initializeFromClientConfig(getClientConfig());
            return connection;
        }
    }

    /**
     * Once only. Jedis would open a connection that was closed, because it took too long, with the
     * next command: to whoever is there now, without a password, to the first database.
     */
    @Override
    public void connect() {
        if (opened && !isConnected()) {
            throw new JedisConnectionException("the connection was closed");
        }
        super.connect();
        opened = true;
    }

    /** Sends what was written. */
    @Override
    protected void flush() {
        super.flush();
    }

    @Override
    protected void initializeFromClientConfig(JedisClientConfig config) {
        connect();
        var watched = Deadlines.watch(this);
        watched.begin(limitNanos);
        boolean ready = false;
        try {
            super.initializeFromClientConfig(config);
            ready = true;
        } catch (JedisConnectionException e) {
            if (!watched.end()) {
                throw e;
            }
        } finally {
            watched.end();
            watched.forget();
            if (!ready) {
                Link.disconnect(this);
            }
        }
        if (watched.end()) {
            throw new JedisConnectionException(
                    new SocketTimeoutException("the server did not greet in time"));
        }
    }

    @Override
    protected @Nullable Object protocolRead(RedisInputStream in, PushConsumerChain unused) {
        return protocolRead(in);
    }

    /** What Jedis 7 calls, which has no consumers of pushes. */
    public @Nullable Object protocolRead(RedisInputStream in) {
        input = in;
        return reply(in, 0);
    }

    /** Whether bytes of an answer have arrived; false, too, where TLS does not tell. */
    boolean hasArrived() {
        try {
            return input != null && input.available() > 0;
        } catch (IOException e) {
            // Whoever reads next finds out.
            return false;
        }
    }

    private @Nullable Object reply(RedisInputStream in, int depth) {
        byte type = in.readByte();
        return switch (type) {
            case '+' -> in.readLineBytes();
            case ':' -> in.readLongCrLf();
            case '$' -> value(in);
            case '*' -> elements(in, depth);
            case '-' -> throw error(in.readLine());
            default -> throw new JedisConnectionException("Unknown reply: " + (char) type);
        };
    }

    private byte @Nullable [] value(RedisInputStream in) {
        int length = in.readIntCrLf();
        if (length == -1) {
            return null;
        }
        if (length < 0 || length > longestValue) {
            throw new OversizedReplyException(
                    "a value of " + Integer.toUnsignedString(length) + " bytes", longestValue);
        }
        byte[] value = new byte[length];
        for (int at = 0; at < length; ) {
            at += in.read(value, at, length - at);
        }
        in.readByte();
        in.readByte();
        return value;
    }

    private @Nullable List<@Nullable Object> elements(RedisInputStream in, int depth) {
        int number = in.readIntCrLf();
        if (number == -1) {
            return null;
        }
        if (number < 0 || number > MAX_ELEMENTS || depth >= MAX_DEPTH) {
            throw new OversizedReplyException(
                    "a list of " + Integer.toUnsignedString(number) + " elements", MAX_ELEMENTS);
        }
        List<@Nullable Object> elements = new ArrayList<>(number);
        for (int i = 0; i < number; i++) {
            try {
                elements.add(reply(in, depth + 1));
            } catch (JedisDataException e) {
                elements.add(e);
            }
        }
        return elements;
    }

    /** Of the type that the opening of a connection expects. */
    private static JedisDataException error(String message) {
        boolean denied =
                message.startsWith("NOAUTH")
                        || message.startsWith("WRONGPASS")
                        || message.startsWith("NOPERM");
        return denied ? new JedisAccessControlException(message) : new JedisDataException(message);
    }
}
