package io.hibernateredis.internal.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Changes in the order in which {@code open.lua} and {@code close.lua} take them: entries by their
 * regions, which are named once each, then other tags, then what holds under a condition. An
 * entry's tag is not sent, because it is a part of its key.
 */
final class ArrangedChanges {

    /** Entries of one keyspace, all of them with a new state, or none. */
    private record Group(Keyspace keyspace, boolean withState) {}

    private final Map<Group, List<Change>> entries = new LinkedHashMap<>();
    private final List<Change> tags = new ArrayList<>();
    private final List<Change> conditions = new ArrayList<>();

    private ArrangedChanges(List<Change> changes, boolean states) {
        Group group = null;
        List<Change> ofGroup = List.of();
        for (Change change : changes) {
            Entry entry = change.entry();
            if (change.condition() != null) {
                conditions.add(change);
            } else if (entry == null) {
                tags.add(change);
            } else {
                boolean withState = states && change.newState() != null;
                if (group == null
                        || group.keyspace != entry.keyspace()
                        || group.withState != withState) {
                    group = new Group(entry.keyspace(), withState);
                    ofGroup = entries.computeIfAbsent(group, key -> new ArrayList<>());
                }
                ofGroup.add(change);
            }
        }
    }

    /** For {@code open.lua}. */
    static void announced(List<Change> changes, ScriptArguments arguments) {
        var arranged = new ArrangedChanges(changes, false);
        arguments.add(arranged.entries.size());
        arranged.entries.forEach(
                (group, each) -> {
                    arguments.add(group.keyspace.floor());
                    arguments.add(each.size());
                    each.forEach(change -> arguments.addKey(entry(change)));
                });
        arranged.addOthers(arguments, false);
    }

    /**
     * For {@code close.lua}.
     *
     * @param committed whether new states may be stored
     */
    static void ended(List<Change> changes, boolean committed, ScriptArguments arguments) {
        var arranged = new ArrangedChanges(changes, committed);
        arguments.add(arranged.entries.size());
        arranged.entries.forEach(
                (group, each) -> {
                    arguments.add(group.keyspace.floor());
                    arguments.add(each.size());
                    arguments.add(group.withState ? group.keyspace.ttlMillis() : 0);
                    for (Change change : each) {
                        byte[] state = change.newState();
                        if (group.withState && state != null) {
                            arguments.add(entry(change), state);
                        } else {
                            arguments.addKey(entry(change));
                        }
                    }
                });
        arranged.addOthers(arguments, true);
    }

    private static Entry entry(Change change) {
        return Objects.requireNonNull(change.entry());
    }

    private void addOthers(ScriptArguments arguments, boolean atEnd) {
        arguments.add(tags.size());
        tags.forEach(change -> arguments.add(change.tag()));
        for (Change change : conditions) {
            Change.Condition condition = Objects.requireNonNull(change.condition());
            arguments.add(condition.letter());
            arguments.add(change.tag());
            arguments.addCompared(condition, atEnd);
        }
    }
}
