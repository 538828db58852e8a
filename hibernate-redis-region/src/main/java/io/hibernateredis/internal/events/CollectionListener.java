package io.hibernateredis.internal.events;

import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.rows.InverseCollections;
import io.hibernateredis.internal.rows.RowWrites;
import io.hibernateredis.internal.session.SameObject;
import io.hibernateredis.internal.session.SessionWork;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.spi.AbstractCollectionEvent;
import org.hibernate.event.spi.EventSource;
import org.hibernate.event.spi.PostCollectionRecreateEvent;
import org.hibernate.event.spi.PostCollectionRecreateEventListener;
import org.hibernate.event.spi.PostCollectionRemoveEvent;
import org.hibernate.event.spi.PostCollectionRemoveEventListener;
import org.hibernate.event.spi.PostCollectionUpdateEvent;
import org.hibernate.event.spi.PostCollectionUpdateEventListener;
import org.hibernate.event.spi.PreCollectionUpdateEvent;
import org.hibernate.event.spi.PreCollectionUpdateEventListener;
import org.hibernate.persister.collection.CollectionPersister;
import org.jspecify.annotations.Nullable;

/**
 * Listens for writes through collections. Writes of a stateless session are left to the event of
 * the entity. Thread-safe.
 */
public final class CollectionListener
        implements PreCollectionUpdateEventListener,
                PostCollectionRecreateEventListener,
                PostCollectionUpdateEventListener,
                PostCollectionRemoveEventListener {

    private static final long serialVersionUID = 1L;

    /** Available since Hibernate 7.3. */
    private static final @Nullable MethodHandle PERSISTER_OF = persisterOf();

    private final transient ListenerContext context;

    CollectionListener(ListenerContext context) {
        this.context = context;
    }

    /** The previous content of the collection is known only at this point. */
    @Override
    public void onPreUpdateCollection(PreCollectionUpdateEvent event) {
        guarded(
                event,
                (session, collections) ->
                        collections.forEach(each -> elementsJoin(session, each, event, true)));
    }

    @Override
    public void onPostRecreateCollection(PostCollectionRecreateEvent event) {
        guarded(
                event,
                (session, collections) -> {
                    collections.forEach(each -> elementsJoin(session, each, event, false));
                    written(session, collections);
                });
    }

    @Override
    public void onPostUpdateCollection(PostCollectionUpdateEvent event) {
        guarded(event, this::written);
    }

    @Override
    public void onPostRemoveCollection(PostCollectionRemoveEvent event) {
        guarded(event, this::written);
    }

    private interface Action {
        void run(EventSource session, List<CollectionPersister> collections);
    }

    private void guarded(AbstractCollectionEvent event, Action action) {
        EventSource session = EventSessions.ofCollection(event);
        if (session == null) {
            // The event of a stateless session; the event of the entity follows.
            return;
        }
        context.guard()
                .run(
                        session,
                        () -> action.run(session, collectionsOf(event)),
                        unit -> invalidateAnything(unit, event));
    }

    private void invalidateAnything(UnitOfWork unit, AbstractCollectionEvent event) {
        collectionsOf(event).forEach(each -> context.writes().invalidateAnything(unit, each));
    }

    private void written(EventSource session, List<CollectionPersister> collections) {
        RowWrites writes = context.writes();
        context.sessions()
                .change(
                        session,
                        unit -> collections.forEach(each -> writes.invalidateRowsOf(unit, each)));
    }

    /**
     * An element whose row refers to its collection leaves another collection when it joins this
     * one, unless its row is new.
     */
    private void elementsJoin(
            EventSource session,
            CollectionPersister persister,
            AbstractCollectionEvent event,
            boolean stayed) {
        Keyspace keyspace = InverseCollections.writtenInElements(persister);
        SessionWork work = keyspace == null ? null : SessionWork.find(session);
        if (keyspace == null || work == null) {
            return;
        }
        PersistentCollection<?> collection = event.getCollection();
        List<Object> joined =
                collection == null || !collection.wasInitialized()
                        ? null
                        : elements(collection, persister);
        if (joined != null && stayed) {
            joined.removeAll(snapshot(collection));
        }
        if (joined == null || !joined.stream().allMatch(work.rows()::wasInserted)) {
            work.change(unit -> unit.invalidateAll(keyspace));
        }
    }

    private static List<Object> elements(
            PersistentCollection<?> collection, CollectionPersister persister) {
        List<Object> elements = new ArrayList<>();
        for (Iterator<?> each = collection.entries(persister); each.hasNext(); ) {
            Object entry = each.next();
            Object element = entry == null ? null : collection.getElement(entry);
            if (element != null) {
                elements.add(new SameObject(element));
            }
        }
        return elements;
    }

    private static Set<Object> snapshot(PersistentCollection<?> collection) {
        Object stored = collection.getStoredSnapshot();
        Collection<?> elements =
                stored instanceof Map<?, ?> map
                        ? map.values()
                        : stored instanceof Collection<?> list ? list : List.of();
        Set<Object> before = new HashSet<>();
        elements.forEach(element -> before.add(new SameObject(element)));
        return before;
    }

    /**
     * The collection that was written, or, if the event does not identify it, all collections that
     * its owner may have.
     */
    private List<CollectionPersister> collectionsOf(AbstractCollectionEvent event) {
        SessionFactoryImplementor factory = context.sessionFactory();
        var metamodel = factory.getMappingMetamodel();
        CollectionPersister named = persister(event);
        if (named != null) {
            return List.of(named);
        }
        PersistentCollection<?> collection = event.getCollection();
        String role = collection == null ? null : collection.getRole();
        if (role != null) {
            return List.of(metamodel.getCollectionDescriptor(role));
        }
        String owner = event.getAffectedOwnerEntityName();
        if (owner == null) {
            throw new IllegalStateException(
                    "the event of a written collection does not identify it");
        }
        return context.writes().inverse().ownedBy(metamodel.getEntityDescriptor(owner));
    }

    private static @Nullable CollectionPersister persister(AbstractCollectionEvent event) {
        try {
            return PERSISTER_OF == null ? null : (CollectionPersister) PERSISTER_OF.invoke(event);
        } catch (Throwable e) {
            throw e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
        }
    }

    private static @Nullable MethodHandle persisterOf() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(
                            AbstractCollectionEvent.class,
                            "getCollectionPersister",
                            MethodType.methodType(CollectionPersister.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
