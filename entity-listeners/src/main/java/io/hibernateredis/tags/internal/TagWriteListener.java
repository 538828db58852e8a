package io.hibernateredis.tags.internal;

import io.hibernateredis.internal.events.EventSessions;
import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.internal.protocol.Tag;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.AbstractCollectionEvent;
import org.hibernate.event.spi.AbstractPostDatabaseOperationEvent;
import org.hibernate.event.spi.EventSource;
import org.hibernate.event.spi.PostCollectionRecreateEvent;
import org.hibernate.event.spi.PostCollectionRecreateEventListener;
import org.hibernate.event.spi.PostCollectionRemoveEvent;
import org.hibernate.event.spi.PostCollectionRemoveEventListener;
import org.hibernate.event.spi.PostCollectionUpdateEvent;
import org.hibernate.event.spi.PostCollectionUpdateEventListener;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostInsertEvent;
import org.hibernate.event.spi.PostInsertEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.event.spi.PostUpdateEventListener;
import org.hibernate.event.spi.PostUpsertEvent;
import org.hibernate.event.spi.PostUpsertEventListener;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Comes before Hibernate's own listeners, which call the entity listeners, and hands them what they
 * are not given. Thread-safe.
 */
public final class TagWriteListener
        implements PostInsertEventListener,
                PostUpdateEventListener,
                PostUpsertEventListener,
                PostCollectionRecreateEventListener,
                PostCollectionUpdateEventListener,
                PostCollectionRemoveEventListener {

    private static final long serialVersionUID = 1L;

    private final transient SessionFactoryCache cache;
    private final transient TaggedEntities entities;
    private final transient Map<Thread, PendingWrite> pending =
            Collections.synchronizedMap(new WeakHashMap<>());

    public TagWriteListener(SessionFactoryCache cache, TaggedEntities entities) {
        this.cache = cache;
        this.entities = entities;
    }

    @Override
    public void onPostInsert(PostInsertEvent event) {
        handOver(event, tags -> tags.ofInsert(event.getId(), event.getState()));
    }

    @Override
    public void onPostUpdate(PostUpdateEvent event) {
        handOver(
                event,
                tags -> tags.ofOverwrite(event.getId(), event.getOldState(), event.getState()));
    }

    /** Not as a listener of Hibernate's, whose presence would make it load what it deletes. */
    public void onPostDelete(PostDeleteEvent event) {
        handOver(event, tags -> tags.ofOverwrite(event.getId(), event.getDeletedState(), null));
    }

    /** Entity listeners are not called for what is deleted without being loaded. */
    public void onUnloadedDelete(
            SharedSessionContractImplementor session, EntityPersister persister, Object id) {
        guarded(
                session,
                () -> {
                    EntityTags tags = entities.of(persister);
                    if (tags != null) {
                        cache.sessions()
                                .change(session, tags.ofOverwrite(id, null, null)::invalidate);
                    }
                });
    }

    @Override
    public void onPostUpsert(PostUpsertEvent event) {
        handOver(event, tags -> tags.ofOverwrite(event.getId(), null, event.getState()));
    }

    private void handOver(
            AbstractPostDatabaseOperationEvent event, Function<EntityTags, WrittenTags> written) {
        SharedSessionContractImplementor session = EventSessions.of(event);
        guarded(
                session,
                () -> {
                    EntityTags tags = entities.of(event.getPersister());
                    if (tags != null) {
                        new PendingWrite(
                                        cache.sessions(),
                                        session,
                                        event.getEntity(),
                                        written.apply(tags))
                                .handOver(pending);
                    }
                });
    }

    /** Where nothing else is known, every name may be meant. */
    private void guarded(@Nullable SharedSessionContractImplementor session, Runnable action) {
        cache.listeners()
                .guard()
                .run(session, action, unit -> unit.invalidate(Tag.unknownNames(Tag.EVERY_KIND)));
    }

    @Override
    public void onPostRecreateCollection(PostCollectionRecreateEvent event) {
        // That of an owner that is new may be empty, and then nothing was written.
        PersistentCollection<?> collection = event.getCollection();
        if (collection == null || !collection.wasInitialized() || !collection.empty()) {
            collectionWritten(event);
        }
    }

    @Override
    public void onPostUpdateCollection(PostCollectionUpdateEvent event) {
        collectionWritten(event);
    }

    @Override
    public void onPostRemoveCollection(PostCollectionRemoveEvent event) {
        collectionWritten(event);
    }

    private void collectionWritten(AbstractCollectionEvent event) {
        // Null for a stateless session, whose entity's own event follows.
        EventSource session = EventSessions.ofCollection(event);
        if (session != null) {
            guarded(session, () -> collectionWritten(event, session));
        }
    }

    /** Entity listeners are not called for a collection, unless its owner's version changes. */
    private void collectionWritten(AbstractCollectionEvent event, EventSource session) {
        Object id = event.getAffectedOwnerIdOrNull();
        if (event.getAffectedOwnerEntityName() == null) {
            return;
        }
        var metamodel = session.getFactory().getMappingMetamodel();
        EntityPersister persister =
                metamodel.getEntityDescriptor(event.getAffectedOwnerEntityName());
        EntityTags tags = entities.of(persister);
        if (tags == null) {
            return;
        }
        // By its role, because the event does not tell on every version.
        PersistentCollection<?> written = event.getCollection();
        String role = written == null ? null : written.getRole();
        Object owner = event.getAffectedOwnerOrNull();
        Object[] state = owner == null ? null : persister.getValues(owner);
        WrittenTags names =
                id == null
                        ? tags.ofAny()
                        : role != null
                                        && state != null
                                        && ownerIsChecked(metamodel.getCollectionDescriptor(role))
                                ? tags.ofLoaded(id, state)
                                : tags.ofOverwrite(id, state, state);
        cache.sessions().change(session, names::invalidate);
    }

    /**
     * Whether the owner's row is as it was loaded: its version was checked, or it is not written.
     */
    private static boolean ownerIsChecked(CollectionPersister collection) {
        return collection.isVersioned() || collection.isInverse();
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }
}
