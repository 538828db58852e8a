package io.hibernateredis.query.internal.execution;

import jakarta.persistence.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hibernate.query.CommonQueryContract;
import org.hibernate.query.QueryFlushMode;
import org.jspecify.annotations.Nullable;

/**
 * Runs a query to have it explained. The thread is marked meanwhile: {@link CachingExecutor}
 * explains each select of it instead of executing it.
 */
public final class Explaining {

    private static final ThreadLocal<@Nullable List<ExplainedSelect>> EXPLAINED =
            new ThreadLocal<>();

    private Explaining() {}

    /** The selects of a query. Nothing is executed, flushed or cached. */
    @SuppressWarnings("removal") // The replacement does not exist in Hibernate 7.2.
    public static List<ExplainedSelect> selectsOf(Query query) {
        CommonQueryContract hibernates = query.unwrap(CommonQueryContract.class);
        QueryFlushMode flushMode = hibernates.getQueryFlushMode();
        List<ExplainedSelect> all = new ArrayList<>();
        EXPLAINED.set(all);
        try {
            hibernates.setQueryFlushMode(QueryFlushMode.NO_FLUSH);
            query.getResultList();
            return all;
        } finally {
            EXPLAINED.remove();
            hibernates.setQueryFlushMode(flushMode);
        }
    }

    /** Whether this thread's selects are to be explained. */
    static boolean isOn() {
        return EXPLAINED.get() != null;
    }

    static void add(ExplainedSelect select) {
        Objects.requireNonNull(EXPLAINED.get()).add(select);
    }
}
