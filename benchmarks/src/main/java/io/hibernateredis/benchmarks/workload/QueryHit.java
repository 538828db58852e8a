package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Dataset;
import io.hibernateredis.benchmarks.model.Label;
import io.hibernateredis.benchmarks.model.Note;
import io.hibernateredis.benchmarks.model.Task;
import java.util.function.LongFunction;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/**
 * Runs a query whose result is cached.
 *
 * @param result the type of a row
 * @param parameter that of the n-th of the cached results, counted from 1
 * @param results how many results are cached
 * @param rows of each
 */
record QueryHit<T>(
        String name,
        String hql,
        Class<T> result,
        LongFunction<Object> parameter,
        int results,
        int rows)
        implements Workload {

    static QueryHit<Label> ofOneEntity() {
        return new QueryHit<>(
                "query, 1 entity",
                "from Label where name = :key",
                Label.class,
                Dataset::name,
                Dataset.LABELS,
                1);
    }

    /** Of entities that are in the cached result with all columns. */
    static QueryHit<Task> ofManyEntities() {
        return ofSprints("query, 100 entities, full layout", Task.class, Dataset.TASKS);
    }

    /** Of entities of which the cached result has the ids; each is cached by itself. */
    static QueryHit<Note> ofManyIds() {
        return ofSprints("query, 100 entities, shallow layout", Note.class, Dataset.NOTES);
    }

    static QueryHit<Long> ofScalar() {
        return new QueryHit<>(
                "query, scalar",
                "select count(*) from Task where sprint = :key",
                Long.class,
                QueryHit::sprint,
                Dataset.TASKS / Dataset.CARDS_PER_SPRINT,
                1);
    }

    private static <T> QueryHit<T> ofSprints(String name, Class<T> entity, int cards) {
        return new QueryHit<>(
                name,
                "from " + entity.getSimpleName() + " where sprint = :key order by id",
                entity,
                QueryHit::sprint,
                cards / Dataset.CARDS_PER_SPRINT,
                Dataset.CARDS_PER_SPRINT);
    }

    private static Object sprint(long nth) {
        return (int) nth - 1;
    }

    @Override
    public void prepare(SessionFactory factory) {
        for (long nth = 1; nth <= results; nth++) {
            long next = nth;
            factory.inTransaction(session -> query(session, next));
        }
    }

    @Override
    public void run(Client client) {
        client.transact(session -> query(session, client.anyOf(results)));
    }

    private void query(Session session, long nth) {
        var found =
                session.createSelectionQuery(hql, result)
                        .setParameter("key", parameter.apply(nth))
                        .setCacheable(true)
                        .getResultList();
        Found.requireCount(rows, found.size());
    }
}
