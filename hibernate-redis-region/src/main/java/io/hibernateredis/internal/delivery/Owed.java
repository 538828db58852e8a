package io.hibernateredis.internal.delivery;

import io.hibernateredis.internal.protocol.Change;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Tag;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What some transactions changed and Redis was not told of. It is bounded: fewer and wider tags are
 * made to stand for many, and all of the namespace for too many of those. Not thread-safe.
 */
final class Owed {

    /** What is refused so often is not asked for again in the same way. */
    private static final int MOST_REFUSALS = 3;

    private final Map<Tag, Change> changes = new LinkedHashMap<>();
    private boolean everything;
    private int debts;
    private int refusals;

    void addAll(Collection<Change> more) {
        if (everything) {
            return;
        }
        for (Change invalidate : more) {
            if (!covers(invalidate)) {
                changes.put(invalidate.tag(), invalidate.withoutState());
            }
        }
    }

    private boolean covers(Change invalidate) {
        Entry entry = invalidate.entry();
        if (entry != null && changes.containsKey(entry.keyspace().floor())) {
            return true;
        }
        for (Tag tag = invalidate.tag(); tag != null; tag = tag.wider()) {
            if (changes.containsKey(tag)) {
                return true;
            }
        }
        return false;
    }

    void addAll(Owed other) {
        if (other.everything) {
            becomeEverything();
        } else {
            addAll(other.changes.values());
        }
        debts += other.debts;
        refusals = Math.max(refusals, other.refusals);
    }

    /** One more transaction is part of it. */
    void count() {
        debts++;
    }

    /** How many transactions are part of it. */
    int debts() {
        return debts;
    }

    int size() {
        return changes.size();
    }

    boolean isNothing() {
        return debts == 0 && changes.isEmpty() && !everything;
    }

    /** Makes wider tags stand for these, and all of the namespace if there are still so many. */
    void widen(int most) {
        List<Change> before = List.copyOf(changes.values());
        changes.clear();
        for (Change invalidate : before) {
            Change wide = invalidate.widened();
            changes.put(wide.tag(), wide);
        }
        if (changes.size() > most) {
            becomeEverything();
        }
    }

    /** Redis answered with an error: if it does so again and again, less is asked of it. */
    void refused() {
        refusals++;
        if (refusals >= MOST_REFUSALS) {
            becomeEverything();
        }
    }

    void becomeEverything() {
        everything = true;
        changes.clear();
    }

    boolean isEverything() {
        return everything;
    }

    List<Change> changes() {
        return List.copyOf(changes.values());
    }

    /** The close of a transaction that Redis was told of: what its lease protects. */
    record Close(String token, List<Change> changes, long lapsesNanos, int refusals) {

        Close(String token, List<Change> changes, long lapsesNanos) {
            this(token, changes, lapsesNanos, 0);
        }

        /** Null if it is not worth another try. */
        @Nullable Close refused() {
            return refusals + 1 < MOST_REFUSALS
                    ? new Close(token, changes, lapsesNanos, refusals + 1)
                    : null;
        }
    }
}
