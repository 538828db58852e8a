package io.hibernateredis;

/**
 * Redis cannot be told of a change: a transaction is refused, as the configuration demands, or an
 * invalidation that the application asked for is pending.
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
