package io.hibernateredis.internal.events;

import io.hibernateredis.internal.rows.RowWrite;
import io.hibernateredis.internal.session.SessionWork;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Hibernate;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.internal.PostDeleteEventListenerStandardImpl;
import org.hibernate.event.service.spi.EventListenerGroup;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.DeleteContext;
import org.hibernate.event.spi.DeleteEvent;
import org.hibernate.event.spi.DeleteEventListener;
import org.hibernate.event.spi.EventSource;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.FlushEvent;
import org.hibernate.event.spi.FlushEventListener;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.jspecify.annotations.Nullable;

/**
 * Listens for every row that Hibernate deletes. Thread-safe.
 *
 * <p>Hibernate deletes unloaded rows without loading them only as long as its own listener is the
 * sole delete listener. Therefore this class replaces that listener by a subclass, which is called
 * for loaded rows; the others are known from the request to remove them, which is also the only
 * point where the loaded state is available.
 */
public final class DeleteListener extends PostDeleteEventListenerStandardImpl {

    private static final long serialVersionUID = 1L;

    private final transient ListenerContext context;
    private final transient boolean standard;

    private DeleteListener(ListenerContext context, boolean standard) {
        this.context = context;
        this.standard = standard;
    }

    @SuppressWarnings("deprecation") // The replacement is not available in Hibernate 7.1.
    static void register(ListenerContext context, EventListenerRegistry registry) {
        EventListenerGroup<PostDeleteEventListener> group =
                registry.getEventListenerGroup(EventType.POST_DELETE);
        List<PostDeleteEventListener> others = new ArrayList<>();
        group.listeners().forEach(others::add);
        int at = 0;
        while (at < others.size()
                && others.get(at).getClass() != PostDeleteEventListenerStandardImpl.class) {
            at++;
        }
        boolean standard = at < others.size();
        var listener = new DeleteListener(context, standard);
        if (standard) {
            others.set(at, listener);
        } else {
            others.add(0, listener);
        }
        group.clearListeners();
        others.forEach(group::appendListener);
        registry.prependListeners(EventType.DELETE, new BeforeRemoval(context));
        registry.appendListeners(EventType.DELETE, new AfterRemoval(context));
        registry.appendListeners(EventType.FLUSH, new AfterFlush(context));
    }

    @Override
    public void onPostDelete(PostDeleteEvent event) {
        SharedSessionContractImplementor session = EventSessions.of(event);
        context.guard()
                .run(
                        session,
                        () -> deleted(session, event),
                        unit -> context.writes().invalidateAnything(unit, event.getPersister()));
        context.deleteHooks().forEach(each -> each.before().accept(event));
        if (standard) {
            super.onPostDelete(event);
        }
        context.deleteHooks().forEach(each -> each.after().accept(event));
    }

    private void deleted(
            @Nullable SharedSessionContractImplementor session, PostDeleteEvent event) {
        SessionWork work = session instanceof EventSource ? SessionWork.find(session) : null;
        Object[] loaded = work == null ? null : work.rows().loadedStateOf(event.getEntity());
        context.written(
                session,
                new RowWrite(event.getPersister(), event.getId(), loaded, null, loaded != null));
    }

    /** An entity that the session does not manage before the removal was never loaded. */
    private static final class BeforeRemoval implements DeleteEventListener {

        private static final long serialVersionUID = 1L;

        private final transient ListenerContext context;

        BeforeRemoval(ListenerContext context) {
            this.context = context;
        }

        @Override
        public void onDelete(DeleteEvent event) {
            EventSource session = event.getSession();
            context.guard()
                    .run(
                            session,
                            () -> look(session, event.getObject()),
                            context.writes()::invalidateEverything);
        }

        @Override
        public void onDelete(DeleteEvent event, DeleteContext transientEntities) {
            onDelete(event);
        }

        private static void look(EventSource session, Object object) {
            SessionWork work = SessionWork.find(session);
            if (work != null
                    && HibernateProxy.extractLazyInitializer(object) == null
                    && session.getPersistenceContextInternal().getEntry(object) == null) {
                work.rows().removingDetached(object);
            }
        }
    }

    private static final class AfterRemoval implements DeleteEventListener {

        private static final long serialVersionUID = 1L;

        private final transient ListenerContext context;

        AfterRemoval(ListenerContext context) {
            this.context = context;
        }

        @Override
        public void onDelete(DeleteEvent event) {
            EventSource session = event.getSession();
            context.guard()
                    .run(
                            session,
                            () -> removed(session, event.getObject()),
                            context.writes()::invalidateEverything);
        }

        @Override
        public void onDelete(DeleteEvent event, DeleteContext transientEntities) {
            onDelete(event);
        }

        private void removed(EventSource session, Object object) {
            SessionWork work = SessionWork.find(session);
            if (work == null) {
                return;
            }
            LazyInitializer proxy = HibernateProxy.extractLazyInitializer(object);
            if (proxy != null && proxy.isUninitialized()) {
                removedUnloaded(session, work, proxy);
                return;
            }
            Object entity = Hibernate.unproxy(object);
            EntityEntry entry = session.getPersistenceContextInternal().getEntry(entity);
            if (entry != null && entry.getStatus().isDeletedOrGone()) {
                work.rows().removed(entity, entry.getLoadedState());
            }
        }

        private void removedUnloaded(EventSource session, SessionWork work, LazyInitializer proxy) {
            EntityPersister persister =
                    session.getFactory()
                            .getMappingMetamodel()
                            .getEntityDescriptor(proxy.getEntityName());
            Object id = proxy.getInternalIdentifier();
            EntityKey key = session.generateEntityKey(id, persister);
            if (!session.getPersistenceContextInternal().containsDeletedUnloadedEntityKey(key)) {
                return;
            }
            var write = new RowWrite(persister, id, null, null, false);
            work.rows().removedUnloaded(unit -> context.writes().invalidate(unit, session, write));
            context.written(session, write);
            announceUnloaded(session, persister, id);
        }

        /** Once for each class that the row may be of. */
        private void announceUnloaded(EventSource session, EntityPersister persister, Object id) {
            var metamodel = session.getFactory().getMappingMetamodel();
            var root = metamodel.getEntityDescriptor(persister.getRootEntityName());
            for (String name : root.getSubclassEntityNames()) {
                EntityPersister each = metamodel.getEntityDescriptor(name);
                for (ListenerContext.DeleteHooks hooks : context.deleteHooks()) {
                    hooks.unloaded().accept(session, each, id);
                }
            }
        }
    }

    /** Without a transaction, only the end of a flush shows that rows were deleted. */
    private static final class AfterFlush implements FlushEventListener {

        private static final long serialVersionUID = 1L;

        private final transient ListenerContext context;

        AfterFlush(ListenerContext context) {
            this.context = context;
        }

        @Override
        public void onFlush(FlushEvent event) {
            EventSource session = event.getSession();
            context.guard()
                    .run(
                            session,
                            () -> {
                                SessionWork work = SessionWork.find(session);
                                if (work != null && work.rows().hasUnloaded()) {
                                    work.change(work.rows()::invalidateUnloaded);
                                }
                            },
                            context.writes()::invalidateEverything);
        }
    }
}
