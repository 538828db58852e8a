package io.hibernateredis.tags.internal;

import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.event.spi.PostInsertEvent;
import org.hibernate.event.spi.PostInsertEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.event.spi.PostUpdateEventListener;
import org.hibernate.event.spi.PostUpsertEvent;
import org.hibernate.event.spi.PostUpsertEventListener;
import org.hibernate.persister.entity.EntityPersister;

/**
 * Comes after Hibernate's own listeners, and invalidates what no entity listener has: upserts call
 * none, and entities and persistence units may do without default listeners. Thread-safe.
 */
public final class EmittedListener
        implements PostInsertEventListener,
                PostUpdateEventListener,
                PostDeleteEventListener,
                PostUpsertEventListener {

    private static final long serialVersionUID = 1L;

    @Override
    public void onPostInsert(PostInsertEvent event) {
        PendingWrite.finish(event.getEntity());
    }

    @Override
    public void onPostUpdate(PostUpdateEvent event) {
        PendingWrite.finish(event.getEntity());
    }

    @Override
    public void onPostDelete(PostDeleteEvent event) {
        PendingWrite.finish(event.getEntity());
    }

    @Override
    public void onPostUpsert(PostUpsertEvent event) {
        PendingWrite.finish(event.getEntity());
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }
}
