package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.workload.WorkingSet.Rows;
import org.hibernate.SessionFactory;

/** Fills a region with so many entries, for their memory to be measured. */
public record Fill(int entries) implements Workload {
    @Override
    public String name() {
        return "fill of a region";
    }

    @Override
    public Kind kind() {
        return Kind.VOLUME;
    }

    @Override
    public void prepare(SessionFactory factory) {
        WorkingSet.cache(factory, Rows.ITEMS, entries);
    }

    @Override
    public void run(Client client) {
        // Preparing it is all.
    }
}
