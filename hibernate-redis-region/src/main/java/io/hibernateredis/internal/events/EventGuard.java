package io.hibernateredis.internal.events;

import io.hibernateredis.CacheUnreachableException;
import io.hibernateredis.internal.log.RegionLog;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.rows.RowWrites;
import io.hibernateredis.internal.session.Sessions;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.util.function.Consumer;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps failures of this cache's listeners from the application's flush: everything that may be
 * affected is invalidated instead. One failure is passed on: Redis is unreachable and the settings
 * reject writes in that case. Immutable.
 */
public final class EventGuard {

    private final Sessions sessions;
    private final RowWrites writes;

    public EventGuard(Sessions sessions, RowWrites writes) {
        this.sessions = sessions;
        this.writes = writes;
    }

    /**
     * Runs the action of a listener.
     *
     * @param session the session of the event, or null if unknown
     * @param widest what to invalidate if the action fails
     */
    public void run(
            @Nullable SharedSessionContractImplementor session,
            Runnable action,
            Consumer<UnitOfWork> widest) {
        try {
            action.run();
        } catch (CacheUnreachableException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            RegionLog.listenerFailed(e);
            invalidate(session, widest);
        }
    }

    private void invalidate(
            @Nullable SharedSessionContractImplementor session, Consumer<UnitOfWork> widest) {
        try {
            sessions.change(session, widest);
        } catch (CacheUnreachableException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            RegionLog.listenerFailed(e);
            sessions.change(
                    session,
                    unit -> {
                        writes.invalidateEverything(unit);
                        unit.invalidate(Tag.unknownNames(Tag.EVERY_KIND));
                    });
        }
    }
}
