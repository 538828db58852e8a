package io.hibernateredis.benchmarks.workload;

/** A session and a transaction, and nothing in them: what every request pays for the cache. */
final class EmptyTransaction implements Workload {
    @Override
    public String name() {
        return "empty transaction";
    }

    @Override
    public void run(Client client) {
        client.transact(session -> {});
    }
}
