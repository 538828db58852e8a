package io.hibernateredis.benchmarks.workload;

import org.jspecify.annotations.Nullable;

/** Checks that an operation did what it is measured for. */
final class Found {
    private Found() {}

    static <T> T require(@Nullable T found) {
        if (found == null) {
            throw new IllegalStateException("a row of the dataset was not found");
        }
        return found;
    }

    static void requireCount(int expected, int actual) {
        if (actual != expected) {
            throw new IllegalStateException("expected " + expected + " rows, found " + actual);
        }
    }
}
