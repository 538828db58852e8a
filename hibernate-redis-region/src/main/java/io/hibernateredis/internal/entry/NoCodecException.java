package io.hibernateredis.internal.entry;

import java.io.Serial;

/**
 * Thrown when an attribute's values cannot be encoded; the message names its type and the reason.
 */
final class NoCodecException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    NoCodecException(String type, String why) {
        super("of type " + type + " cannot be encoded, because " + why);
    }
}
