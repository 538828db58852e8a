package io.hibernateredis.internal.events;

import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;

/** Registers the listeners of this cache. */
public final class Listeners {

    private Listeners() {}

    /**
     * Registers the listeners.
     *
     * @param registry the registry of the session factory
     */
    public static void register(ListenerContext context, EventListenerRegistry registry) {
        var rowListener = new WriteListener(context);
        registry.prependListeners(EventType.POST_INSERT, rowListener);
        registry.prependListeners(EventType.POST_UPDATE, rowListener);
        registry.prependListeners(EventType.POST_UPSERT, rowListener);
        var collections = new CollectionListener(context);
        registry.prependListeners(EventType.PRE_COLLECTION_UPDATE, collections);
        registry.prependListeners(EventType.POST_COLLECTION_RECREATE, collections);
        registry.prependListeners(EventType.POST_COLLECTION_UPDATE, collections);
        registry.prependListeners(EventType.POST_COLLECTION_REMOVE, collections);
        var loads = new LoadListener(context);
        registry.appendListeners(EventType.INIT_COLLECTION, loads);
        registry.prependListeners(EventType.LOAD, new LoadBegin());
        registry.appendListeners(EventType.LOAD, loads);
        registry.appendListeners(EventType.POST_LOAD, loads);
        registry.appendListeners(EventType.LOCK, loads);
        DeleteListener.register(context, registry);
    }
}
