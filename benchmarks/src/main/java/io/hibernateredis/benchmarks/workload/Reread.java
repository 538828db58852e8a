package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Item;
import io.hibernateredis.benchmarks.workload.WorkingSet.Rows;
import org.hibernate.SessionFactory;

/** Reads all entities from the cache, so that they are near where entries are. */
record Reread(int entries) implements Workload {
    static final String NAME = "reads of all entities";
    private static final int AT_A_TIME = 100;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Kind kind() {
        return Kind.VOLUME;
    }

    @Override
    public void prepare(SessionFactory factory) {
        WorkingSet.cache(factory, Rows.ITEMS, entries);
        for (long first = 1; first <= entries; first += AT_A_TIME) {
            long from = first;
            factory.inTransaction(
                    session -> {
                        for (long id = from; id < from + AT_A_TIME; id++) {
                            Found.require(session.find(Item.class, id));
                        }
                    });
        }
    }

    @Override
    public void run(Client client) {
        // Preparing it is all.
    }
}
