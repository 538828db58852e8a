package io.hibernateredis.codec;

import java.io.Serial;

/**
 * Thrown when bytes are not an entry that could have been written: to the cache, that is a miss.
 */
public final class CorruptEntryException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    public CorruptEntryException(String message) {
        super(message);
    }

    public CorruptEntryException(String message, Throwable cause) {
        super(message, cause);
    }
}
