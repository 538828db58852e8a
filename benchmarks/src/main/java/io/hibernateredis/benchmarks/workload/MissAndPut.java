package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Dataset;
import io.hibernateredis.benchmarks.model.Item;
import io.hibernateredis.benchmarks.workload.WorkingSet.Rows;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.SessionFactory;

/**
 * Reads entities that are not cached, and so caches them: one by its id, or many by a query. When
 * all have been read, the region is cleared, which is not measured.
 *
 * @param entities read at a time
 */
record MissAndPut(String name, int entities, AtomicLong next) implements Workload {
    private static final int ROWS = 10_000;

    static MissAndPut of(int entities) {
        return new MissAndPut(
                "miss and put, " + (entities == 1 ? "1 entity" : entities + " entities"),
                entities,
                new AtomicLong());
    }

    @Override
    public void prepare(SessionFactory factory) {
        Dataset.ensureItems(factory, ROWS);
        WorkingSet.forget(Rows.ITEMS.name());
        next.set(0);
    }

    @Override
    public void before(Client client) {
        if (next.get() % ROWS == 0) {
            client.factory().getCache().evictEntityData(Item.class);
        }
    }

    @Override
    public void run(Client client) {
        long first = 1 + next.getAndAdd(entities) % ROWS;
        if (entities == 1) {
            client.transact(session -> Found.require(session.find(Item.class, first)));
        } else {
            var read = WorkingSet.read(client.factory(), Rows.ITEMS, first, first + entities - 1);
            Found.requireCount(entities, read);
        }
    }
}
