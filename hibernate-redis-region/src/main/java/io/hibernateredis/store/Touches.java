package io.hibernateredis.store;

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
final class Touches {

    /** Of more than this many entries, their keyspaces are announced instead. */
    private static final int MOST = 5000;

    private static final Set<Tag> NOTHING = Set.of();

    private final Store store;

    // Most transactions change nothing: what is empty may be anybody's.
    private Map<Tag, Touch> touched = Collections.emptyMap();

    /** Those this unit minds, from its first write to the table to its end. */
    private Map<String, Groupings> minded = Collections.emptyMap();

    /** Whether wider touches stand for those of entries, and of groups of rows. */
    private boolean wide;

    /** Whether what is touched from now on is announced by itself. */
    private boolean announced;

    /** What all units of the same transaction have touched. */
    private Set<Tag> together = NOTHING;

    Touches(Store store) {
        this.store = store;
    }

    /** Forgets everything, and that there were other units. */
    void clear() {
        touched = Collections.emptyMap();
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
        return touched.isEmpty();
    }

    /** Whether neither this unit nor another of the same transaction has touched anything. */
    boolean isEmptyTogether() {
        return together.isEmpty();
    }

    List<Touch> all() {
        return touched.values().stream().map(Touch::frozen).toList();
    }

    /** Whether this unit touched it, or one of the same transaction. */
    boolean hasTogether(Tag tag) {
        return together.contains(tag);
    }

    @Nullable Touch find(Tag tag) {
        return touched.get(tag);
    }

    Groupings groupings(String table) {
        if (minded.isEmpty()) {
            minded = new HashMap<>();
        }
        return minded.computeIfAbsent(table, store::groupings);
    }

    @Nullable Touch add(Touch one) {
        Touch touch = wide ? one.widened() : one;
        share(touch.tag());
        Touch news = remember(touch);
        if (touched.size() > MOST && !wide && !announced) {
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
    @Nullable Touch addUnknownRows(String table, boolean asLoaded) {
        Touch before = touched.get(Tag.unknownRows(table));
        boolean ever = asLoaded;
        if (before != null) {
            if (!(before.condition() instanceof Touch.RowsNamed named)) {
                return null;
            }
            ever |= named.asLoaded();
        }
        return add(Touch.ofUnknownRows(table, new Touch.RowsNamed(groupings(table), ever)));
    }

    /** A tag, if others wrote some things since the load. */
    @Nullable Touch addIfWritten(Tag tag, Collection<Tag> things) {
        if (wide) {
            return add(Touch.of(tag));
        }
        Touch before = touched.get(tag);
        if (before == null) {
            Touch first = Touch.of(tag, new Touch.SomeWritten(new HashSet<>(things)));
            remember(first);
            return first.frozen();
        }
        if (!(before.condition() instanceof Touch.SomeWritten written)) {
            return null;
        }
        Set<Tag> more = new HashSet<>();
        for (Tag thing : things) {
            if (written.things().add(thing)) {
                more.add(thing);
            }
        }
        return more.isEmpty() ? null : Touch.of(tag, new Touch.SomeWritten(more));
    }

    /** All of a keyspace, if others wrote some things since the load. */
    @Nullable Touch addAllIfWritten(Keyspace keyspace, Collection<Tag> things) {
        share(keyspace.floor());
        return addIfWritten(keyspace.floor(), things);
    }

    /** All of a keyspace; what was to be stored in it is not. */
    @Nullable Touch addAll(Keyspace keyspace) {
        touched.replaceAll((tag, touch) -> touch.isIn(keyspace) ? touch.withoutState() : touch);
        return add(Touch.of(keyspace.floor()));
    }

    private @Nullable Touch remember(Touch touch) {
        if (touched.isEmpty()) {
            touched = new LinkedHashMap<>();
        }
        Touch before = touched.put(touch.tag(), touch);
        // What holds only under a condition may not hold any more.
        return before == null || before.condition() != null ? touch : null;
    }

    /** What is touched so far is all that is announced together. */
    List<Touch> allToAnnounce() {
        announced = true;
        return all();
    }

    /**
     * A script must not keep Redis busy, nor a transaction its memory: of very many touches, fewer
     * and wider ones are made to stand for them, and for those that follow.
     */
    private void widen() {
        wide = true;
        together.removeAll(touched.keySet());
        Map<Tag, Touch> fewer = new LinkedHashMap<>();
        for (Touch touch : touched.values()) {
            Touch wider = touch.widened();
            fewer.put(wider.tag(), wider);
        }
        touched = fewer;
        together.addAll(fewer.keySet());
    }

    /** All but those that were announced. */
    List<Touch> without(Collection<Touch> announced) {
        Set<Tag> told = new HashSet<>();
        announced.forEach(touch -> told.add(touch.tag()));
        List<Touch> left = new ArrayList<>(touched.values());
        left.removeIf(touch -> told.contains(touch.tag()));
        return left;
    }
}
