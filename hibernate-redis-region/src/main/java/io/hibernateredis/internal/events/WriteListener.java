package io.hibernateredis.internal.events;

import io.hibernateredis.internal.access.EntityAccess;
import io.hibernateredis.internal.rows.RowWrite;
import io.hibernateredis.internal.session.SessionWork;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.PostInsertEvent;
import org.hibernate.event.spi.PostInsertEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.event.spi.PostUpdateEventListener;
import org.hibernate.event.spi.PostUpsertEvent;
import org.hibernate.event.spi.PostUpsertEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Listens for every row that Hibernate inserts or updates, including writes that call no cache
 * access: inserts with generated ids, all writes of stateless sessions, and children that are
 * written without their parent's collection. Thread-safe.
 */
public final class WriteListener
        implements PostInsertEventListener, PostUpdateEventListener, PostUpsertEventListener {

    private static final long serialVersionUID = 1L;

    private final transient ListenerContext context;

    WriteListener(ListenerContext context) {
        this.context = context;
    }

    @Override
    public void onPostInsert(PostInsertEvent event) {
        SharedSessionContractImplementor session = EventSessions.of(event);
        EntityPersister persister = event.getPersister();
        guarded(
                session,
                persister,
                () -> {
                    SessionWork work = SessionWork.find(session);
                    if (work != null) {
                        work.rows().inserted(persister, event.getEntity());
                    }
                    context.written(
                            session,
                            new RowWrite(persister, event.getId(), null, event.getState(), true));
                });
    }

    @Override
    public void onPostUpdate(PostUpdateEvent event) {
        SharedSessionContractImplementor session = EventSessions.of(event);
        EntityPersister persister = event.getPersister();
        guarded(
                session,
                persister,
                () -> {
                    Object[] before = event.getOldState();
                    updated(session, persister, event.getId(), before, event.getState());
                    context.written(
                            session,
                            new RowWrite(
                                    persister,
                                    event.getId(),
                                    before,
                                    event.getState(),
                                    before != null));
                });
    }

    @Override
    public void onPostUpsert(PostUpsertEvent event) {
        SharedSessionContractImplementor session = EventSessions.of(event);
        EntityPersister persister = event.getPersister();
        guarded(
                session,
                persister,
                () ->
                        context.written(
                                session,
                                new RowWrite(
                                        persister, event.getId(), null, event.getState(), false)));
    }

    private void guarded(
            @Nullable SharedSessionContractImplementor session,
            EntityPersister persister,
            Runnable action) {
        context.guard()
                .run(session, action, unit -> context.writes().invalidateAnything(unit, persister));
    }

    /**
     * An update may leave out attributes whose values in the database differ from the session's.
     * From then on no state of this entity is stored by the session.
     */
    private void updated(
            @Nullable SharedSessionContractImplementor session,
            EntityPersister persister,
            Object id,
            Object @Nullable [] before,
            Object[] after) {
        SessionWork work = session == null ? null : SessionWork.find(session);
        if (session == null
                || work == null
                || !context.exactStates().of(persister).leavesOut(before, after)) {
            return;
        }
        work.written().differs(session.generateEntityKey(id, persister));
        if (persister.getCacheAccessStrategy() instanceof EntityAccess access) {
            access.invalidate(session, access.entry(id, session.getTenantIdentifier()));
        }
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }
}
