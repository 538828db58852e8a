package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Dataset;
import io.hibernateredis.benchmarks.model.Project;
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
            factory.inTransaction(
                    session -> Found.require(session.find(Project.class, next)).getTasks().size());
        }
    }

    @Override
    public void run(Client client) {
        client.transact(
                session -> {
                    var project = session.find(Project.class, client.anyOf(Dataset.PROJECTS));
                    int tasks = 0;
                    for (var task : Found.require(project).getTasks()) {
                        Found.require(task.getTitle());
                        tasks++;
                    }
                    Found.requireCount(Dataset.TASKS_PER_PROJECT, tasks);
                });
    }
}
