package io.hibernateredis.internal.redis;

import io.hibernateredis.internal.redis.Link.Greeting;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.Pool;

/**
 * Links over the connections of the application's own client, which uses them too: none is given
 * back with answers outstanding. Thread-safe.
 */
final class ClientLinks implements Links {

    private final Pool<Connection> pool;
    private final String address;

    /** Guarded by itself. */
    private final Map<Connection, Greeting> greetings = new WeakHashMap<>();

    ClientLinks(Pool<Connection> pool, String address) {
        this.pool = pool;
        this.address = address;
    }

    @Override
    public Link take(Duration wait) throws InterruptedException {
        Connection connection = borrowed(wait);
        var link = new Link();
        synchronized (greetings) {
            link.connect(connection, greetings.get(connection));
        }
        return link;
    }

    private Connection borrowed(Duration wait) throws InterruptedException {
        try {
            return pool.borrowObject(wait);
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
    public void giveBack(Link link) {
        Connection connection = link.connection();
        Greeting greeting = link.greeting();
        if (greeting != null) {
            synchronized (greetings) {
                greetings.put(connection, greeting);
            }
        }
        try {
            if (link.isOpen()) {
                link.watched().forget();
                pool.returnResource(connection);
            } else {
                pool.returnBrokenResource(connection);
            }
        } catch (JedisException e) {
            // The client's pool failed to replace it; the answer is not affected.
        }
    }

    @Override
    public boolean mayOwe() {
        return false;
    }

    @Override
    public void forEachFree(Predicate<Link> condition, Consumer<Link> action) {
        // Those that are not in use are the client's.
    }

    @Override
    public void forEach(Duration wait, Consumer<Link> action) {
        // As above; nothing is outstanding on them.
    }

    @Override
    public void dropFree() {
        pool.clear();
    }

    @Override
    public void closeIdle() {
        // The client does, as it is configured.
    }

    @Override
    public void close() {
        // It stays the application's.
    }
}
