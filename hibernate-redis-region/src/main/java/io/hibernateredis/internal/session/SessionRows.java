package io.hibernateredis.internal.session;

import io.hibernateredis.internal.rows.RowWrites;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.util.ArrayList;
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

/** What a session notes of its rows between two of Hibernate's events. Not thread-safe. */
public final class SessionRows {

    /** Of more than this, none is known to be new. */
    private static final int MAX_INSERTED = 10_000;

    private final RowWrites writes;
    private final SharedSessionContractImplementor session;
    private final Map<Object, @Nullable Object @Nullable []> deleted = new HashMap<>();
    private final Set<Object> detached = new HashSet<>();
    private final Set<Object> inserted = new HashSet<>();
    private final List<Consumer<UnitOfWork>> unloaded = new ArrayList<>();

    SessionRows(RowWrites writes, SharedSessionContractImplementor session) {
        this.writes = writes;
        this.session = session;
    }

    /** An entity's row is new; noted only where it is asked for. */
    public void inserted(EntityPersister persister, Object entity) {
        if (!writes.inverse().joinsThroughCollections(persister)) {
            return;
        }
        if (inserted.size() >= MAX_INSERTED) {
            inserted.clear();
        }
        inserted.add(new SameObject(entity));
    }

    /** Whether the object wrapped is an entity whose row is new. */
    public boolean wasInserted(Object same) {
        return inserted.contains(same);
    }

    /** An object is about to be removed that the session does not know: nor its row. */
    public void removingDetached(Object entity) {
        detached.add(new SameObject(entity));
    }

    /**
     * An entity will be deleted, which may have been changed in memory: only now is the loaded
     * state still there; null if it is not known.
     */
    public void removed(Object entity, @Nullable Object @Nullable [] loaded) {
        var same = new SameObject(entity);
        deleted.put(same, detached.remove(same) ? null : loaded);
    }

    /** The state given to {@link #removed} for the entity that has just been deleted. */
    public @Nullable Object @Nullable [] loadedStateOf(Object entity) {
        return deleted.remove(new SameObject(entity));
    }

    /** A row will be deleted that is not loaded; no event follows. */
    public void removedUnloaded(Consumer<UnitOfWork> changes) {
        unloaded.add(changes);
    }

    public boolean hasUnloaded() {
        return !unloaded.isEmpty();
    }

    /** Invalidates what was removed unloaded, as it may have been deleted by now. */
    public void invalidateUnloaded(UnitOfWork unit) {
        unloaded.forEach(changes -> changes.accept(unit));
        // A session that was closed within a JTA transaction does not tell what it has left to do.
        if (!session.isClosed()
                && (!(session instanceof EventSource source)
                        || source.getActionQueue().numberOfDeletions() == 0)) {
            unloaded.clear();
        }
    }

    void transactionEnded() {
        inserted.clear();
        detached.clear();
    }
}
