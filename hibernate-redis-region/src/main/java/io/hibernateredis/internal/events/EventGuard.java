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
 * Keeps failures of this cache's listeners from the application, whose flush they are part of: all
 * that may have to be invalidated is invalidated instead. The one failure that is passed on is that
 * Redis is unreachable where the settings demand that nothing be written then. Immutable.
 */
public final class EventGuard {

    private final Sessions sessions;
    private final RowWrites writes;

    public EventGuard(Sessions sessions, RowWrites writes) {
        this.sessions = sessions;
        this.writes = writes;
    }

    /**
     * Runs what a listener does.
     *
     * @param session whose event it is, or null if that is not known
     * @param widest what to invalidate if that fails
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
