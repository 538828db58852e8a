package io.hibernateredis.capture.internal;

import io.hibernateredis.internal.marks.TransactionMark;
import io.hibernateredis.internal.marks.TransactionMark.Row;
import io.hibernateredis.internal.rows.ExternalRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A transaction as it arrives: its rows, and what it says of them itself. Not thread-safe.
 *
 * <p>A row that came through the cache was written by Hibernate, which has invalidated what depends
 * on it. The row is one of those if the transaction says so, and if there are as many changes of it
 * as Hibernate has made: one more, and a trigger or a statement of SQL may have written it as well.
 */
final class Arrival {

    private final List<ExternalRow> rows = new ArrayList<>();

    /** By position in {@link #rows}; null where a writer cannot have named it. */
    private final List<@Nullable Row> names = new ArrayList<>();

    private @Nullable TransactionMark mark;
    private boolean isWhole = true;

    void begin() {
        rows.clear();
        names.clear();
        mark = null;
        isWhole = true;
    }

    /**
     * Adds a change.
     *
     * @param name of the row; null if no writer can have named it
     */
    void add(ExternalRow row, @Nullable String name) {
        rows.add(row);
        names.add(name == null ? null : Row.of(name));
    }

    int size() {
        return rows.size();
    }

    /** Some of it is not among its rows: what it says of itself cannot be compared. */
    void isInParts() {
        isWhole = false;
    }

    void add(Message.Left left) {
        if (!left.isPart() || !left.prefix().equals(TransactionMark.PREFIX)) {
            return;
        }
        TransactionMark read = TransactionMark.read(left.content());
        // One that leaves two has two sessions, each of which knows its own rows.
        isWhole &= mark == null;
        mark = read == null ? mark : read;
    }

    /** All rows that have arrived so far. */
    List<ExternalRow> takeAll() {
        List<ExternalRow> taken = List.copyOf(rows);
        rows.clear();
        names.clear();
        return taken;
    }

    /** The rows that the transaction does not claim, or not all changes of; taken from it. */
    List<ExternalRow> takeForeign() {
        TransactionMark claims = mark;
        if (claims == null || !isWhole) {
            return takeAll();
        }
        Map<Row, Integer> found = new HashMap<>();
        for (Row name : names) {
            if (name != null) {
                found.merge(name, 1, Integer::sum);
            }
        }
        Map<Row, Integer> claimed = claims.counts();
        List<ExternalRow> foreign = new ArrayList<>();
        List<ExternalRow> own = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row name = names.get(i);
            boolean isOwn = name != null && Objects.equals(found.get(name), claimed.get(name));
            (isOwn ? own : foreign).add(rows.get(i));
        }
        rows.clear();
        rows.addAll(own);
        return foreign;
    }

    /**
     * The rows that came through the cache, once {@link #takeForeign} has taken the others; null if
     * there are none.
     */
    @Nullable Own own() {
        TransactionMark claims = mark;
        return rows.isEmpty() || claims == null ? null : new Own(claims, List.copyOf(rows));
    }

    /** Rows that came through the cache, if the announcement held when they were committed. */
    record Own(TransactionMark mark, List<ExternalRow> rows) {}
}
