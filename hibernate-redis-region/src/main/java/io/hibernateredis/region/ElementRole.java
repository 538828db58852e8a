package io.hibernateredis.region;

import io.hibernateredis.store.Entry;
import io.hibernateredis.store.UnitOfWork;
import java.util.function.BooleanSupplier;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * A cached collection whose content the rows of an entity decide, apart from what is written
 * through the collection itself. Immutable.
 *
 * @param decides by what an element's row decides it
 * @param source where the row tells which collection of the role it is in; null if it does not
 * @param held whether the database has a foreign key, so that no collection holds what is not there
 */
record ElementRole(
        CollectionAccess access,
        Decides decides,
        @Nullable KeySource source,
        BooleanSupplier held) {

    /** What of an element's row matters to a collection. */
    enum Decides {
        /** Whether it is there, since the collection itself says which elements it has. */
        BY_EXISTENCE,
        /** Its reference to the owner. */
        BY_REFERENCE,
        /** Any attribute: it may be ordered by it, keyed by it, or restricted to some values. */
        BY_ANYTHING
    }

    void touch(
            UnitOfWork unit,
            @Nullable SharedSessionContractImplementor session,
            RowWrite write,
            RowImages images) {
        if (decides == Decides.BY_EXISTENCE) {
            boolean mayBeNew = write.isInsertion() || write.overwritesUnknown();
            if (write.isDeletion() || (mayBeNew && !held.getAsBoolean())) {
                touchAll(unit);
            }
            return;
        }
        boolean unknown =
                !write.isInsertion() && (write.overwritesUnknown() || !images.areTellable());
        KeySource from = source;
        if (from == null || session == null || unknown) {
            touchAll(unit);
            return;
        }
        Object left = write.before() == null ? null : from.key(write.before(), session);
        Object joined = write.after() == null ? null : from.key(write.after(), session);
        boolean leftOver = write.isInsertion() && joined == null && from.optional();
        if (left == KeySource.UNKNOWN || joined == KeySource.UNKNOWN || leftOver) {
            touchAll(unit);
            return;
        }
        touch(unit, session, left, joined);
        if (!write.isInsertion()) {
            unit.touchAllIfWritten(
                    access.keyspace(), images.deciding(write.id(), session, from.attribute()));
        }
    }

    private void touch(
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
            access.touch(unit, session, before, null);
        }
        if (after != null && !stays) {
            access.touch(unit, session, after, null);
        }
    }

    private Entry entry(Object key, SharedSessionContractImplementor session) {
        return access.entry(key, session.getTenantIdentifier());
    }

    private void touchAll(UnitOfWork unit) {
        unit.touchAll(access.keyspace());
    }
}
