package io.hibernateredis.internal.outbox;

import io.hibernateredis.internal.delivery.Outbox;
import io.hibernateredis.internal.protocol.Owed;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM sees in the table. A look that shows no other writer is used for a second from
 * before it was sent; while there is one, each read asks for a look that is sent after it came, and
 * shares that with the others that came meanwhile. What a look shows has been relayed before it is
 * used. Thread-safe.
 */
final class Looks {

    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    private static final int AT_ONCE = 500;

    private final OutboxTable table;
    private final OwnConnection connection;
    private final Executor thread;
    private final Outbox.Relay relay;
    private final String namespace;
    private final String writer;
    private final Terms terms;

    /** A look that counts. */
    private record Seen(Moment sent, boolean alone) {}

    /** When a state of a writer's row was first seen. */
    private record Life(long written, Moment seen) {}

    /** For the thread. */
    private final Map<String, Life> lives = new HashMap<>();

    private volatile @Nullable Seen last;
    private volatile boolean broken;

    /** Whether a look takes so long that reads do not wait for its end. */
    private volatile boolean behind;

    /** Those who wait for the next look; guarded by this. */
    private @Nullable CompletableFuture<Boolean> next;

    Looks(
            OutboxTable table,
            OwnConnection connection,
            Executor thread,
            Outbox.Relay relay,
            String namespace,
            String writer,
            Terms terms) {
        this.terms = terms;
        this.table = table;
        this.connection = connection;
        this.thread = thread;
        this.relay = relay;
        this.namespace = namespace;
        this.writer = writer;
    }

    boolean isBroken() {
        return broken;
    }

    boolean admitReads() {
        Seen seen = last;
        if (seen != null && seen.alone) {
            long age = seen.sent.ageNanos();
            long used = terms.used().toNanos();
            if (age < used) {
                if (age > used / 2) {
                    var unused = request();
                }
                return true;
            }
        }
        return !broken && !behind && isSeen(request());
    }

    private boolean isSeen(CompletableFuture<Boolean> look) {
        try {
            return look.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (TimeoutException e) {
            // Others need not wait for the same.
            behind = true;
            if (look.isDone()) {
                behind = false;
            }
            return false;
        } catch (ExecutionException e) {
            return false;
        }
    }

    /** The next look, which is sent after this was called. */
    private synchronized CompletableFuture<Boolean> request() {
        CompletableFuture<Boolean> asked = next;
        if (asked == null) {
            asked = new CompletableFuture<>();
            next = asked;
            try {
                thread.execute(this::look);
            } catch (RejectedExecutionException e) {
                asked.complete(false);
            }
        }
        return asked;
    }

    private synchronized @Nullable CompletableFuture<Boolean> take() {
        CompletableFuture<Boolean> asked = next;
        next = null;
        return asked;
    }

    /** Whether nothing was looked at for so long. */
    boolean isOlderThan(long nanos) {
        Seen seen = last;
        return seen == null || seen.sent.ageNanos() > nanos;
    }

    /** Looks, relays, and answers those who asked before. For the thread. */
    void look() {
        CompletableFuture<Boolean> asked = take();
        try {
            lookUntilAllIsSeen(asked);
            if (broken) {
                broken = false;
                OutboxLog.readableAgain(namespace);
            }
        } catch (SQLException e) {
            if (!broken) {
                broken = true;
                OutboxLog.unreadable(namespace, e);
            }
        } catch (RuntimeException | Error e) {
            // Redis did not take it: then it is not read either.
            OutboxLog.failed("relay of the outbox", e);
        } finally {
            behind = false;
            if (asked != null) {
                asked.complete(false);
            }
        }
    }

    private void lookUntilAllIsSeen(@Nullable CompletableFuture<Boolean> asked)
            throws SQLException {
        boolean all = false;
        while (!all) {
            Moment sent = Moment.now();
            List<OutboxRow> rows = connection.call(c -> table.read(c, AT_ONCE));
            all = rows.size() < AT_ONCE;
            behind = !all;
            List<String> relayed = relay(rows);
            if (all) {
                last = new Seen(sent, isAlone(rows));
                if (asked != null) {
                    asked.complete(true);
                }
            }
            // What is not deleted is relayed again.
            delete(relayed);
        }
    }

    private List<String> relay(List<OutboxRow> rows) {
        List<String> ids = new ArrayList<>();
        List<Owed> owed = new ArrayList<>();
        for (OutboxRow row : rows) {
            byte[] tags = row.tags();
            if (tags != null && !row.isPresence()) {
                ids.add(row.id());
                owed.add(parsed(row.id(), tags));
            }
        }
        if (!owed.isEmpty()) {
            relay.relay(owed);
            OutboxLog.relayed(namespace, owed.size());
        }
        return ids;
    }

    private Owed parsed(String id, byte[] tags) {
        try {
            return Owed.parse(tags);
        } catch (RuntimeException e) {
            OutboxLog.corrupt(namespace, id, e);
            return Owed.everything(true);
        }
    }

    private void delete(List<String> ids) throws SQLException {
        if (!ids.isEmpty()) {
            connection.call(
                    c -> {
                        table.delete(c, ids);
                        return ids;
                    });
        }
    }

    /** Whether no other writer is present; those that give no sign of life are forgotten. */
    private boolean isAlone(List<OutboxRow> rows) throws SQLException {
        List<OutboxRow> others =
                rows.stream()
                        .filter(OutboxRow::isPresence)
                        .filter(row -> !row.writer().equals(writer))
                        .toList();
        lives.keySet().retainAll(others.stream().map(OutboxRow::id).toList());
        for (OutboxRow row : others) {
            Life life = lives.get(row.id());
            if (life == null || life.written != row.written()) {
                lives.put(row.id(), new Life(row.written(), Moment.now()));
            } else if (System.nanoTime() - life.seen.nanos() > terms.dead().toNanos()) {
                connection.call(
                        c -> {
                            table.delete(c, row);
                            return row;
                        });
                OutboxLog.dead(namespace, row.writer());
            }
        }
        return others.isEmpty();
    }
}
