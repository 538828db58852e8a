package io.hibernateredis.benchmarks.workload;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/** A thread that runs a workload, and what it found out. Used by that thread. */
public final class Client {
    private final int number;
    private final List<SessionFactory> factories;
    private final SplittableRandom random;
    private int turn;
    private long staleReads;
    private long conflicts;

    /**
     * @param number from 0, its own among those that run at a time
     * @param run what it draws differs from run to run
     * @param factories those that its transactions take turns with
     */
    public Client(int number, int run, List<SessionFactory> factories) {
        this.number = number;
        this.factories = List.copyOf(factories);
        this.random = new SplittableRandom(1_000L * run + number);
        this.turn = number;
    }

    int number() {
        return number;
    }

    SplittableRandom random() {
        return random;
    }

    /** A number from 1 to the given. */
    long anyOf(int count) {
        return 1L + random.nextInt(count);
    }

    SessionFactory factory() {
        return factories.get(turn++ % factories.size());
    }

    /** Runs a transaction in a session of its own. */
    void transact(Consumer<Session> work) {
        factory().inTransaction(work);
    }

    /** Runs a transaction in a session of its own, and returns what it yields. */
    <T> T fetch(Function<Session, T> work) {
        return factory().fromTransaction(work);
    }

    void sawStale() {
        staleReads++;
    }

    void lostAgainstAnother() {
        conflicts++;
    }

    public long staleReads() {
        return staleReads;
    }

    public long conflicts() {
        return conflicts;
    }
}
