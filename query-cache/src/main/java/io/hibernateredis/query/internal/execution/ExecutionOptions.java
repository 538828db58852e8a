package io.hibernateredis.query.internal.execution;

import io.hibernateredis.internal.session.SessionWork;
import org.hibernate.CacheMode;
import org.hibernate.LockMode;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.sql.exec.spi.ExecutionContext;

/** The options of one execution, with the defaults of its session. */
final class ExecutionOptions {

    private ExecutionOptions() {}

    /** Whether results may be read and stored: the query's cache mode, else its session's. */
    static CacheMode cacheModeOf(ExecutionContext context) {
        CacheMode mode = context.getQueryOptions().getCacheMode();
        return mode == null ? SessionWork.modeOfResults(context.getSession()) : mode;
    }

    /** The unqualified name of the region. */
    static String regionOf(ExecutionContext context) {
        String region = context.getQueryOptions().getResultCacheRegionName();
        return region == null
                ? RegionFactory.DEFAULT_QUERY_RESULTS_REGION_UNQUALIFIED_NAME
                : region;
    }

    @SuppressWarnings("removal") // Hibernate has no replacement yet.
    static boolean isLocking(ExecutionContext context) {
        var locks = context.getQueryOptions().getLockOptions();
        return locks != null && locks.getLockMode().greaterThan(LockMode.READ);
    }
}
