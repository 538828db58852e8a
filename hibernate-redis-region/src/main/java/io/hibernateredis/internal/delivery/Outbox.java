package io.hibernateredis.internal.delivery;

import io.hibernateredis.internal.protocol.Owed;
import java.sql.Connection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where transactions that commit while Redis cannot be told leave what they changed: in their own
 * database, so that it is there if and only if they committed. Thread-safe.
 */
public interface Outbox extends AutoCloseable {

    /** Nothing is left anywhere. */
    Outbox NONE =
            new Outbox() {
                @Override
                public boolean isUsed() {
                    return false;
                }

                @Override
                public void start(Relay relay) {}

                @Override
                public void write(Owed owed, @Nullable Supplier<Connection> connection) {
                    throw new IllegalStateException("there is no outbox");
                }

                @Override
                public boolean isBroken() {
                    return false;
                }

                @Override
                public boolean admitsReads() {
                    return true;
                }

                @Override
                public void close() {}
            };

    /** Sends to Redis what others could not. */
    interface Relay {

        /** Whether Redis may be asked at present. */
        boolean isPossible();

        /** Whether this JVM owes Redis something. */
        boolean isOwing();

        /** Whether a transaction that owes Redis something has not ended yet. */
        boolean isCommitting();

        /**
         * When it returns, Redis knows, and no JVM serves what is near.
         *
         * @throws RuntimeException if Redis did not take it
         */
        void relay(List<Owed> rows);
    }

    /** Whether there is one. */
    boolean isUsed();

    void start(Relay relay);

    /**
     * Leaves what a transaction is about to commit. The first time in an outage, it waits until no
     * JVM relies any more on a look that did not show this one.
     *
     * @param connection of the transaction; null if what was changed is no part of one
     * @throws RuntimeException if it cannot be written, so that the transaction must not commit
     */
    void write(Owed owed, @Nullable Supplier<Connection> connection);

    /** Whether it could not be read when that was last tried. */
    boolean isBroken();

    /**
     * Whether what Redis has may be read: what was committed until now, Redis has been told. May
     * take a look into the database.
     */
    boolean admitsReads();

    @Override
    void close();
}
