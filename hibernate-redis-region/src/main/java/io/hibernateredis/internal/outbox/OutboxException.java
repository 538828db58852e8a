package io.hibernateredis.internal.outbox;

/** The outbox cannot be written at present. */
final class OutboxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutboxException(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }

    OutboxException(String message) {
        super(message);
    }
}
