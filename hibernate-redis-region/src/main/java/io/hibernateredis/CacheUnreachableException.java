package io.hibernateredis;

/**
 * A transaction is refused because what it changes cannot be announced to Redis, and the
 * configuration demands that.
 */
public final class CacheUnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CacheUnreachableException(Throwable cause) {
        super(
                "the transaction is rolled back: what it changes cannot be announced to Redis, and "
                        + "hibernate.cache.redis.on_unreachable=rollback ("
                        + cause.getMessage()
                        + ")",
                cause);
    }

    public CacheUnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
