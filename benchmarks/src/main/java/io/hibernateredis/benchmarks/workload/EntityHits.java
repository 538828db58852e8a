package io.hibernateredis.benchmarks.workload;

import org.hibernate.SessionFactory;

/**
 * Finds entities by their ids, all of them cached.
 *
 * @param rows of these many entities
 * @param finds so many at random in one session
 */
record EntityHits(String name, Class<?> entity, int rows, int finds) implements Workload {
    @Override
    public void prepare(SessionFactory factory) {
        for (long id = 1; id <= rows; id++) {
            long next = id;
            factory.inTransaction(session -> session.find(entity, next));
        }
    }

    @Override
    public void run(Client client) {
        client.transact(
                session -> {
                    for (int find = 0; find < finds; find++) {
                        Found.require(session.find(entity, client.anyOf(rows)));
                    }
                });
    }
}
