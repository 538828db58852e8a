package io.hibernateredis.internal.query;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.RegionLog;
import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.session.SessionWork;
import io.hibernateredis.region.RedisRegionFactory;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMapping;

/** What becomes of a result that was found in a region of Hibernate's, if it cannot be used. */
public final class CachedResult {

    private CachedResult() {}

    /** Whether Hibernate can use the rows that were just found; if so they are made as it wants. */
    public static boolean isUsable(
            SessionWork work, JdbcValuesMapping mapping, SharedSessionContractImplementor session) {
        try {
            ResultColumns.of(mapping, session.getFactory()).read(work.cachedRows());
            return true;
        } catch (RuntimeException | LinkageError e) {
            refuse(e, work, session);
            return false;
        }
    }

    /**
     * Whether a query failed over a result that was found, and may be executed once more: not if
     * the session holds what was made of the first rows.
     */
    public static boolean isToBeReplaced(
            Throwable failure, SessionWork work, SharedSessionContractImplementor session) {
        var mapping = work.mapping();
        if (mapping == null
                || work.cachedRows().isEmpty()
                || isNotOfBytes(failure)
                || !ResultColumns.isSelfContained(mapping, session.getFactory())) {
            return false;
        }
        refuse(failure, work, session);
        return true;
    }

    private static boolean isNotOfBytes(Throwable failure) {
        return failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError);
    }

    private static void refuse(
            Throwable failure, SessionWork work, SharedSessionContractImplementor session) {
        RegionLog.unreadable(
                "query",
                String.valueOf(
                        CorruptEntryException.of(failure, "Not a result of the query")
                                .getMessage()));
        RedisRegionFactory regions = RedisRegionFactory.of(session.getFactory());
        if (regions != null) {
            regions.store().counters().increment(Event.UNREADABLE);
        }
        work.refuseCachedResult();
    }
}
