package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Dataset;
import io.hibernateredis.benchmarks.model.Project;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.Hibernate;
import org.hibernate.SessionFactory;

/**
 * What the caches hold: rows that workloads have had read into them, so that the next workload need
 * not read them again. Thread-safe.
 */
public final class WorkingSet {
    /**
     * The property of a session factory that says by what name its cache is known here: the same
     * for all that share one. What has none does not cache.
     */
    public static final String CACHE = "benchmarks.cache";

    /** How many are read at a time. */
    private static final int ROWS = 1_000;

    private static final Map<String, Integer> CACHED = new ConcurrentHashMap<>();

    /** Rows, as they are read. */
    enum Rows {
        LABELS("from Label where id between :first and :last"),
        /** With their tasks, as collections; of these there are 20 times as many. */
        PROJECTS("from Project where id between :first and :last"),
        NOTES("from Note where id between :first and :last"),
        ITEMS("from Item where id between :first and :last");

        private final String hql;

        Rows(String hql) {
            this.hql = hql;
        }
    }

    private WorkingSet() {}

    /** Has the rows numbered from 1 to the given cached, if they are not. */
    static void cache(SessionFactory factory, Rows rows, int last) {
        if (rows == Rows.ITEMS) {
            Dataset.ensureItems(factory, last);
        }
        int step = rows == Rows.PROJECTS ? ROWS / Dataset.TASKS_PER_PROJECT : ROWS;
        fill(factory, rows.name(), last, step, (first, to) -> read(factory, rows, first, to));
    }

    /**
     * Has the results numbered from 1 to the given cached, if they are not.
     *
     * @param name what they are results of
     */
    static void cacheResults(SessionFactory factory, String name, int last, LongTask query) {
        fill(factory, name, last, 1, (number, to) -> query.run(number));
    }

    /**
     * Has each of the results from 1 to the given read from the cache by this session factory: what
     * a cache learns when it reads something for the first time, it knows then.
     */
    static void readAgain(SessionFactory factory, String name, int last, LongTask read) {
        String reader = name + " by " + System.identityHashCode(factory);
        fill(factory, reader, last, 1, (number, to) -> read.run(number));
    }

    /** Something that is done for a number. */
    @FunctionalInterface
    interface LongTask {
        void run(long number);
    }

    /** Something that is done for the numbers from one to another, both included. */
    @FunctionalInterface
    private interface RangeTask {
        void run(long first, long last);
    }

    private static void fill(
            SessionFactory factory, String name, int last, int step, RangeTask task) {
        var cache = factory.getProperties().get(CACHE);
        if (cache == null) {
            return;
        }
        String key = name + " in " + cache;
        for (long first = CACHED.getOrDefault(key, 0) + 1L; first <= last; first += step) {
            task.run(first, Math.min(last, first + step - 1));
        }
        CACHED.merge(key, last, Math::max);
    }

    /** Notes that rows, or results of this name, are no longer cached. */
    static void forget(String name) {
        CACHED.keySet().removeIf(key -> key.startsWith(name + " in "));
    }

    static int read(SessionFactory factory, Rows rows, long first, long last) {
        return factory.fromTransaction(
                session -> {
                    var read =
                            session.createSelectionQuery(rows.hql, Object.class)
                                    .setParameter("first", first)
                                    .setParameter("last", last)
                                    .getResultList();
                    for (Object row : read) {
                        if (row instanceof Project project) {
                            Hibernate.initialize(project.getTasks());
                        }
                    }
                    return read.size();
                });
    }
}
