package io.hibernateredis.sample;

import io.hibernateredis.sample.board.TaskBoard;

/**
 * One logical operation, as a web request would ask for it: one entity manager, one transaction.
 *
 * @param rollsBack whether the transaction is flushed and rolled back at its end
 */
record Request(Body body, boolean rollsBack) {
    /**
     * What a request does in its transaction; it runs again, from the start, if it loses against
     * another one.
     */
    @FunctionalInterface
    interface Body {
        /** Returns what to record as soon as the commit has returned. */
        Runnable run(TaskBoard board, Reading reading);
    }

    static Request commits(Body body) {
        return new Request(body, false);
    }

    static Request reads(ReadBody body) {
        return commits(
                (board, reading) -> {
                    body.run(board, reading);
                    return () -> {};
                });
    }

    /** A body that only reads, so that there is nothing to record. */
    @FunctionalInterface
    interface ReadBody {
        void run(TaskBoard board, Reading reading);
    }
}
