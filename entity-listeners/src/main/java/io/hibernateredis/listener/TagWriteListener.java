package io.hibernateredis.listener;

import io.hibernateredis.region.RedisRegionFactory;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;
import org.hibernate.event.spi.AbstractCollectionEvent;
import org.hibernate.event.spi.AbstractPostDatabaseOperationEvent;
import org.hibernate.event.spi.PostCollectionRecreateEvent;
import org.hibernate.event.spi.PostCollectionRecreateEventListener;
import org.hibernate.event.spi.PostCollectionRemoveEvent;
import org.hibernate.event.spi.PostCollectionRemoveEventListener;
import org.hibernate.event.spi.PostCollectionUpdateEvent;
import org.hibernate.event.spi.PostCollectionUpdateEventListener;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.event.spi.PostInsertEvent;
import org.hibernate.event.spi.PostInsertEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.event.spi.PostUpdateEventListener;
import org.hibernate.event.spi.PostUpsertEvent;
import org.hibernate.event.spi.PostUpsertEventListener;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;

/**
 * Comes before Hibernate's own listeners, which call the entity listeners, and hands them what they
 * are not told. Thread-safe.
 */
final class TagWriteListener
        implements PostInsertEventListener,
                PostUpdateEventListener,
                PostDeleteEventListener,
                PostUpsertEventListener,
                PostCollectionRecreateEventListener,
                PostCollectionUpdateEventListener,
                PostCollectionRemoveEventListener {

    private static final long serialVersionUID = 1L;

    private final transient RedisRegionFactory regionFactory;
    private final transient TaggedEntities entities;
    private final transient Map<Thread, PendingWrite> pending =
            Collections.synchronizedMap(new WeakHashMap<>());

    TagWriteListener(RedisRegionFactory regionFactory, TaggedEntities entities) {
        this.regionFactory = regionFactory;
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

    @Override
    public void onPostDelete(PostDeleteEvent event) {
        handOver(event, tags -> tags.ofOverwrite(event.getId(), event.getDeletedState(), null));
    }

    @Override
    public void onPostUpsert(PostUpsertEvent event) {
        handOver(event, tags -> tags.ofOverwrite(event.getId(), null, event.getState()));
    }

    private void handOver(
            AbstractPostDatabaseOperationEvent event, Function<EntityTags, WrittenTags> written) {
        EntityTags tags = entities.of(event.getPersister());
        if (tags != null) {
            new PendingWrite(
                            regionFactory,
                            RedisRegionFactory.sessionOf(event),
                            event.getEntity(),
                            written.apply(tags))
                    .handOver(pending);
        }
    }

    @Override
    public void onPostRecreateCollection(PostCollectionRecreateEvent event) {
        // That of an owner that is new may be empty, and then nothing was written.
        if (!event.getCollection().empty()) {
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

    /** No entity listener is told of a collection, unless its owner has a version to increment. */
    private void collectionWritten(AbstractCollectionEvent event) {
        String role = event.getCollection().getRole();
        Object id = event.getAffectedOwnerIdOrNull();
        if (role == null || event.getAffectedOwnerEntityName() == null || id == null) {
            // A stateless session's, whose entity's own event follows.
            return;
        }
        var session = event.getSession();
        EntityPersister persister =
                session.getFactory()
                        .getMappingMetamodel()
                        .getEntityDescriptor(event.getAffectedOwnerEntityName());
        EntityTags tags = entities.of(persister);
        if (tags == null) {
            return;
        }
        // By its role, because the event does not tell on every version.
        var collection = session.getFactory().getMappingMetamodel().getCollectionDescriptor(role);
        Object owner = event.getAffectedOwnerOrNull();
        Object[] state = owner == null ? null : persister.getValues(owner);
        WrittenTags written =
                state != null && ownerIsChecked(collection)
                        ? tags.ofLoaded(id, state)
                        : tags.ofOverwrite(id, state, state);
        regionFactory.change(session, written::touch);
    }

    /** Whether the owner's row is as it was loaded: its version says so, or it is not written. */
    private static boolean ownerIsChecked(CollectionPersister collection) {
        return collection.isVersioned() || collection.isInverse();
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }
}
