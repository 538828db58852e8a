package io.hibernateredis.internal.rows;

import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * A row that was written.
 *
 * @param before the state overwritten, or null if there was none or it is not known
 * @param after the state written, or null if there is none
 * @param beforeKnown whether {@code before} is what the session had loaded, or surely nothing
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RowWrite(
        EntityPersister persister,
        Object id,
        @Nullable Object @Nullable [] before,
        @Nullable Object @Nullable [] after,
        boolean beforeKnown) {

    boolean isInsertion() {
        return before == null && beforeKnown;
    }

    boolean isDeletion() {
        return after == null;
    }

    /** Whether something was overwritten of which not even a loaded state is known. */
    boolean overwritesUnknown() {
        return !beforeKnown;
    }
}
