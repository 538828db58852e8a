package io.hibernateredis.internal.query;

import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.log.RegionLog;
import io.hibernateredis.internal.session.Operation;
import io.hibernateredis.internal.session.SessionWork;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMapping;

/** Handles a cached result of Hibernate's query regions that cannot be used. */
public final class CachedResult {

    private CachedResult() {}

    /**
     * Whether Hibernate can use the rows just found; if so, the rows are converted to what
     * Hibernate expects.
     */
    public static boolean isUsable(SessionWork work, JdbcValuesMapping mapping) {
        try {
            ResultColumns.of(mapping, work.sessions().codecs())
                    .read(work.operations().current().cachedRows());
            return true;
        } catch (RuntimeException | LinkageError e) {
            refuse(e, work);
            return false;
        }
    }

    /**
     * Whether a query failed because of a cached result and may be executed again, which requires
     * that the session holds nothing built from the first rows.
     */
    public static boolean isToBeReplaced(
            Throwable failure, SessionWork work, SharedSessionContractImplementor session) {
        Operation operation = work.operations().current();
        var mapping = operation.mapping();
        if (mapping == null
                || operation.cachedRows().isEmpty()
                || isNotOfBytes(failure)
                || !ResultColumns.isSelfContained(mapping, session.getFactory())) {
            return false;
        }
        refuse(failure, work);
        return true;
    }

    private static boolean isNotOfBytes(Throwable failure) {
        return failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError);
    }

    private static void refuse(Throwable failure, SessionWork work) {
        RegionLog.unreadable(
                "query",
                String.valueOf(
                        CorruptEntryException.of(failure, "not a result of this query")
                                .getMessage()));
        work.sessions().countUnreadable();
        work.operations().refuseCachedResult();
    }
}
