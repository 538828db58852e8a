package io.hibernateredis.internal.redis;

/**
 * All connections were in use for as long as the caller would wait. Nothing was sent, and it says
 * nothing of whether Redis is well.
 */
public final class NoConnectionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NoConnectionException(String server) {
        super(
                "all connections to Redis at "
                        + server
                        + " are in use (hibernate.cache.redis.connections, "
                        + "hibernate.cache.redis.borrow_timeout)");
    }
}
