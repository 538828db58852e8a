package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Dataset;
import io.hibernateredis.benchmarks.model.Project;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/** Finds an entity and iterates over its collection of 20 entities, all of them cached. */
final class CollectionHit implements Workload {
    @Override
    public String name() {
        return "entity and its collection of 20";
    }

    @Override
    public void prepare(SessionFactory factory) {
        for (long id = 1; id <= Dataset.PROJECTS; id++) {
            long next = id;
            factory.inTransaction(session -> read(session, next));
        }
    }

    @Override
    public void run(Client client) {
        client.transact(session -> read(session, client.anyOf(Dataset.PROJECTS)));
    }

    private static void read(Session session, long id) {
        var project = Found.require(session.find(Project.class, id));
        int tasks = 0;
        for (var task : project.getTasks()) {
            Found.require(task.getTitle());
            tasks++;
        }
        Found.requireCount(Dataset.TASKS_PER_PROJECT, tasks);
    }
}
