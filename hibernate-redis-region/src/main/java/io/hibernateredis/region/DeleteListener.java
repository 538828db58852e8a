package io.hibernateredis.region;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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
 * Hears of every row that Hibernate deletes.
 *
 * <p>Hibernate deletes what is not loaded without loading it, as long as nobody listens to deletes
 * but its own listener. So one that extends that takes its place, and hears of what was loaded; the
 * other is told of by the request to remove it. Only there is the state at hand that was loaded.
 * Thread-safe.
 */
final class DeleteListener extends PostDeleteEventListenerStandardImpl {

    private static final long serialVersionUID = 1L;

    private final transient RedisRegionFactory regionFactory;
    private final transient boolean standard;

    private DeleteListener(RedisRegionFactory regionFactory, boolean standard) {
        this.regionFactory = regionFactory;
        this.standard = standard;
    }

    @SuppressWarnings("deprecation") // What replaces it is not there in Hibernate 7.1.
    static void register(RedisRegionFactory regionFactory, EventListenerRegistry listeners) {
        EventListenerGroup<PostDeleteEventListener> group =
                listeners.getEventListenerGroup(EventType.POST_DELETE);
        List<PostDeleteEventListener> others = new ArrayList<>();
        group.listeners().forEach(others::add);
        int at = 0;
        while (at < others.size()
                && others.get(at).getClass() != PostDeleteEventListenerStandardImpl.class) {
            at++;
        }
        boolean standard = at < others.size();
        var ours = new DeleteListener(regionFactory, standard);
        if (standard) {
            others.set(at, ours);
        } else {
            others.add(0, ours);
        }
        group.clearListeners();
        others.forEach(group::appendListener);
        listeners.prependListeners(EventType.DELETE, new BeforeRemoval(regionFactory));
        listeners.appendListeners(EventType.DELETE, new AfterRemoval(regionFactory));
        listeners.appendListeners(EventType.FLUSH, new AfterFlush(regionFactory));
    }

    @Override
    public void onPostDelete(PostDeleteEvent event) {
        SharedSessionContractImplementor session = WriteListener.session(event);
        regionFactory
                .guard()
                .run(
                        session,
                        () -> deleted(session, event),
                        unit ->
                                regionFactory
                                        .rowWrites()
                                        .touchAnything(unit, event.getPersister()));
        regionFactory.deleteListeners().forEach(each -> each.before().accept(event));
        if (standard) {
            super.onPostDelete(event);
        }
        regionFactory.deleteListeners().forEach(each -> each.after().accept(event));
    }

    /**
     * Somebody else who hears of deleted rows that were loaded, and of those that were not.
     *
     * @param before before Hibernate's own listener
     * @param after after it
     * @param unloaded of which Hibernate tells nobody
     */
    record Hooks(
            Consumer<PostDeleteEvent> before,
            Consumer<PostDeleteEvent> after,
            UnloadedDelete unloaded) {}

    /** Is told of a row that will be deleted without being loaded. */
    @FunctionalInterface
    public interface UnloadedDelete {
        void accept(SharedSessionContractImplementor session, EntityPersister persister, Object id);
    }

    private void deleted(
            @Nullable SharedSessionContractImplementor session, PostDeleteEvent event) {
        SessionWork work = session instanceof EventSource ? SessionWork.ifOurs(session) : null;
        Object[] loaded = work == null ? null : work.rows().loadedStateOf(event.getEntity());
        WriteListener.written(
                regionFactory,
                session,
                new RowWrite(event.getPersister(), event.getId(), loaded, null, loaded != null));
    }

    /** What is not of the session before it is removed was never loaded. */
    private static final class BeforeRemoval implements DeleteEventListener {

        private static final long serialVersionUID = 1L;

        private final transient RedisRegionFactory regionFactory;

        BeforeRemoval(RedisRegionFactory regionFactory) {
            this.regionFactory = regionFactory;
        }

        @Override
        public void onDelete(DeleteEvent event) {
            EventSource session = event.getSession();
            regionFactory
                    .guard()
                    .run(
                            session,
                            () -> look(session, event.getObject()),
                            regionFactory.rowWrites()::touchEverything);
        }

        @Override
        public void onDelete(DeleteEvent event, DeleteContext transientEntities) {
            onDelete(event);
        }

        private static void look(EventSource session, Object object) {
            SessionWork work = SessionWork.ifOurs(session);
            if (work != null
                    && HibernateProxy.extractLazyInitializer(object) == null
                    && session.getPersistenceContextInternal().getEntry(object) == null) {
                work.rows().removingDetached(object);
            }
        }
    }

    private static final class AfterRemoval implements DeleteEventListener {

        private static final long serialVersionUID = 1L;

        private final transient RedisRegionFactory regionFactory;

        AfterRemoval(RedisRegionFactory regionFactory) {
            this.regionFactory = regionFactory;
        }

        @Override
        public void onDelete(DeleteEvent event) {
            EventSource session = event.getSession();
            regionFactory
                    .guard()
                    .run(
                            session,
                            () -> removed(session, event.getObject()),
                            regionFactory.rowWrites()::touchEverything);
        }

        @Override
        public void onDelete(DeleteEvent event, DeleteContext transientEntities) {
            onDelete(event);
        }

        private void removed(EventSource session, Object object) {
            SessionWork work = SessionWork.ifOurs(session);
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
            work.rows()
                    .removedUnloaded(unit -> regionFactory.rowWrites().touch(unit, session, write));
            WriteListener.written(regionFactory, session, write);
            tellOfUnloaded(session, persister, id);
        }

        /** As of each class that the row may be of. */
        private void tellOfUnloaded(EventSource session, EntityPersister persister, Object id) {
            var metamodel = session.getFactory().getMappingMetamodel();
            var root = metamodel.getEntityDescriptor(persister.getRootEntityName());
            for (String name : root.getSubclassEntityNames()) {
                EntityPersister each = metamodel.getEntityDescriptor(name);
                for (Hooks hooks : regionFactory.deleteListeners()) {
                    hooks.unloaded().accept(session, each, id);
                }
            }
        }
    }

    /** Without a transaction, only the end of a flush tells that something was deleted. */
    private static final class AfterFlush implements FlushEventListener {

        private static final long serialVersionUID = 1L;

        private final transient RedisRegionFactory regionFactory;

        AfterFlush(RedisRegionFactory regionFactory) {
            this.regionFactory = regionFactory;
        }

        @Override
        public void onFlush(FlushEvent event) {
            EventSource session = event.getSession();
            regionFactory
                    .guard()
                    .run(
                            session,
                            () -> {
                                SessionWork work = SessionWork.ifOurs(session);
                                if (work != null && work.rows().hasUnloaded()) {
                                    work.change(work.rows()::touchUnloaded);
                                }
                            },
                            regionFactory.rowWrites()::touchEverything);
        }
    }
}
