package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Dataset;
import io.hibernateredis.benchmarks.model.Task;
import io.hibernateredis.benchmarks.workload.WorkingSet.Rows;
import org.hibernate.SessionFactory;

/**
 * Reads entities by a query that is not cached, and changes them all. Each client has its own, of
 * those that are cached.
 *
 * @param entities changed in a transaction, at most 100
 */
record Update(int entities, int entries) implements Workload {

    /** The clients whose sprints must differ. */
    private static final int CLIENTS = 8;

    @Override
    public String name() {
        return "update of " + entities + (entities == 1 ? " entity" : " entities");
    }

    @Override
    public void prepare(SessionFactory factory) {
        WorkingSet.cache(factory, Rows.PROJECTS, entries / Dataset.TASKS_PER_PROJECT);
    }

    @Override
    public void run(Client client) {
        int sprints = Math.max(1, entries / Dataset.CARDS_PER_SPRINT / CLIENTS);
        long sprint = client.number() + CLIENTS * (client.anyOf(sprints) - 1);
        long first = 1 + sprint * Dataset.CARDS_PER_SPRINT;
        client.transact(
                session -> {
                    var tasks =
                            session.createSelectionQuery(
                                            "from Task where id between :first and :last",
                                            Task.class)
                                    .setParameter("first", first)
                                    .setParameter("last", first + entities - 1)
                                    .getResultList();
                    Found.requireCount(entities, tasks.size());
                    tasks.forEach(Update::change);
                });
    }

    private static void change(Task task) {
        task.retitle("card " + task.getId() + " in revision " + (task.getRevision() + 1));
    }
}
