package io.hibernateredis.internal.delivery;

import io.hibernateredis.CacheUnreachableException;
import io.hibernateredis.OnUnreachable;
import io.hibernateredis.internal.protocol.Change;
import io.hibernateredis.internal.protocol.Owed;
import java.sql.Connection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a transaction that is about to commit and whose announcement could not be
 * delivered. Thread-safe.
 */
@FunctionalInterface
interface UndeliveredStrategy {

    /**
     * An announcement could not be delivered.
     *
     * @param changes all that the transaction changes
     * @param owner reports the end of the transaction; the outcome is unknown if it is collected
     *     before
     * @param connection of the transaction; null if what was changed is no part of one
     * @return to be notified of the end of the transaction
     * @throws CacheUnreachableException to have the transaction rolled back
     */
    PendingInvalidations.Pending undelivered(
            List<Change> changes,
            RuntimeException cause,
            Object owner,
            @Nullable Supplier<Connection> connection);

    /**
     * That of a setting.
     *
     * @param redelivery keeps the invalidations until they can be delivered
     */
    static UndeliveredStrategy of(OnUnreachable setting, Redelivery redelivery, Outbox outbox) {
        return switch (setting) {
            case COMMIT ->
                    (changes, cause, owner, connection) -> redelivery.keep(changes, cause, owner);
            case ROLLBACK ->
                    (changes, cause, owner, connection) -> {
                        throw new CacheUnreachableException(cause);
                    };
            case OUTBOX ->
                    (changes, cause, owner, connection) -> {
                        // This JVM has to be seen as owing before it may be admitted.
                        var pending = redelivery.keep(changes, cause, owner);
                        try {
                            leave(outbox, changes, connection);
                        } catch (CacheUnreachableException e) {
                            pending.rolledBack();
                            throw e;
                        }
                        return pending;
                    };
        };
    }

    /**
     * Leaves what is changed in the outbox.
     *
     * @throws CacheUnreachableException if it cannot be written
     */
    static void leave(
            Outbox outbox, List<Change> changes, @Nullable Supplier<Connection> connection) {
        try {
            outbox.write(Owed.of(changes, connection == null), connection);
        } catch (RuntimeException e) {
            throw new CacheUnreachableException(
                    "the transaction is rolled back: what it changes can neither be announced to"
                            + " Redis nor be written into the outbox"
                            + " (hibernate.cache.redis.on_unreachable=outbox): "
                            + e.getMessage(),
                    e);
        }
    }
}
