package io.hibernateredis.internal.events;

import io.hibernateredis.internal.access.RegionLock;
import io.hibernateredis.internal.rows.RowWrite;
import io.hibernateredis.internal.session.SessionWork;
import io.hibernateredis.internal.session.StatelessSessions;
import io.hibernateredis.internal.transaction.UnitOfWork;
import io.hibernateredis.region.RedisRegionFactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.function.Consumer;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.EventSource;
import org.hibernate.event.spi.PostInsertEvent;
import org.hibernate.event.spi.PostInsertEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.event.spi.PostUpdateEventListener;
import org.hibernate.event.spi.PostUpsertEvent;
import org.hibernate.event.spi.PostUpsertEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every row that Hibernate inserts or updates, also of those whose writer calls no access:
 * inserts with generated ids, everything a stateless session does, and children that are written
 * without their parent's collection. Thread-safe.
 */
public final class WriteListener
        implements PostInsertEventListener, PostUpdateEventListener, PostUpsertEventListener {

    private static final long serialVersionUID = 1L;

    /**
     * Its return type changed with Hibernate 7.2, so it cannot be called by name from one compiled
     * class.
     */
    private static final Method GET_SESSION = getSession();

    private static final MethodHandle SESSION_OF = sessionOf();

    public static final boolean IS_TOLD_WHOSE_STATELESS_WRITES =
            GET_SESSION.getReturnType() != EventSource.class;

    private final transient RedisRegionFactory regionFactory;

    public WriteListener(RedisRegionFactory regionFactory) {
        this.regionFactory = regionFactory;
    }

    @Override
    public void onPostInsert(PostInsertEvent event) {
        SharedSessionContractImplementor session = session(event);
        EntityPersister persister = event.getPersister();
        guarded(
                session,
                persister,
                () -> {
                    SessionWork work = SessionWork.ifOurs(session);
                    if (work != null) {
                        work.rows().inserted(persister, event.getEntity());
                    }
                    written(
                            session,
                            new RowWrite(persister, event.getId(), null, event.getState(), true));
                });
    }

    @Override
    public void onPostUpdate(PostUpdateEvent event) {
        SharedSessionContractImplementor session = session(event);
        EntityPersister persister = event.getPersister();
        guarded(
                session,
                persister,
                () -> {
                    Object[] before = event.getOldState();
                    regionFactory
                            .exactStates()
                            .updated(session, persister, event.getId(), before, event.getState());
                    written(
                            session,
                            new RowWrite(
                                    persister,
                                    event.getId(),
                                    before,
                                    event.getState(),
                                    before != null));
                });
    }

    @Override
    public void onPostUpsert(PostUpsertEvent event) {
        SharedSessionContractImplementor session = session(event);
        EntityPersister persister = event.getPersister();
        guarded(
                session,
                persister,
                () ->
                        written(
                                session,
                                new RowWrite(
                                        persister, event.getId(), null, event.getState(), false)));
    }

    private void guarded(
            @Nullable SharedSessionContractImplementor session,
            EntityPersister persister,
            Runnable action) {
        regionFactory
                .guard()
                .run(
                        session,
                        action,
                        unit -> regionFactory.rowWrites().invalidateAnything(unit, persister));
    }

    private void written(@Nullable SharedSessionContractImplementor session, RowWrite write) {
        written(regionFactory, session, write);
    }

    static void written(
            RedisRegionFactory regionFactory,
            @Nullable SharedSessionContractImplementor session,
            RowWrite write) {
        RegionLock.eventOf(session);
        change(
                regionFactory,
                session,
                unit -> regionFactory.rowWrites().invalidate(unit, session, write));
    }

    /**
     * Hibernate does not always tell whose a stateless write is. If it may be nobody's who is
     * known, it is hidden for one lease, as if its writer died.
     */
    public static void change(
            RedisRegionFactory regionFactory,
            @Nullable SharedSessionContractImplementor session,
            Consumer<UnitOfWork> change) {
        if (session == null) {
            var candidates = StatelessSessions.openOf(regionFactory.sessionFactory());
            candidates.forEach(candidate -> change(regionFactory, candidate, change));
            if (candidates.isEmpty()) {
                UnitOfWork work = new UnitOfWork(regionFactory.store());
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
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }

    public static @Nullable SharedSessionContractImplementor session(Object event) {
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
