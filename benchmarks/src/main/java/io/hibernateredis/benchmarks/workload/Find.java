package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.workload.WorkingSet.Rows;
import org.hibernate.SessionFactory;

/**
 * Finds entities by their ids, all of them cached.
 *
 * @param entity with as many rows as there are entries
 * @param rows with which it is read into the cache
 * @param perRow how many of the entity come with such a row
 * @param finds so many at random in one session
 */
record Find(String name, Class<?> entity, Rows rows, int perRow, int finds, int entries)
        implements Workload {
    @Override
    public void prepare(SessionFactory factory) {
        WorkingSet.cache(factory, rows, entries / perRow);
    }

    @Override
    public void run(Client client) {
        client.transact(
                session -> {
                    for (int find = 0; find < finds; find++) {
                        Found.require(session.find(entity, client.anyOf(entries)));
                    }
                });
    }
}
