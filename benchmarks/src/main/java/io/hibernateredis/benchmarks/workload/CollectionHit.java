package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Dataset;
import io.hibernateredis.benchmarks.model.Project;
import io.hibernateredis.benchmarks.workload.WorkingSet.Rows;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/** Finds an entity and iterates over its collection of 20 entities, all of them cached. */
record CollectionHit(int entries) implements Workload {
    @Override
    public String name() {
        return "entity and its collection of 20";
    }

    private int projects() {
        return entries / Dataset.TASKS_PER_PROJECT;
    }

    @Override
    public void prepare(SessionFactory factory) {
        WorkingSet.cache(factory, Rows.PROJECTS, projects());
        WorkingSet.readAgain(
                factory,
                name(),
                projects(),
                id -> factory.inTransaction(session -> read(session, id)));
    }

    @Override
    public void run(Client client) {
        client.transact(session -> read(session, client.anyOf(projects())));
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
