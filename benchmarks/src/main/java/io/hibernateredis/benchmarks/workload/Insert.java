package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Item;
import io.hibernateredis.benchmarks.workload.WorkingSet.Rows;
import org.hibernate.SessionFactory;

/** Inserts an entity into a region that holds others. */
record Insert(int entries) implements Workload {
    @Override
    public String name() {
        return "insert of 1 entity";
    }

    @Override
    public void prepare(SessionFactory factory) {
        WorkingSet.cache(factory, Rows.ITEMS, entries);
    }

    @Override
    public void run(Client client) {
        client.transact(session -> session.persist(new Item("an item")));
    }
}
