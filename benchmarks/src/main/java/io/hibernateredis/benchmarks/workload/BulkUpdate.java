package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.workload.WorkingSet.Rows;
import org.hibernate.SessionFactory;

/**
 * Changes 100 rows by one statement, which clears their region. The region holds all entries when
 * the first runs, and before each of the others 100, which are read without being measured.
 */
record BulkUpdate(int entries) implements Workload {
    private static final int ROWS = 100;

    @Override
    public String name() {
        return "bulk update of 100 rows";
    }

    @Override
    public void prepare(SessionFactory factory) {
        WorkingSet.cache(factory, Rows.ITEMS, entries);
        WorkingSet.forget(Rows.ITEMS.name());
    }

    @Override
    public void before(Client client) {
        WorkingSet.read(client.factory(), Rows.ITEMS, 1, ROWS);
    }

    @Override
    public void run(Client client) {
        // Each client has rows of its own, so that none waits for another's lock.
        long first = 1 + client.number() * (long) ROWS % entries;
        client.transact(
                session ->
                        session.createMutationQuery(
                                        "update Item set quantity = quantity + 1"
                                                + " where id between :first and :last")
                                .setParameter("first", first)
                                .setParameter("last", first + ROWS - 1)
                                .executeUpdate());
    }
}
