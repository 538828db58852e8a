package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.util.function.BooleanSupplier;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * A cached collection whose content depends on the rows of an entity, apart from writes through the
 * collection itself. Immutable.
 *
 * @param decides which part of an element's row matters
 * @param source finds the collection from an element's row; null if the row does not identify it
 * @param held whether the database has a foreign key, so that no collection refers to a missing row
 */
record ElementRole(
        CachedRole.ById access, Decides decides, @Nullable KeySource source, BooleanSupplier held) {

    /** Which part of an element's row matters to a collection. */
    enum Decides {
        /** Its existence, because the collection's own rows define its elements. */
        BY_EXISTENCE,
        /** Its reference to the owner. */
        BY_REFERENCE,
        /** Any attribute: the collection may be ordered, keyed or restricted by it. */
        BY_ANYTHING
    }

    void invalidate(
            UnitOfWork unit,
            @Nullable SharedSessionContractImplementor session,
            RowWrite write,
            RowImages images) {
        if (decides == Decides.BY_EXISTENCE) {
            boolean mayBeNew = write.isInsertion() || write.overwritesUnknown();
            if (write.isDeletion() || (mayBeNew && !held.getAsBoolean())) {
                invalidateAll(unit);
            }
            return;
        }
        boolean unknown =
                !write.isInsertion() && (write.overwritesUnknown() || !images.haveOneTag());
        KeySource from = source;
        if (from == null || session == null || unknown) {
            invalidateAll(unit);
            return;
        }
        Object left = write.before() == null ? null : from.key(write.before(), session);
        Object joined = write.after() == null ? null : from.key(write.after(), session);
        boolean leftOver = write.isInsertion() && joined == null && from.optional();
        if (left == KeySource.UNKNOWN || joined == KeySource.UNKNOWN || leftOver) {
            invalidateAll(unit);
            return;
        }
        invalidate(unit, session, left, joined);
        if (!write.isInsertion()) {
            unit.invalidateAllIfWritten(
                    access.keyspace(), images.deciding(write.id(), session, from.attribute()));
        }
    }

    private void invalidate(
            UnitOfWork unit,
            SharedSessionContractImplementor session,
            @Nullable Object left,
            @Nullable Object joined) {
        Entry before = left == null ? null : entry(left, session);
        Entry after = joined == null ? null : entry(joined, session);
        boolean stays = before != null && after != null && before.equals(after);
        if (stays && decides != Decides.BY_ANYTHING) {
            return;
        }
        if (before != null) {
            access.invalidate(unit, session, before);
        }
        if (after != null && !stays) {
            access.invalidate(unit, session, after);
        }
    }

    private Entry entry(Object key, SharedSessionContractImplementor session) {
        return access.entry(key, session.getTenantIdentifier());
    }

    private void invalidateAll(UnitOfWork unit) {
        unit.invalidateAll(access.keyspace());
    }
}
