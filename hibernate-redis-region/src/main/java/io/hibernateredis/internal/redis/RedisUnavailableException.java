package io.hibernateredis.internal.redis;

import org.jspecify.annotations.Nullable;

/**
 * No answer came from Redis: it could not be reached, or not within the configured time. The
 * command may have run.
 */
public final class RedisUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RedisUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
