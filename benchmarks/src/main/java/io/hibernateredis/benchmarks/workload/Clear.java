package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Item;
import io.hibernateredis.benchmarks.workload.WorkingSet.Rows;

/** Clears a region that holds so many entries. */
public record Clear(int entries) implements Workload {
    @Override
    public String name() {
        return "clear of a region";
    }

    @Override
    public Kind kind() {
        return Kind.VOLUME;
    }

    @Override
    public void before(Client client) {
        WorkingSet.forget(Rows.ITEMS.name());
        WorkingSet.cache(client.factory(), Rows.ITEMS, entries);
    }

    @Override
    public void run(Client client) {
        client.factory().getCache().evictEntityData(Item.class);
        WorkingSet.forget(Rows.ITEMS.name());
    }
}
