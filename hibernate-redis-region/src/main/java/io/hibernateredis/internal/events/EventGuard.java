package io.hibernateredis.internal.events;

import io.hibernateredis.CacheUnreachableException;
import io.hibernateredis.internal.RegionLog;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.transaction.UnitOfWork;
import io.hibernateredis.region.RedisRegionFactory;
import java.util.function.Consumer;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what goes wrong in this cache's listeners from the application, whose flush they are part
 * of: all that may have to be invalidated is instead. Only that Redis cannot be told, where the
 * settings demand that nothing be written then, is passed on. Immutable.
 */
public final class EventGuard {

    private final RedisRegionFactory regionFactory;

    public EventGuard(RedisRegionFactory regionFactory) {
        this.regionFactory = regionFactory;
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
            regionFactory.change(session, widest);
        } catch (CacheUnreachableException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            RegionLog.listenerFailed(e);
            regionFactory.change(
                    session,
                    unit -> {
                        regionFactory.rowWrites().invalidateEverything(unit);
                        unit.invalidate(Tag.unknownNames(Tag.EVERY_KIND));
                    });
        }
    }
}
