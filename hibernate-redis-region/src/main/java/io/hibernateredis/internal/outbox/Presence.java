package io.hibernateredis.internal.outbox;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether this JVM may write rows: only while a row that says so has been in the table for longer
 * than others rely on a look that did not show it. It touches that row now and then, so that others
 * can tell it from a JVM that died. Thread-safe.
 */
final class Presence {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final OutboxTable table;
    private final OwnConnection connection;
    private final Executor thread;
    private final String namespace;
    private final String writer;
    private final Terms terms;

    /** Guarded by this. */
    private @Nullable Stay stay;

    /** Rows of stays that are over. For the thread. */
    private final List<String> over = new ArrayList<>();

    /** One outage, as far as this JVM writes in it. */
    private static final class Stay {

        private final String id = UUID.randomUUID().toString();

        /** When it was committed. */
        private final CompletableFuture<Long> since = new CompletableFuture<>();

        private volatile Moment confirmed = Moment.now();
        private volatile Moment used = Moment.now();
    }

    Presence(
            OutboxTable table,
            OwnConnection connection,
            Executor thread,
            String namespace,
            String writer,
            Terms terms) {
        this.terms = terms;
        this.table = table;
        this.connection = connection;
        this.thread = thread;
        this.namespace = namespace;
        this.writer = writer;
    }

    /**
     * Returns when rows may be written. This JVM has to owe something already, so that it stays
     * present.
     *
     * @throws OutboxException if they may not
     */
    void admit() {
        Stay current = stay();
        boolean interrupted = Thread.interrupted();
        try {
            long since = since(current);
            for (long left = left(since); left > 0; left = left(since)) {
                LockSupport.parkNanos(this, left);
                interrupted |= Thread.interrupted();
            }
            if (current.confirmed.ageNanos() > terms.confirmed().toNanos()) {
                throw new OutboxException("its row there could not be renewed lately");
            }
            current.used = Moment.now();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private long left(long since) {
        return since + terms.waits().toNanos() - System.nanoTime();
    }

    private synchronized Stay stay() {
        Stay current = stay;
        if (current == null) {
            current = new Stay();
            stay = current;
            Stay begun = current;
            thread.execute(() -> begin(begun));
        }
        return current;
    }

    private void begin(Stay begun) {
        try {
            begun.confirmed = Moment.now();
            var row = new OutboxRow(begun.id, writer, System.currentTimeMillis(), null);
            connection.call(
                    c -> {
                        table.insert(c, row);
                        return row;
                    });
            OutboxLog.writing(namespace);
            begun.since.complete(System.nanoTime());
        } catch (SQLException | RuntimeException e) {
            end(begun);
            begun.since.completeExceptionally(e);
        }
    }

    private synchronized void end(Stay ended) {
        if (stay == ended) {
            stay = null;
        }
        over.add(ended.id);
    }

    /** An interrupt does not end the wait: the caller keeps it. */
    private static long since(Stay current) {
        long until = System.nanoTime() + LONGEST_WAIT.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return current.since.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw new OutboxException("this JVM is not entered there", e.getCause());
        } catch (TimeoutException e) {
            throw new OutboxException("the database does not answer within " + LONGEST_WAIT);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Renews the row, or removes it. For the thread.
     *
     * @param mayEnd whether Redis is told of all that this JVM owed
     */
    void tend(BooleanSupplier mayEnd) throws SQLException {
        Stay current = current();
        if (current != null && current.since.isDone()) {
            if (current.used.ageNanos() > terms.lingers().toNanos() && endIf(current, mayEnd)) {
                OutboxLog.writesNoMore(namespace);
            } else if (current.confirmed.ageNanos() > terms.touches().toNanos()) {
                touch(current);
            }
        }
        removeOver();
    }

    private synchronized @Nullable Stay current() {
        return stay;
    }

    /** Who is admitted afterwards begins anew. */
    private synchronized boolean endIf(Stay current, BooleanSupplier mayEnd) {
        if (stay == current && mayEnd.getAsBoolean()) {
            end(current);
            return true;
        }
        return false;
    }

    private void touch(Stay current) throws SQLException {
        Moment sent = Moment.now();
        if (connection.call(c -> table.touch(c, current.id, System.currentTimeMillis()))) {
            current.confirmed = sent;
        } else {
            // Others took this JVM for dead.
            end(current);
        }
    }

    /** Ends at once, if this JVM owes nothing that has yet to be committed. For the thread. */
    void leave(BooleanSupplier mayEnd) throws SQLException {
        Stay current = current();
        if (current != null && endIf(current, mayEnd)) {
            OutboxLog.writesNoMore(namespace);
        }
        removeOver();
    }

    private void removeOver() throws SQLException {
        List<String> ids;
        synchronized (this) {
            ids = List.copyOf(over);
        }
        if (!ids.isEmpty()) {
            connection.call(
                    c -> {
                        table.delete(c, ids);
                        return ids;
                    });
            synchronized (this) {
                over.removeAll(ids);
            }
        }
    }
}
