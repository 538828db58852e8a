package io.hibernateredis.internal.events;

import io.hibernateredis.internal.access.RegionLock;
import io.hibernateredis.internal.exact.ExactStates;
import io.hibernateredis.internal.rows.IndexNames;
import io.hibernateredis.internal.rows.RowWrite;
import io.hibernateredis.internal.rows.RowWrites;
import io.hibernateredis.internal.session.Sessions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** What the listeners of one session factory share. Thread-safe. */
public final class ListenerContext {

    private final SessionFactoryImplementor sessionFactory;
    private final Sessions sessions;
    private final IndexNames names;
    private final RowWrites writes;
    private final ExactStates exactStates;
    private final EventGuard guard;
    private final List<DeleteHooks> deleteHooks = new CopyOnWriteArrayList<>();

    /**
     * Called for every row that is deleted.
     *
     * @param before called before Hibernate's own listener, for a loaded row
     * @param after called after it
     * @param unloaded called for an unloaded row, for which Hibernate fires no event
     */
    record DeleteHooks(
            Consumer<PostDeleteEvent> before,
            Consumer<PostDeleteEvent> after,
            UnloadedDelete unloaded) {}

    /** Called for a row that will be deleted without being loaded. */
    @FunctionalInterface
    public interface UnloadedDelete {
        void accept(SharedSessionContractImplementor session, EntityPersister persister, Object id);
    }

    public ListenerContext(
            SessionFactoryImplementor sessionFactory,
            Sessions sessions,
            IndexNames names,
            RowWrites writes,
            ExactStates exactStates) {
        this.sessionFactory = sessionFactory;
        this.sessions = sessions;
        this.names = names;
        this.writes = writes;
        this.exactStates = exactStates;
        this.guard = new EventGuard(sessions, writes);
    }

    /**
     * Adds a listener for every row that Hibernate deletes. It is not registered with Hibernate,
     * where its presence would make Hibernate load the rows it deletes.
     *
     * @param before called before Hibernate's own listener, for a loaded row
     * @param after called after it
     * @param unloaded called for a row that will be deleted without being loaded
     */
    public void onDelete(
            Consumer<PostDeleteEvent> before,
            Consumer<PostDeleteEvent> after,
            UnloadedDelete unloaded) {
        deleteHooks.add(new DeleteHooks(before, after, unloaded));
    }

    /** Guards the listeners of this cache, including those of its other modules. */
    public EventGuard guard() {
        return guard;
    }

    List<DeleteHooks> deleteHooks() {
        return deleteHooks;
    }

    SessionFactoryImplementor sessionFactory() {
        return sessionFactory;
    }

    Sessions sessions() {
        return sessions;
    }

    IndexNames names() {
        return names;
    }

    RowWrites writes() {
        return writes;
    }

    ExactStates exactStates() {
        return exactStates;
    }

    /** A row was written, or is about to be deleted. */
    void written(@Nullable SharedSessionContractImplementor session, RowWrite write) {
        RegionLock.eventOf(session);
        sessions.written(session, write);
    }
}
