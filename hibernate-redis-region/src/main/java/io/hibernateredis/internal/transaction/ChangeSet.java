package io.hibernateredis.internal.transaction;

import io.hibernateredis.internal.protocol.Change;
import io.hibernateredis.internal.protocol.Groupings;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.store.Store;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction of a unit of work changes. Not thread-safe.
 *
 * <p>Each method that adds returns what others have not been told of by an earlier announcement of
 * the same tag, or null.
 */
final class ChangeSet {

    /** Of more than this many entries, their keyspaces are announced instead. */
    private static final int MOST = 5000;

    private static final Set<Tag> NOTHING = Set.of();

    private final Store store;

    // Most transactions change nothing: what is empty may be anybody's.
    private Map<Tag, Change> changed = Collections.emptyMap();

    /** Those this unit minds, from its first write to the table to its end. */
    private Map<String, Groupings> minded = Collections.emptyMap();

    /** Whether wider touches stand for those of entries, and of groups of rows. */
    private boolean wide;

    /** Whether what is touched from now on is announced by itself. */
    private boolean announced;

    /** What all units of the same transaction have touched. */
    private Set<Tag> together = NOTHING;

    ChangeSet(Store store) {
        this.store = store;
    }

    /** Forgets everything, and that there were other units. */
    void clear() {
        changed = Collections.emptyMap();
        minded = Collections.emptyMap();
        together = NOTHING;
        wide = false;
        announced = false;
    }

    /** The same transaction has other units, each of which adds to this what it touches. */
    void shareWith(Set<Tag> others) {
        together = others;
    }

    /** Whether this unit has touched nothing; others of the same transaction may have. */
    boolean isEmpty() {
        return changed.isEmpty();
    }

    /** Whether neither this unit nor another of the same transaction has touched anything. */
    boolean isEmptyTogether() {
        return together.isEmpty();
    }

    List<Change> all() {
        return changed.values().stream().map(Change::frozen).toList();
    }

    /** Whether this unit touched it, or one of the same transaction. */
    boolean hasTogether(Tag tag) {
        return together.contains(tag);
    }

    @Nullable Change find(Tag tag) {
        return changed.get(tag);
    }

    Groupings groupings(String table) {
        if (minded.isEmpty()) {
            minded = new HashMap<>();
        }
        return minded.computeIfAbsent(table, store::groupings);
    }

    @Nullable Change add(Change one) {
        Change invalidate = wide ? one.widened() : one;
        share(invalidate.tag());
        Change news = remember(invalidate);
        if (changed.size() > MOST && !wide && !announced) {
            widen();
        }
        return news;
    }

    private void share(Tag tag) {
        if (together == NOTHING) {
            together = new HashSet<>();
        }
        together.add(tag);
    }

    /**
     * The unknown rows of a table, unless all that was written is named.
     *
     * @param asLoaded whether a row was named as it was loaded
     */
    @Nullable Change addUnknownRows(String table, boolean asLoaded) {
        Change before = changed.get(Tag.unknownRows(table));
        boolean ever = asLoaded;
        if (before != null) {
            if (!(before.condition() instanceof Change.RowsNamed named)) {
                return null;
            }
            ever |= named.asLoaded();
        }
        return add(Change.ofUnknownRows(table, new Change.RowsNamed(groupings(table), ever)));
    }

    /** A tag, if others wrote some things since the load. */
    @Nullable Change addIfWritten(Tag tag, Collection<Tag> things) {
        if (wide) {
            return add(Change.of(tag));
        }
        Change before = changed.get(tag);
        if (before == null) {
            Change first = Change.of(tag, new Change.SomeWritten(new HashSet<>(things)));
            remember(first);
            return first.frozen();
        }
        if (!(before.condition() instanceof Change.SomeWritten written)) {
            return null;
        }
        Set<Tag> more = new HashSet<>();
        for (Tag thing : things) {
            if (written.things().add(thing)) {
                more.add(thing);
            }
        }
        return more.isEmpty() ? null : Change.of(tag, new Change.SomeWritten(more));
    }

    /** All of a keyspace, if others wrote some things since the load. */
    @Nullable Change addAllIfWritten(Keyspace keyspace, Collection<Tag> things) {
        share(keyspace.floor());
        return addIfWritten(keyspace.floor(), things);
    }

    /** All of a keyspace; what was to be stored in it is not. */
    @Nullable Change addAll(Keyspace keyspace) {
        changed.replaceAll(
                (tag, invalidate) ->
                        invalidate.isIn(keyspace) ? invalidate.withoutState() : invalidate);
        return add(Change.of(keyspace.floor()));
    }

    private @Nullable Change remember(Change invalidate) {
        if (changed.isEmpty()) {
            changed = new LinkedHashMap<>();
        }
        Change before = changed.put(invalidate.tag(), invalidate);
        // What holds only under a condition may not hold any more.
        return before == null || before.condition() != null ? invalidate : null;
    }

    /** What is touched so far is all that is announced together. */
    List<Change> allToAnnounce() {
        announced = true;
        return all();
    }

    /**
     * A script must not keep Redis busy, nor a transaction its memory: of very many touches, fewer
     * and wider ones are made to stand for them, and for those that follow.
     */
    private void widen() {
        wide = true;
        together.removeAll(changed.keySet());
        Map<Tag, Change> fewer = new LinkedHashMap<>();
        for (Change invalidate : changed.values()) {
            Change wider = invalidate.widened();
            fewer.put(wider.tag(), wider);
        }
        changed = fewer;
        together.addAll(fewer.keySet());
    }

    /** All but those that were announced. */
    List<Change> without(Collection<Change> announced) {
        Set<Tag> told = new HashSet<>();
        announced.forEach(invalidate -> told.add(invalidate.tag()));
        List<Change> left = new ArrayList<>(changed.values());
        left.removeIf(invalidate -> told.contains(invalidate.tag()));
        return left;
    }
}
