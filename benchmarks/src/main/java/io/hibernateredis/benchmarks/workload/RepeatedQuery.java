package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Dataset;
import io.hibernateredis.benchmarks.model.Task;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/**
 * One cached query a hundred times in a session, as Hibernate's own benchmark of the query cache
 * has it: what a result costs whose entities the session holds.
 */
record RepeatedQuery(int entries) implements Workload {
    private static final int TIMES = 100;

    @Override
    public String name() {
        return "100 queries of 20 entities in a session";
    }

    private int projects() {
        return entries / Dataset.TASKS_PER_PROJECT;
    }

    @Override
    public void prepare(SessionFactory factory) {
        WorkingSet.LongTask read =
                project -> factory.inTransaction(session -> query(session, project));
        WorkingSet.cacheResults(factory, name(), projects(), read);
        WorkingSet.readAgain(factory, name(), projects(), read);
    }

    @Override
    public void run(Client client) {
        long project = client.anyOf(projects());
        client.transact(
                session -> {
                    for (int i = 0; i < TIMES; i++) {
                        query(session, project);
                    }
                });
    }

    private static void query(Session session, long project) {
        var found =
                session.createSelectionQuery("from Task where project.id = :project", Task.class)
                        .setParameter("project", project)
                        .setCacheable(true)
                        .getResultList();
        Found.requireCount(Dataset.TASKS_PER_PROJECT, found.size());
    }
}
