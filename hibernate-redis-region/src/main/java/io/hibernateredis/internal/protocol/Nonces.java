package io.hibernateredis.internal.protocol;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Random numbers for indexes that may have to be created. Thread-safe.
 *
 * <p>Two indexes must never have the same nonce, whichever JVMs created them, since what was loaded
 * from one of them would be valid in the other. So the sequence begins, once a JVM, at a number
 * from the operating system. The numbers that follow are only as hard to guess as that one, as long
 * as none of them is known: that suffices, because who can read a nonce in Redis, or write one
 * there, has no need to guess. Every call of a script takes one, and hardly any is used.
 */
final class Nonces {

    /** No clock gets there: a nonce is told from a time. */
    private static final long LEAST = 1L << 52;

    private static final AtomicLong STATE = new AtomicLong(new SecureRandom().nextLong());

    private Nonces() {}

    /** A new nonce, which Redis and Lua count exactly: at least 2^52, and below 2^53. */
    static long next() {
        return LEAST + (mixed(STATE.getAndAdd(0x9e3779b97f4a7c15L)) >>> 12);
    }

    /** SplitMix64's: different numbers for different ones, and no pattern in them. */
    private static long mixed(long number) {
        long z = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
