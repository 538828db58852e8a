package io.hibernateredis.internal.outbox;

import org.jspecify.annotations.Nullable;

/** The outbox cannot be written at present. */
final class OutboxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutboxException(String message, @Nullable Throwable cause) {
        super(cause == null ? message : message + ": " + cause.getMessage(), cause);
    }

    OutboxException(String message) {
        super(message);
    }
}
