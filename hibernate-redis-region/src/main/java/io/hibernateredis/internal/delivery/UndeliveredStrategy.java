package io.hibernateredis.internal.delivery;

import io.hibernateredis.CacheUnreachableException;
import io.hibernateredis.OnUnreachable;
import io.hibernateredis.internal.protocol.Change;
import java.util.List;

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
     * @return to be notified of the end of the transaction
     * @throws CacheUnreachableException to have the transaction rolled back
     */
    PendingInvalidations.Pending undelivered(
            List<Change> changes, RuntimeException cause, Object owner);

    /**
     * That of a setting.
     *
     * @param commit keeps the invalidations until they can be delivered
     */
    static UndeliveredStrategy of(OnUnreachable setting, UndeliveredStrategy commit) {
        return switch (setting) {
            case COMMIT -> commit;
            case ROLLBACK ->
                    (changes, cause, owner) -> {
                        throw new CacheUnreachableException(cause);
                    };
        };
    }
}
