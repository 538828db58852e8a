package io.hibernateredis.capture.internal;

import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.rows.ExternalRow;
import io.hibernateredis.internal.rows.ExternalRow.Image;
import io.hibernateredis.internal.rows.ExternalRow.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes that have yet to be evicted, of transactions that have committed: a transaction arrives
 * when it has, so that it can be evicted in parts, and is confirmed when it has arrived as a whole.
 * Not thread-safe.
 */
final class Batch {

    /** Of so many rows, an eviction takes some milliseconds. */
    private static final int MOST_ROWS = 2000;

    /** What is to be known of tables. */
    interface Mapping {

        /** Whether anything may depend on a table. */
        boolean isMapped(String table);

        /** The name of a row by which writers of this cache claim it; null if none can. */
        @Nullable String nameOf(ExternalRow row);

        /** Whether what a statement writes to a table may be altered on the way. */
        boolean isAltered(int table);
    }

    private final Mapping mapping;
    private final Map<Integer, Relation> relations = new HashMap<>();
    private final Set<Integer> altered = new HashSet<>();
    private final Arrival arrival = new Arrival();
    private final List<ExternalRow> rows = new ArrayList<>();
    private final List<Arrival.Own> own = new ArrayList<>();
    private final Set<String> tables = new HashSet<>();
    private boolean inTransaction;
    private long begunMicros;
    private long oldestMicros;
    private long endLsn;
    private long changes;

    Batch(Mapping mapping) {
        this.mapping = mapping;
    }

    /** Whether a transaction has begun to arrive. */
    boolean isInTransaction() {
        return inTransaction;
    }

    /** Whether nothing is to be evicted. */
    boolean isEmpty() {
        return rows.isEmpty() && own.isEmpty() && tables.isEmpty();
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
        return rows.size() >= MOST_ROWS || own.size() >= MOST_ROWS;
    }

    void add(Message message) {
        if (message instanceof Message.Begin begin) {
            inTransaction = true;
            begunMicros = begin.committedMicros();
            arrival.begin();
        } else if (message instanceof Message.Commit commit) {
            inTransaction = false;
            endLsn = commit.endLsn();
            arrived();
        } else if (message instanceof Message.Left left) {
            arrival.add(left);
        } else if (message instanceof Message.Table table) {
            relations.put(table.id(), table.relation());
            if (isMapped(table.relation()) && mapping.isAltered(table.id())) {
                altered.add(table.id());
            }
        } else if (message instanceof Message.Truncate truncate) {
            truncate.tables().forEach(this::truncated);
        } else {
            addRow(message);
        }
    }

    private void arrived() {
        rows.addAll(arrival.takeForeign());
        Arrival.Own found = arrival.own();
        if (found != null) {
            own.add(found);
        }
    }

    private void truncated(int id) {
        Relation relation = relation(id);
        if (isMapped(relation)) {
            count();
            tables.add(name(relation));
            arrival.isInParts();
        }
    }

    private void addRow(Message message) {
        if (message instanceof Message.Insert insert) {
            Relation relation = relation(insert.table());
            add(insert.table(), Kind.INSERTED, null, relation.all(insert.row()));
        } else if (message instanceof Message.Delete delete) {
            Relation relation = relation(delete.table());
            add(delete.table(), Kind.DELETED, before(relation, delete.row(), delete.whole()), null);
        } else if (message instanceof Message.Update update) {
            addUpdate(update);
        }
    }

    private void addUpdate(Message.Update update) {
        Relation relation = relation(update.table());
        List<@Nullable Object> before = update.before();
        if (before == null) {
            // The key is as before.
            add(
                    update.table(),
                    Kind.UPDATED,
                    relation.key(update.after()),
                    relation.all(update.after()));
            return;
        }
        List<@Nullable Object> after =
                update.whole() ? Relation.completed(update.after(), before) : update.after();
        add(
                update.table(),
                Kind.UPDATED,
                before(relation, before, update.whole()),
                relation.all(after));
    }

    private static Map<String, @Nullable Object> before(
            Relation relation, List<@Nullable Object> row, boolean whole) {
        return whole ? relation.all(row) : relation.key(row);
    }

    private void add(
            int table,
            Kind kind,
            @Nullable Map<String, @Nullable Object> before,
            @Nullable Map<String, @Nullable Object> after) {
        Relation relation = relation(table);
        if (!isMapped(relation)) {
            return;
        }
        count();
        String name = name(relation);
        if (!tables.contains(name)) {
            var row = new ExternalRow(name, kind, image(before), image(after));
            arrival.add(row, altered.contains(table) ? null : mapping.nameOf(row));
        }
        if (arrival.size() >= MOST_ROWS) {
            arrival.isInParts();
            rows.addAll(arrival.takeAll());
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
        return mapping.isMapped(name(relation));
    }

    private static String name(Relation relation) {
        return "\"" + relation.schema() + "\".\"" + relation.table() + "\"";
    }

    /** Whether some of it may have come through the cache. */
    boolean hasOwn() {
        return !own.isEmpty();
    }

    /**
     * Decides which rows came through the cache and need no eviction.
     *
     * @param now what time it is, asked after they had arrived; unknown for none
     * @return how many they are
     */
    int leaveOwn(LoadTime now) {
        int left = 0;
        for (Arrival.Own each : own) {
            if (each.mark().holdsAt(now)) {
                left += each.rows().size();
            } else {
                rows.addAll(each.rows());
            }
        }
        own.clear();
        changes -= left;
        return left;
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
