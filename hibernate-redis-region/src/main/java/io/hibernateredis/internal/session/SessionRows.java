package io.hibernateredis.internal.session;

import io.hibernateredis.internal.rows.RowWrites;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.EventSource;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a session must remember from one event of Hibernate's to another. Not thread-safe.
 */
public final class SessionRows {

    /** Bounds the memory; a forgotten row counts as not new. */
    private static final int MAX_INSERTED = 10_000;

    private final RowWrites writes;
    private final SharedSessionContractImplementor session;

    // Most sessions need none of these: what is empty may be shared.
    private Map<Object, @Nullable Object @Nullable []> deleted = Collections.emptyMap();
    private Set<Object> detached = Collections.emptySet();
    private Set<Object> inserted = Collections.emptySet();
    private List<Consumer<UnitOfWork>> unloaded = Collections.emptyList();

    SessionRows(RowWrites writes, SharedSessionContractImplementor session) {
        this.writes = writes;
        this.session = session;
    }

    /** Records that the row of an entity is new, if that is needed for its type. */
    public void inserted(EntityPersister persister, Object entity) {
        if (!writes.inverse().joinsThroughCollections(persister)) {
            return;
        }
        if (inserted.isEmpty() || inserted.size() >= MAX_INSERTED) {
            inserted = new HashSet<>();
        }
        inserted.add(new SameObject(entity));
    }

    /** Whether the wrapped object is an entity whose row is new. */
    public boolean wasInserted(Object same) {
        return inserted.contains(same);
    }

    /**
     * Called before an object that the session does not manage is removed; its loaded state is
     * unknown.
     */
    public void removingDetached(Object entity) {
        if (detached.isEmpty()) {
            detached = new HashSet<>();
        }
        detached.add(new SameObject(entity));
    }

    /**
     * Called when an entity is scheduled for deletion. The loaded state is still available only at
     * this point.
     *
     * @param loaded null if unknown
     */
    public void removed(Object entity, @Nullable Object @Nullable [] loaded) {
        var same = new SameObject(entity);
        if (deleted.isEmpty()) {
            deleted = new HashMap<>();
        }
        deleted.put(same, detached.remove(same) ? null : loaded);
    }

    /** The state given to {@link #removed} for the entity that was just deleted. */
    public @Nullable Object @Nullable [] loadedStateOf(Object entity) {
        return deleted.remove(new SameObject(entity));
    }

    /** Records that an unloaded row will be deleted, for which no event follows. */
    public void removedUnloaded(Consumer<UnitOfWork> changes) {
        if (unloaded.isEmpty()) {
            unloaded = new ArrayList<>();
        }
        unloaded.add(changes);
    }

    public boolean hasUnloaded() {
        return !unloaded.isEmpty();
    }

    /** Invalidates the unloaded rows, which may have been deleted by now. */
    public void invalidateUnloaded(UnitOfWork unit) {
        unloaded.forEach(changes -> changes.accept(unit));
        // A session that was closed within a JTA transaction no longer shows its pending deletes.
        if (!session.isClosed()
                && (!(session instanceof EventSource source)
                        || source.getActionQueue().numberOfDeletions() == 0)) {
            unloaded = Collections.emptyList();
        }
    }

    void transactionEnded() {
        inserted = Collections.emptySet();
        detached = Collections.emptySet();
    }
}
