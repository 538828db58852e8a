package io.hibernateredis.tags.internal.boot;

import io.hibernateredis.region.RedisRegionFactory;
import io.hibernateredis.tags.CacheTags;
import io.hibernateredis.tags.internal.EmittedListener;
import io.hibernateredis.tags.internal.TagWriteListener;
import io.hibernateredis.tags.internal.TaggedEntities;
import org.hibernate.SessionFactory;
import org.hibernate.SessionFactoryObserver;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.spi.EventType;
import org.hibernate.integrator.spi.Integrator;

/** Makes a session factory that caches in Redis invalidate what {@link CacheTags} name. */
public final class TagIntegrator implements Integrator {

    @Override
    public void integrate(
            Metadata metadata, BootstrapContext context, SessionFactoryImplementor sessionFactory) {
        if (!(sessionFactory.getCache().getRegionFactory()
                instanceof RedisRegionFactory regionFactory)) {
            return;
        }
        var entities = new TaggedEntities(AnnotatedTags::of);
        var before = new TagWriteListener(regionFactory, entities);
        var after = new EmittedListener();
        var listeners = sessionFactory.getEventListenerRegistry();
        listeners.prependListeners(EventType.POST_INSERT, before);
        listeners.prependListeners(EventType.POST_UPDATE, before);
        listeners.prependListeners(EventType.POST_UPSERT, before);
        listeners.prependListeners(EventType.POST_COLLECTION_RECREATE, before);
        listeners.prependListeners(EventType.POST_COLLECTION_UPDATE, before);
        listeners.prependListeners(EventType.POST_COLLECTION_REMOVE, before);
        listeners.appendListeners(EventType.POST_INSERT, after);
        listeners.appendListeners(EventType.POST_UPDATE, after);
        listeners.appendListeners(EventType.POST_UPSERT, after);
        regionFactory.onDelete(before::onPostDelete, after::onPostDelete, before::onUnloadedDelete);
        regionFactory.onBulkStatement(
                (session, tables) -> {
                    var tags = entities.onBulk(session.getFactory(), tables);
                    if (!tags.isEmpty()) {
                        regionFactory.change(session, unit -> tags.forEach(unit::invalidate));
                    }
                });
        sessionFactory.addObserver(new Check(entities));
    }

    /** Tells of malformed tags as soon as the mapping is complete. */
    private static final class Check implements SessionFactoryObserver {

        private static final long serialVersionUID = 1L;

        private final transient TaggedEntities entities;

        Check(TaggedEntities entities) {
            this.entities = entities;
        }

        @Override
        public void sessionFactoryCreated(SessionFactory created) {
            entities.check(created.unwrap(SessionFactoryImplementor.class));
        }
    }
}
