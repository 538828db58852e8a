package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Dataset;
import io.hibernateredis.benchmarks.model.Project;
import org.hibernate.KeyType;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/** Finds an entity by its natural id; the resolution and the entity are cached. */
final class NaturalIdHit implements Workload {
    @Override
    public String name() {
        return "natural id";
    }

    @Override
    public void prepare(SessionFactory factory) {
        for (long id = 1; id <= Dataset.PROJECTS; id++) {
            long next = id;
            factory.inTransaction(session -> find(session, next));
        }
    }

    @Override
    public void run(Client client) {
        client.transact(session -> find(session, client.anyOf(Dataset.PROJECTS)));
    }

    static Project find(Session session, long project) {
        return Found.require(session.find(Project.class, Dataset.code(project), KeyType.NATURAL));
    }
}
