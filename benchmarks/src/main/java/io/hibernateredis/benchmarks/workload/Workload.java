package io.hibernateredis.benchmarks.workload;

import org.hibernate.SessionFactory;

/** Something that applications do, over and over. Thread-safe. */
public interface Workload {

    /** What it is measured with, and what for. */
    enum Kind {
        /** The everyday operations: timed near and far, their messages counted. */
        OPERATION,
        /** What depends on how much is cached. */
        VOLUME,
        /** Commits that wait for other JVMs: of the caches that may keep entries near. */
        MIRRORS,
        /** Commands of Redis, without Hibernate: what a cache on Redis cannot beat. */
        LIMIT
    }

    String name();

    /** Among how many entries it works; 0 if that is no matter. */
    default int entries() {
        return 0;
    }

    /** What tells it from all others. */
    default String id() {
        return entries() == 0 ? name() : name() + " among " + entries();
    }

    default Kind kind() {
        return Kind.OPERATION;
    }

    /** How many session factories, which stand for as many JVMs, take part. */
    default int factories() {
        return 1;
    }

    /** Brings what is read into the cache, and the database into its shape. */
    default void prepare(SessionFactory factory) {}

    /** What must come before an operation, and is not measured. */
    default void before(Client client) {}

    /** The operation. */
    void run(Client client);
}
