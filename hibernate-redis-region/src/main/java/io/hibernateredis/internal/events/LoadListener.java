package io.hibernateredis.internal.events;

import io.hibernateredis.internal.access.EntityAccess;
import io.hibernateredis.internal.rows.Tables;
import io.hibernateredis.internal.session.SessionWork;
import java.util.Objects;
import org.hibernate.Hibernate;
import org.hibernate.LockMode;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.InitializeCollectionEvent;
import org.hibernate.event.spi.InitializeCollectionEventListener;
import org.hibernate.event.spi.LoadEvent;
import org.hibernate.event.spi.LoadEventListener;
import org.hibernate.event.spi.LockEvent;
import org.hibernate.event.spi.LockEventListener;
import org.hibernate.event.spi.PostLoadEvent;
import org.hibernate.event.spi.PostLoadEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** Listens for loads, and for locks that increment versions. Thread-safe. */
public final class LoadListener
        implements InitializeCollectionEventListener,
                LoadEventListener,
                PostLoadEventListener,
                LockEventListener {

    private static final long serialVersionUID = 1L;

    private final transient ListenerContext context;

    LoadListener(ListenerContext context) {
        this.context = context;
    }

    /** Runs after Hibernate's own listener, when the collection and its elements are loaded. */
    @Override
    public void onInitializeCollection(InitializeCollectionEvent event) {
        guarded(
                event.getSession(),
                () -> {
                    SessionWork work = SessionWork.find(event.getSession());
                    if (work != null) {
                        work.unit().dropPrefetched();
                    }
                });
    }

    /** Runs after Hibernate's own listener, when the entity is loaded. */
    @Override
    public void onLoad(LoadEvent event, LoadType loadType) {
        SessionWork work = SessionWork.find(event.getSession());
        if (work != null) {
            work.loads().end(event);
            LockMode mode = event.getLockOptions().getLockMode();
            if (increments(mode)) {
                guarded(
                        event.getSession(),
                        () -> incremented(event.getSession(), event.getResult()));
            }
        }
    }

    @Override
    public void onPostLoad(PostLoadEvent event) {
        var entry = event.getSession().getPersistenceContextInternal().getEntry(event.getEntity());
        if (entry != null && increments(entry.getLockMode())) {
            guarded(event.getSession(), () -> incremented(event.getSession(), event.getEntity()));
        }
    }

    @Override
    public void onLock(LockEvent event) {
        if (increments(event.getLockOptions().getLockMode())) {
            guarded(event.getSession(), () -> incremented(event.getSession(), event.getObject()));
        }
    }

    /**
     * Some lock modes increment the version of the row, now or before the commit, without an event.
     */
    private static boolean increments(@Nullable LockMode mode) {
        return mode == LockMode.OPTIMISTIC_FORCE_INCREMENT
                || mode == LockMode.PESSIMISTIC_FORCE_INCREMENT;
    }

    private void guarded(SharedSessionContractImplementor session, Runnable action) {
        context.guard().run(session, action, context.writes()::invalidateEverything);
    }

    private void incremented(
            @Nullable SharedSessionContractImplementor session, @Nullable Object entity) {
        if (session == null || entity == null) {
            return;
        }
        Object object = Hibernate.unproxy(entity);
        var entry = session.getPersistenceContextInternal().getEntry(object);
        if (entry == null) {
            return;
        }
        EntityPersister persister = entry.getPersister();
        context.sessions()
                .change(session, Tables.of(context.names(), persister)::invalidateUnknownRows);
        if (persister.getCacheAccessStrategy() instanceof EntityAccess access) {
            Object id = Objects.requireNonNull(entry.getId());
            access.invalidate(session, access.entry(id, session.getTenantIdentifier()));
        }
    }
}
