package io.hibernateredis.internal.delivery;

import io.hibernateredis.internal.protocol.Change;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Owed;
import io.hibernateredis.internal.protocol.Tag;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Invalidations of some transactions that were not delivered. It is bounded: many tags are replaced
 * by fewer and wider ones, and too many of those by all of the namespace. Not thread-safe.
 */
final class InvalidationBatch {

    /** What is refused so often is not asked for again in the same way. */
    private static final int MAX_REFUSALS = 3;

    private final int maxTags;
    private final Map<Tag, Change> changes = new LinkedHashMap<>();
    private boolean everything;
    private int transactions;
    private int refusals;

    /**
     * @param maxTags beyond so many, wider ones replace them
     */
    InvalidationBatch(int maxTags) {
        this.maxTags = maxTags;
    }

    void addAll(Collection<Change> more) {
        if (everything) {
            return;
        }
        for (Change change : more) {
            if (!covers(change)) {
                changes.put(change.tag(), change.withoutState());
            }
        }
    }

    /** Adds what another JVM owes. */
    void add(Owed owed) {
        countTransaction();
        if (owed.everything()) {
            becomeEverything();
        } else {
            addAll(owed.changes());
        }
        if (size() > maxTags) {
            widen(maxTags / 2);
        }
    }

    private boolean covers(Change change) {
        Entry entry = change.entry();
        if (entry != null && changes.containsKey(entry.keyspace().floor())) {
            return true;
        }
        for (Tag tag = change.tag(); tag != null; tag = tag.wider()) {
            if (changes.containsKey(tag)) {
                return true;
            }
        }
        return false;
    }

    void addAll(InvalidationBatch other) {
        if (other.everything) {
            becomeEverything();
        } else {
            addAll(other.changes.values());
        }
        transactions += other.transactions;
        refusals = Math.max(refusals, other.refusals);
    }

    /** One more transaction is part of it. */
    void countTransaction() {
        transactions++;
    }

    /** How many transactions are part of it. */
    int transactions() {
        return transactions;
    }

    /** How many tags it holds. */
    int size() {
        return changes.size();
    }

    boolean isEmpty() {
        return transactions == 0 && changes.isEmpty() && !everything;
    }

    /** Replaces tags by wider ones, and by all of the namespace if there are still so many. */
    void widen(int most) {
        List<Change> before = List.copyOf(changes.values());
        changes.clear();
        for (Change change : before) {
            Change wide = change.widened();
            changes.put(wide.tag(), wide);
        }
        if (changes.size() > most) {
            becomeEverything();
        }
    }

    /** Redis answered with an error: if it does so again and again, less is asked of it. */
    void refused() {
        refusals++;
        if (refusals >= MAX_REFUSALS) {
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

    /** The close of a transaction that was announced: what its lease protects. */
    record Close(String token, List<Change> changes, long lapsesNanos, int refusals) {

        Close(String token, List<Change> changes, long lapsesNanos) {
            this(token, changes, lapsesNanos, 0);
        }

        /** Null if it is not worth another try. */
        @Nullable Close refused() {
            return refusals + 1 < MAX_REFUSALS
                    ? new Close(token, changes, lapsesNanos, refusals + 1)
                    : null;
        }
    }
}
