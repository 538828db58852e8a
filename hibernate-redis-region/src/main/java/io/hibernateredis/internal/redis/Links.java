package io.hibernateredis.internal.redis;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.commons.pool2.PooledObjectFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/** The links to one server. Thread-safe. */
interface Links {

    /**
     * A link that no other thread uses, with a connection.
     *
     * @throws NoConnectionException if none is free in time
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    Link take(Duration wait) throws InterruptedException;

    void giveBack(Link link);

    /** Whether links may be given back with answers outstanding. */
    boolean mayOwe();

    /** Drops the connections that are not in use. */
    void dropFree();

    /**
     * Takes each link that is not in use and meets a condition, for an action that gives it back.
     */
    void forEachFree(Predicate<Link> condition, Consumer<Link> action);

    /**
     * Takes each link with a connection, for an action that gives it back; waits for those in use,
     * for some time for all of them together.
     */
    void forEach(Duration wait, Consumer<Link> action);

    /** Closes connections that have not been needed for a while. */
    void closeIdle();

    /** Closes the connections; those in use when they are given back. */
    void close();

    /** A new connection. */
    static Connection opened(PooledObjectFactory<Connection> factory) throws InterruptedException {
        try {
            return factory.makeObject().getObject();
        } catch (JedisException | OversizedReplyException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new JedisException(e);
        }
    }
}
