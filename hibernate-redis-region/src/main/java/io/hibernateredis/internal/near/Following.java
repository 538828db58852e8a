package io.hibernateredis.internal.near;

import io.hibernateredis.internal.delivery.Mirrors;
import org.jspecify.annotations.Nullable;

/** How a JVM learns of invalidations, and so may serve what is near. Thread-safe. */
public interface Following extends Mirrors, AutoCloseable {

    /** Begins. */
    void start();

    /** By which this JVM may serve what is near to anyone, or null. */
    Mirror.@Nullable Lease lease();

    /**
     * By which a transaction may be served that comes now, at the cost of a message; null if none
     * may.
     *
     * @throws RuntimeException if Redis gave no answer that may be used
     */
    Mirror.@Nullable Lease ask();

    /** To be sent with a read from Redis, after it; null if that would bring nothing. */
    @Nullable Question question();

    @Override
    void close();
}
