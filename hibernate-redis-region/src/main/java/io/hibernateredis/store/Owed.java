package io.hibernateredis.store;

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

    private final Map<Tag, Touch> touches = new LinkedHashMap<>();
    private boolean everything;
    private int debts;
    private int refusals;

    void addAll(Collection<Touch> more) {
        if (everything) {
            return;
        }
        for (Touch touch : more) {
            if (!covers(touch)) {
                touches.put(touch.tag(), touch.withoutState());
            }
        }
    }

    private boolean covers(Touch touch) {
        Entry entry = touch.entry();
        if (entry != null && touches.containsKey(entry.keyspace().floor())) {
            return true;
        }
        for (Tag tag = touch.tag(); tag != null; tag = tag.wider()) {
            if (touches.containsKey(tag)) {
                return true;
            }
        }
        return false;
    }

    void addAll(Owed other) {
        if (other.everything) {
            becomeEverything();
        } else {
            addAll(other.touches.values());
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
        return touches.size();
    }

    boolean isNothing() {
        return debts == 0 && touches.isEmpty() && !everything;
    }

    /** Makes wider tags stand for these, and all of the namespace if there are still so many. */
    void widen(int most) {
        List<Touch> before = List.copyOf(touches.values());
        touches.clear();
        for (Touch touch : before) {
            Touch wide = touch.widened();
            touches.put(wide.tag(), wide);
        }
        if (touches.size() > most) {
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
        touches.clear();
    }

    boolean isEverything() {
        return everything;
    }

    List<Touch> touches() {
        return List.copyOf(touches.values());
    }

    /** The close of a transaction that Redis was told of: what its lease protects. */
    record Close(String token, List<Touch> touches, long lapsesNanos, int refusals) {

        Close(String token, List<Touch> touches, long lapsesNanos) {
            this(token, touches, lapsesNanos, 0);
        }

        /** Null if it is not worth another try. */
        @Nullable Close refused() {
            return refusals + 1 < MOST_REFUSALS
                    ? new Close(token, touches, lapsesNanos, refusals + 1)
                    : null;
        }
    }
}
