package io.hibernateredis;

/**
 * A transaction is refused because Redis cannot be told what it changes, and the configuration
 * demands that.
 */
public final class CacheUnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CacheUnreachableException(Throwable cause) {
        super(
                "the transaction is rolled back: Redis cannot be told what it changes, and "
                        + "hibernate.cache.redis.on_unreachable=rollback ("
                        + cause.getMessage()
                        + ")",
                cause);
    }
}
