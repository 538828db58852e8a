package io.hibernateredis.internal.codec;

import java.io.Serial;

/**
 * Thrown when a value is outside the closed set that can be written: what holds it is not cached.
 */
public final class UnsupportedValueException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    public UnsupportedValueException(String message) {
        super(message);
    }

    public UnsupportedValueException(String message, Throwable cause) {
        super(message, cause);
    }
}
