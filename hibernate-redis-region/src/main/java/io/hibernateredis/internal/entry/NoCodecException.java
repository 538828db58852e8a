package io.hibernateredis.internal.entry;

import java.io.Serial;

/** Thrown when an attribute's values cannot be written; the message names its type and says why. */
final class NoCodecException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    NoCodecException(String type, String why) {
        super("of type " + type + " has no form, because " + why);
    }
}
