package io.hibernateredis.internal.protocol;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Names for writers and for holders of locks that no other of any JVM has. Thread-safe. */
public final class Tokens {

    private static final String JVM = Long.toString(new SecureRandom().nextLong(1L << 60), 36);

    private static final AtomicLong COUNT = new AtomicLong();

    private Tokens() {}

    /** A new token; alphanumeric, as the scripts demand. */
    public static String next() {
        return JVM + Long.toString(COUNT.incrementAndGet(), 36) + "z";
    }
}
