package io.hibernateredis.internal.rows;

import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * A row that was written.
 *
 * @param before the overwritten state, or null if there was none or it is unknown
 * @param after the new state, or null if there is none
 * @param beforeKnown whether {@code before} is the state the session had loaded, or certainly none
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

    /** Whether a state was overwritten that was not even loaded. */
    boolean overwritesUnknown() {
        return !beforeKnown;
    }
}
