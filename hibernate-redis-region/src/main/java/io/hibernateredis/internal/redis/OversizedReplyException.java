package io.hibernateredis.internal.redis;

/**
 * Redis answered with more than may be read. It says nothing of whether Redis is well: whatever was
 * asked for is to be done without.
 */
public final class OversizedReplyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OversizedReplyException(String what, int most) {
        super("the answer holds " + what + ", and " + most + " is the most that is read");
    }
}
