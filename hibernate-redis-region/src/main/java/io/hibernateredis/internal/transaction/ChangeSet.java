package io.hibernateredis.internal.transaction;

import io.hibernateredis.internal.protocol.Change;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Groupings;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Tag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction of a unit of work changes. Not thread-safe.
 *
 * <p>Each method that adds returns what an earlier announcement of the same tag does not cover, or
 * null.
 */
final class ChangeSet {

    private static final Set<Tag> NOTHING = Set.of();

    private final int maxChanges;
    private final Function<String, Groupings> groupingsInUse;

    // Most transactions change nothing: what is empty may be shared.
    private Map<Tag, Change> changed = Collections.emptyMap();

    /** Those that this unit follows, from its first write to the table to its end. */
    private Map<String, Groupings> followed = Collections.emptyMap();

    /** Tables whose written rows were named so far, and whether some only as they were loaded. */
    private Map<String, Boolean> named = Collections.emptyMap();

    /** Whether wider changes replace those of entries, and of groups of rows. */
    private boolean wide;

    /** Whether what is changed from now on is announced by itself. */
    private boolean announced;

    /** What all units of the same transaction have changed. */
    private Set<Tag> together = NOTHING;

    /**
     * @param maxChanges of more than so many entries, their keyspaces are announced instead
     */
    ChangeSet(int maxChanges, Function<String, Groupings> groupingsInUse) {
        this.maxChanges = maxChanges;
        this.groupingsInUse = groupingsInUse;
    }

    /** Forgets everything, and that there were other units. */
    void clear() {
        changed = Collections.emptyMap();
        followed = Collections.emptyMap();
        named = Collections.emptyMap();
        together = NOTHING;
        wide = false;
        announced = false;
    }

    /** The same transaction has other units, each of which adds to this what it changes. */
    void shareWith(Set<Tag> others) {
        together = others;
    }

    /** Whether this unit has changed nothing; others of the same transaction may have. */
    boolean isEmpty() {
        return changed.isEmpty();
    }

    /** Whether neither this unit nor another of the same transaction has changed anything. */
    boolean isEmptyTogether() {
        return together.isEmpty();
    }

    List<Change> all() {
        return changed.values().stream().map(Change::frozen).toList();
    }

    /** Whether this unit changed it, or one of the same transaction. */
    boolean hasTogether(Tag tag) {
        return together.contains(tag);
    }

    @Nullable Change find(Tag tag) {
        return changed.get(tag);
    }

    Groupings groupings(String table) {
        if (followed.isEmpty()) {
            followed = new HashMap<>();
        }
        return followed.computeIfAbsent(table, groupingsInUse);
    }

    @Nullable Change add(Change one) {
        Change change = wide ? one.widened() : one;
        Entry entry = change.entry();
        if (entry != null && isChanged(entry.keyspace().floor())) {
            change = change.withoutState();
        }
        if (entry == null && change.condition() == null && isChanged(change.tag())) {
            // Rows of one table have most of their tags in common.
            return null;
        }
        share(change.tag());
        Change news = remember(change);
        if (changed.size() > maxChanges && !wide && !announced) {
            widen();
        }
        return news;
    }

    /** Whether a tag is changed in any case, not under a condition alone. */
    private boolean isChanged(Tag tag) {
        Change before = changed.get(tag);
        return before != null && before.condition() == null;
    }

    private void share(Tag tag) {
        if (together == NOTHING) {
            together = new HashSet<>();
        }
        together.add(tag);
    }

    /**
     * Whether some rows of a table were named before, so that naming more of them changes nothing
     * but the groups.
     */
    boolean areRowsNamed(String table, boolean asLoaded) {
        Boolean before = named.get(table);
        return before != null && (before || !asLoaded) && !wide;
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
            if (!(before.condition() instanceof Change.UnlessNamed condition)) {
                return null;
            }
            ever |= condition.asLoaded();
        }
        if (named.isEmpty()) {
            named = new HashMap<>();
        }
        named.put(table, ever);
        return add(Change.ofUnknownRows(table, new Change.UnlessNamed(groupings(table), ever)));
    }

    /** A tag, if other writers wrote some things since the load. */
    @Nullable Change addIfWritten(Tag tag, Collection<Tag> things) {
        if (wide) {
            return add(Change.of(tag));
        }
        Change before = changed.get(tag);
        if (before == null) {
            Change first = Change.of(tag, new Change.IfWritten(new HashSet<>(things)));
            remember(first);
            return first.frozen();
        }
        if (!(before.condition() instanceof Change.IfWritten written)) {
            return null;
        }
        if (written.things().containsAll(things)) {
            return null;
        }
        Set<Tag> more = new HashSet<>();
        for (Tag thing : things) {
            if (written.things().add(thing)) {
                more.add(thing);
            }
        }
        return more.isEmpty() ? null : Change.of(tag, new Change.IfWritten(more));
    }

    /** All of a keyspace, if other writers wrote some things since the load. */
    @Nullable Change addAllIfWritten(Keyspace keyspace, Collection<Tag> things) {
        share(keyspace.floor());
        return addIfWritten(keyspace.floor(), things);
    }

    /** All of a keyspace; what was to be stored in it is not, nor what is changed later. */
    @Nullable Change addAll(Keyspace keyspace) {
        if (!isChanged(keyspace.floor())) {
            changed.replaceAll(
                    (tag, change) -> change.isIn(keyspace) ? change.withoutState() : change);
        }
        return add(Change.of(keyspace.floor()));
    }

    private @Nullable Change remember(Change change) {
        if (changed.isEmpty()) {
            changed = new LinkedHashMap<>();
        }
        Change before = changed.put(change.tag(), change);
        // What holds only under a condition may not hold any more.
        return before == null || before.condition() != null ? change : null;
    }

    /** What is changed so far is all that is announced together. */
    List<Change> allToAnnounce() {
        announced = true;
        return all();
    }

    /**
     * A script must not keep Redis busy, nor a transaction fill the memory: very many changes, and
     * those that follow, are replaced by fewer and wider ones.
     */
    private void widen() {
        wide = true;
        together.removeAll(changed.keySet());
        Map<Tag, Change> fewer = new LinkedHashMap<>();
        for (Change change : changed.values()) {
            Change wider = change.widened();
            fewer.put(wider.tag(), wider);
        }
        changed = fewer;
        together.addAll(fewer.keySet());
    }

    /** All but those that were announced. */
    List<Change> without(List<Change> announced) {
        if (areFirst(announced)) {
            return List.of();
        }
        Set<Tag> tags = new HashSet<>();
        announced.forEach(change -> tags.add(change.tag()));
        List<Change> left = new ArrayList<>(changed.values());
        left.removeIf(change -> tags.contains(change.tag()));
        return left;
    }

    /** Whether all was announced, in the order in which it was changed: so it is, but for a few. */
    private boolean areFirst(List<Change> announced) {
        if (announced.size() < changed.size()) {
            return false;
        }
        Iterator<Change> others = announced.iterator();
        for (Tag tag : changed.keySet()) {
            if (!tag.equals(others.next().tag())) {
                return false;
            }
        }
        return true;
    }
}
