package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Dataset;
import io.hibernateredis.benchmarks.model.Task;

/**
 * Reads entities by a query that is not cached, and changes them all. Each client has its own.
 *
 * @param entities changed in a transaction
 */
record Update(int entities) implements Workload {
    @Override
    public String name() {
        return "update of " + entities + (entities == 1 ? " entity" : " entities");
    }

    @Override
    public void run(Client client) {
        int perClient = Dataset.CARDS_PER_SPRINT;
        long first = 1 + (long) client.number() * perClient % Dataset.TASKS;
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
