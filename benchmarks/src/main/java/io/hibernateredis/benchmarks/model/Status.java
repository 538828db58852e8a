package io.hibernateredis.benchmarks.model;

/** How far something has come. */
public enum Status {
    OPEN,
    DONE
}
