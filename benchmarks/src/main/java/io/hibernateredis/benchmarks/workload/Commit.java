package io.hibernateredis.benchmarks.workload;

import org.hibernate.SessionFactory;

/**
 * An update of one entity, by session factories in turn, as by so many JVMs: each waits for all
 * others that keep entries near.
 *
 * @param others beside the one that commits
 */
record Commit(int others, Update update) implements Workload {
    static final String NAME = "commit with other JVMs: ";

    Commit(int others, int entries) {
        this(others, new Update(1, entries));
    }

    @Override
    public String name() {
        return NAME + others;
    }

    @Override
    public int entries() {
        return update.entries();
    }

    @Override
    public int factories() {
        return 1 + others;
    }

    @Override
    public Kind kind() {
        return Kind.MIRRORS;
    }

    @Override
    public void prepare(SessionFactory factory) {
        update.prepare(factory);
    }

    @Override
    public void run(Client client) {
        update.run(client);
    }
}
