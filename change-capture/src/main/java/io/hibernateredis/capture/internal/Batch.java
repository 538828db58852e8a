package io.hibernateredis.capture.internal;

import io.hibernateredis.internal.rows.ExternalRow;
import io.hibernateredis.internal.rows.ExternalRow.Image;
import io.hibernateredis.internal.rows.ExternalRow.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Changes that have yet to be evicted, of transactions that have committed: a transaction arrives
 * when it has, so that it can be evicted in parts, and is confirmed when it has arrived as a whole.
 * Not thread-safe.
 */
final class Batch {

    /** Of so many rows, an eviction takes some milliseconds. */
    private static final int MOST_ROWS = 2000;

    private final Predicate<String> isMapped;
    private final Map<Integer, Relation> relations = new HashMap<>();
    private final List<ExternalRow> rows = new ArrayList<>();
    private final Set<String> tables = new HashSet<>();
    private boolean inTransaction;
    private long begunMicros;
    private long oldestMicros;
    private long endLsn;
    private long changes;

    /**
     * @param isMapped whether anything may depend on a table
     */
    Batch(Predicate<String> isMapped) {
        this.isMapped = isMapped;
    }

    /** Whether a transaction has begun to arrive. */
    boolean isInTransaction() {
        return inTransaction;
    }

    /** Whether nothing is to be evicted. */
    boolean isEmpty() {
        return rows.isEmpty() && tables.isEmpty();
    }

    /** Behind the last commit, or 0 if there was none. */
    long endLsn() {
        return endLsn;
    }

    /** When the oldest of its transactions was committed, by the server's clock; 0 if none is. */
    long oldestMicros() {
        return oldestMicros;
    }

    long changes() {
        return changes;
    }

    boolean isFull() {
        return rows.size() >= MOST_ROWS;
    }

    void add(Message message) {
        if (message instanceof Message.Begin begin) {
            inTransaction = true;
            begunMicros = begin.committedMicros();
        } else if (message instanceof Message.Commit commit) {
            inTransaction = false;
            endLsn = commit.endLsn();
        } else if (message instanceof Message.Table table) {
            relations.put(table.id(), table.relation());
        } else if (message instanceof Message.Truncate truncate) {
            truncate.tables().forEach(this::truncated);
        } else {
            addRow(message);
        }
    }

    private void truncated(int id) {
        Relation relation = relation(id);
        if (isMapped(relation)) {
            count();
            tables.add(name(relation));
        }
    }

    private void addRow(Message message) {
        if (message instanceof Message.Insert insert) {
            Relation relation = relation(insert.table());
            add(relation, Kind.INSERTED, null, relation.all(insert.row()));
        } else if (message instanceof Message.Delete delete) {
            Relation relation = relation(delete.table());
            add(relation, Kind.DELETED, before(relation, delete.row(), delete.whole()), null);
        } else if (message instanceof Message.Update update) {
            addUpdate(relation(update.table()), update);
        }
    }

    private void addUpdate(Relation relation, Message.Update update) {
        List<@Nullable Object> before = update.before();
        if (before == null) {
            // The key is as before.
            add(relation, Kind.UPDATED, relation.key(update.after()), relation.all(update.after()));
            return;
        }
        List<@Nullable Object> after =
                update.whole() ? Relation.completed(update.after(), before) : update.after();
        add(relation, Kind.UPDATED, before(relation, before, update.whole()), relation.all(after));
    }

    private static Map<String, @Nullable Object> before(
            Relation relation, List<@Nullable Object> row, boolean whole) {
        return whole ? relation.all(row) : relation.key(row);
    }

    private void add(
            Relation relation,
            Kind kind,
            @Nullable Map<String, @Nullable Object> before,
            @Nullable Map<String, @Nullable Object> after) {
        if (!isMapped(relation)) {
            return;
        }
        count();
        String name = name(relation);
        if (!tables.contains(name)) {
            rows.add(new ExternalRow(name, kind, image(before), image(after)));
        }
    }

    private static @Nullable Image image(@Nullable Map<String, @Nullable Object> row) {
        return row == null ? null : new Image(row);
    }

    private void count() {
        changes++;
        oldestMicros = oldestMicros == 0 ? begunMicros : oldestMicros;
    }

    private Relation relation(int id) {
        Relation known = relations.get(id);
        if (known == null) {
            throw new IllegalStateException("a change of a table that was not told of: " + id);
        }
        return known;
    }

    private boolean isMapped(Relation relation) {
        return isMapped.test(name(relation));
    }

    private static String name(Relation relation) {
        return "\"" + relation.schema() + "\".\"" + relation.table() + "\"";
    }

    /** What is to be evicted. */
    List<ExternalRow> toEvict() {
        List<ExternalRow> all = new ArrayList<>(rows);
        tables.forEach(table -> all.add(ExternalRow.any(table)));
        return all;
    }

    /** All of it was evicted. */
    void evicted() {
        rows.clear();
        tables.clear();
        oldestMicros = 0;
        changes = 0;
    }
}
