package io.hibernateredis.region;

import io.hibernateredis.store.UnitOfWork;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.hibernate.Hibernate;
import org.hibernate.LockMode;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.AbstractCollectionEvent;
import org.hibernate.event.spi.EventSource;
import org.hibernate.event.spi.InitializeCollectionEvent;
import org.hibernate.event.spi.InitializeCollectionEventListener;
import org.hibernate.event.spi.LoadEvent;
import org.hibernate.event.spi.LoadEventListener;
import org.hibernate.event.spi.LockEvent;
import org.hibernate.event.spi.LockEventListener;
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
import org.hibernate.event.spi.PostLoadEvent;
import org.hibernate.event.spi.PostLoadEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.event.spi.PostUpdateEventListener;
import org.hibernate.event.spi.PostUpsertEvent;
import org.hibernate.event.spi.PostUpsertEventListener;
import org.hibernate.event.spi.PreDeleteEvent;
import org.hibernate.event.spi.PreDeleteEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every row that Hibernate writes, also of those whose writer calls no access: inserts
 * with generated ids, everything a stateless session does, and children that are written without
 * their parent's collection. Thread-safe.
 */
final class WriteListener
        implements PreDeleteEventListener,
                PostInsertEventListener,
                PostUpdateEventListener,
                PostDeleteEventListener,
                PostUpsertEventListener,
                PostCollectionRecreateEventListener,
                PostCollectionUpdateEventListener,
                PostCollectionRemoveEventListener,
                InitializeCollectionEventListener,
                LoadEventListener,
                PostLoadEventListener,
                LockEventListener {

    private static final long serialVersionUID = 1L;

    /**
     * Its return type changed with Hibernate 7.2, so it cannot be called by name from one compiled
     * class.
     */
    private static final Method GET_SESSION = getSession();

    private static final MethodHandle SESSION_OF = sessionOf();

    static final boolean IS_TOLD_WHOSE_STATELESS_WRITES =
            GET_SESSION.getReturnType() != EventSource.class;

    private final transient RedisRegionFactory regionFactory;
    private final transient InverseCollections inverse;
    private final transient Map<String, Tables> tablesByName = new ConcurrentHashMap<>();

    WriteListener(RedisRegionFactory regionFactory, SessionFactoryImplementor sessionFactory) {
        this.regionFactory = regionFactory;
        this.inverse = new InverseCollections(sessionFactory);
    }

    @Override
    public void onPostInsert(PostInsertEvent event) {
        written(
                session(event),
                new Write(event.getPersister(), event.getId(), null, event.getState(), true));
    }

    @Override
    public void onPostUpdate(PostUpdateEvent event) {
        Object[] before = event.getOldState();
        regionFactory
                .exactStates()
                .updated(
                        session(event),
                        event.getPersister(),
                        event.getId(),
                        before,
                        event.getState());
        written(
                session(event),
                new Write(
                        event.getPersister(),
                        event.getId(),
                        before,
                        event.getState(),
                        before != null));
    }

    /**
     * What is deleted may have been changed in memory: only here is the loaded state still there.
     */
    @Override
    public boolean onPreDelete(PreDeleteEvent event) {
        SharedSessionContractImplementor session = session(event);
        if (session instanceof EventSource) {
            var entry = session.getPersistenceContextInternal().getEntry(event.getEntity());
            SessionWork work = SessionWork.ifOurs(session);
            if (work != null) {
                work.deleting(entry == null ? null : entry.getLoadedState());
            }
        }
        return false;
    }

    @Override
    public void onPostDelete(PostDeleteEvent event) {
        SharedSessionContractImplementor session = session(event);
        Object[] deleted = event.getDeletedState();
        SessionWork work = SessionWork.ifOurs(session);
        Object[] loaded = work == null ? null : work.deleted();
        written(
                session,
                new Write(
                        event.getPersister(),
                        event.getId(),
                        loaded == null ? deleted : loaded,
                        null,
                        loaded != null));
    }

    @Override
    public void onPostUpsert(PostUpsertEvent event) {
        written(
                session(event),
                new Write(event.getPersister(), event.getId(), null, event.getState(), false));
    }

    /**
     * A row that was written.
     *
     * @param before the state overwritten, or null if there was none or it is not known
     * @param after the state written, or null if there is none
     * @param beforeKnown whether {@code before} is what the session had loaded, or surely nothing
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Write(
            EntityPersister persister,
            Object id,
            Object @Nullable [] before,
            Object @Nullable [] after,
            boolean beforeKnown) {

        boolean isDeletion() {
            return after == null;
        }

        /** Whether something was overwritten that nobody can tell. */
        boolean beforeUnknown() {
            return before == null && !beforeKnown;
        }
    }

    private void written(@Nullable SharedSessionContractImplementor session, Write write) {
        EntityPersister persister = write.persister();
        Tables tables =
                tablesByName.computeIfAbsent(
                        persister.getEntityName(), name -> Tables.of(regionFactory, persister));
        EntityRows rows = regionFactory.rowGroups().of(persister);
        RegionLock.eventOf(session);
        boolean stateless = !(session instanceof EventSource);
        change(
                session,
                unit -> {
                    tables.touch(unit);
                    rows.touch(
                            unit,
                            session,
                            write.id(),
                            write.before(),
                            write.after(),
                            write.beforeKnown() && session != null);
                    if (write.isDeletion()) {
                        rows.forEachTable(
                                table -> regionFactory.cascades().touchDependents(unit, table));
                    }
                    if (stateless) {
                        touchWhatStatelessSessionsForget(unit, persister, write);
                    }
                    for (var collection : inverse.of(persister)) {
                        collection.touch(
                                unit,
                                session,
                                write.before(),
                                write.after(),
                                write.beforeUnknown());
                    }
                });
    }

    /**
     * A stateless session rewrites the rows of all collections that its entity owns, and tells
     * nobody of which session that is; and it leaves natural ids alone.
     */
    private void touchWhatStatelessSessionsForget(
            UnitOfWork unit, EntityPersister persister, Write write) {
        for (var collection : inverse.ownedBy(persister)) {
            Tables.of(regionFactory, collection).touchUnknownRows(unit);
            inverse.sharingTable(collection).forEach(unit::touchAll);
            if (collection.getCacheAccessStrategy() instanceof CollectionAccess access
                    && CollectionTypes.isKeyedByProperty(collection)) {
                unit.touchAll(access.keyspace());
            }
        }
        if ((write.before() != null || write.beforeUnknown())
                && persister.getNaturalIdCacheAccessStrategy() instanceof NaturalIdAccess access) {
            unit.touchAll(access.keyspace());
        }
    }

    /**
     * Hibernate does not always tell whose a stateless write is. If it may be nobody's who is
     * known, it is hidden for one lease, as if its writer died.
     */
    private void change(
            @Nullable SharedSessionContractImplementor session, Consumer<UnitOfWork> change) {
        change(regionFactory, session, change);
    }

    static void change(
            RedisRegionFactory regionFactory,
            @Nullable SharedSessionContractImplementor session,
            Consumer<UnitOfWork> change) {
        if (session == null) {
            var candidates = StatelessSessions.openOf(regionFactory.sessionFactory());
            candidates.forEach(candidate -> change(regionFactory, candidate, change));
            if (candidates.isEmpty()) {
                UnitOfWork work = regionFactory.store().newUnitOfWork();
                change.accept(work);
                work.changedWithoutTransaction();
            }
            return;
        }
        SessionWork work = SessionWork.ifOurs(session);
        if (work != null) {
            work.change(change);
        }
    }

    @Override
    public void onPostRecreateCollection(PostCollectionRecreateEvent event) {
        written(event);
    }

    @Override
    public void onPostUpdateCollection(PostCollectionUpdateEvent event) {
        written(event);
    }

    @Override
    public void onPostRemoveCollection(PostCollectionRemoveEvent event) {
        written(event);
    }

    private void written(AbstractCollectionEvent event) {
        String role = event.getCollection().getRole();
        if (role == null || event.getSession() == null) {
            // A stateless session's, whose entity's own event follows.
            return;
        }
        var persister =
                regionFactory.sessionFactory().getMappingMetamodel().getCollectionDescriptor(role);
        Tables tables = Tables.of(regionFactory, persister);
        change(
                event.getSession(),
                unit -> {
                    if (RowGroups.isWriting(persister)) {
                        tables.touchUnknownRows(unit);
                    } else {
                        tables.touch(unit);
                    }
                    inverse.sharingTable(persister).forEach(unit::touchAll);
                });
    }

    /** Comes after Hibernate's own listener: the collection is there, and so are its elements. */
    @Override
    public void onInitializeCollection(InitializeCollectionEvent event) {
        SessionWork work = SessionWork.ifOurs(event.getSession());
        if (work != null) {
            work.unit().dropPrefetched();
        }
    }

    /** Comes after Hibernate's own listener: the entity is there. */
    @Override
    public void onLoad(LoadEvent event, LoadType loadType) {
        SessionWork work = SessionWork.ifOurs(event.getSession());
        if (work != null) {
            work.loads().end(event);
            locked(event.getSession(), event.getResult(), event.getLockOptions().getLockMode());
        }
    }

    @Override
    public void onPostLoad(PostLoadEvent event) {
        var entry = event.getSession().getPersistenceContextInternal().getEntry(event.getEntity());
        if (entry != null) {
            locked(event.getSession(), event.getEntity(), entry.getLockMode());
        }
    }

    @Override
    public void onLock(LockEvent event) {
        locked(event.getSession(), event.getObject(), event.getLockOptions().getLockMode());
    }

    /** Some locks give the row a new version, now or before the commit, and tell nobody. */
    private void locked(
            @Nullable SharedSessionContractImplementor session,
            @Nullable Object entity,
            @Nullable LockMode mode) {
        if (session == null
                || entity == null
                || (mode != LockMode.OPTIMISTIC_FORCE_INCREMENT
                        && mode != LockMode.PESSIMISTIC_FORCE_INCREMENT)) {
            return;
        }
        Object object = Hibernate.unproxy(entity);
        var entry = session.getPersistenceContextInternal().getEntry(object);
        if (entry == null) {
            return;
        }
        EntityPersister persister = entry.getPersister();
        change(session, Tables.of(regionFactory, persister)::touchUnknownRows);
        if (persister.getCacheAccessStrategy() instanceof EntityAccess access) {
            Object id = Objects.requireNonNull(entry.getId());
            access.touch(session, access.entry(id, session.getTenantIdentifier()), null);
        }
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }

    static @Nullable SharedSessionContractImplementor session(Object event) {
        try {
            return (SharedSessionContractImplementor) SESSION_OF.invoke(event);
        } catch (Throwable e) {
            throw e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
        }
    }

    private static Method getSession() {
        try {
            return org.hibernate.event.spi.AbstractEvent.class.getMethod("getSession");
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle sessionOf() {
        try {
            return MethodHandles.publicLookup()
                    .unreflect(GET_SESSION)
                    .asType(MethodType.methodType(Object.class, Object.class));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
