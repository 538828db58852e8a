package io.hibernateredis.tags.internal.boot;

import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.region.RedisRegionFactory;
import io.hibernateredis.tags.CacheTags;
import io.hibernateredis.tags.internal.EmittedListener;
import io.hibernateredis.tags.internal.TagWriteListener;
import io.hibernateredis.tags.internal.TaggedEntities;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.hibernate.SessionFactory;
import org.hibernate.SessionFactoryObserver;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
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
        var cache = regionFactory.unwrap(SessionFactoryCache.class);
        var entities = new TaggedEntities(AnnotatedTags::of);
        var before = new TagWriteListener(cache, entities);
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
        sessionFactory.addObserver(
                new Started(
                        created -> {
                            cache.listeners()
                                    .onDelete(
                                            before::onPostDelete,
                                            after::onPostDelete,
                                            before::onUnloadedDelete);
                            cache.sessions().onBulkStatement(bulkListener(cache, entities));
                            cache.sessions()
                                    .onExternalWrite(
                                            (unit, tables) ->
                                                    entities.onBulk(created, tables)
                                                            .forEach(unit::invalidate));
                            entities.check(created);
                        }));
    }

    private static BiConsumer<SharedSessionContractImplementor, Set<String>> bulkListener(
            SessionFactoryCache cache, TaggedEntities entities) {
        return (session, tables) -> {
            var tags = entities.onBulk(session.getFactory(), tables);
            if (!tags.isEmpty()) {
                cache.sessions().change(session, unit -> tags.forEach(unit::invalidate));
            }
        };
    }

    /**
     * Runs an action when the mapping is complete. Another integrator makes the parts of the cache
     * that depend on the mapping, and may run after this one.
     */
    private static final class Started implements SessionFactoryObserver {

        private static final long serialVersionUID = 1L;

        private final transient Consumer<SessionFactoryImplementor> action;

        Started(Consumer<SessionFactoryImplementor> action) {
            this.action = action;
        }

        @Override
        public void sessionFactoryCreated(SessionFactory created) {
            action.accept(created.unwrap(SessionFactoryImplementor.class));
        }
    }
}
