package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Dataset;
import io.hibernateredis.benchmarks.model.Task;
import io.hibernateredis.benchmarks.workload.WorkingSet.Rows;
import org.hibernate.KeyType;
import org.hibernate.SessionFactory;

/** Finds an entity by its natural id; the resolution and the entity are cached. */
record NaturalIdHit(int entries) implements Workload {
    @Override
    public String name() {
        return "natural id";
    }

    @Override
    public void prepare(SessionFactory factory) {
        WorkingSet.cache(factory, Rows.PROJECTS, entries / Dataset.TASKS_PER_PROJECT);
    }

    @Override
    public void run(Client client) {
        String code = Dataset.taskCode(client.anyOf(entries));
        client.transact(session -> Found.require(session.find(Task.class, code, KeyType.NATURAL)));
    }
}
