package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Dataset;
import io.hibernateredis.benchmarks.model.Note;
import io.hibernateredis.benchmarks.model.Task;
import io.hibernateredis.benchmarks.workload.WorkingSet.LongTask;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/**
 * Runs a query whose result is cached, for as many parameters as there are hundreds of entries.
 *
 * @param hql with the parameter {@code key}, the number of a sprint
 * @param result the type of a row
 * @param rows of each result
 */
record QueryHit<T>(String name, String hql, Class<T> result, int rows, int entries)
        implements Workload {

    /** Of entities that are in the cached result with all columns. */
    static QueryHit<Task> ofManyEntities(int entries) {
        return ofSprints("query, 100 entities, full layout", Task.class, entries);
    }

    /** Of entities of which the cached result has the ids; each is cached by itself. */
    static QueryHit<Note> ofManyIds(int entries) {
        return ofSprints("query, 100 entities, shallow layout", Note.class, entries);
    }

    static QueryHit<Long> ofScalar(int entries) {
        return new QueryHit<>(
                "query, scalar",
                "select count(*) from Task where sprint = :key",
                Long.class,
                1,
                entries);
    }

    private static <T> QueryHit<T> ofSprints(String name, Class<T> entity, int entries) {
        return new QueryHit<>(
                name,
                "from " + entity.getSimpleName() + " where sprint = :key order by id",
                entity,
                Dataset.CARDS_PER_SPRINT,
                entries);
    }

    private int results() {
        return entries / Dataset.CARDS_PER_SPRINT;
    }

    @Override
    public void prepare(SessionFactory factory) {
        LongTask read = nth -> factory.inTransaction(session -> query(session, nth));
        WorkingSet.cacheResults(factory, name, results(), read);
        WorkingSet.readAgain(factory, name, results(), read);
    }

    @Override
    public void run(Client client) {
        client.transact(session -> query(session, client.anyOf(results())));
    }

    private void query(Session session, long nth) {
        var found =
                session.createSelectionQuery(hql, result)
                        .setParameter("key", (int) nth - 1)
                        .setCacheable(true)
                        .getResultList();
        Found.requireCount(rows, found.size());
    }
}
