package io.hibernateredis.query.internal.analysis;

import io.hibernateredis.internal.protocol.Grouping;
import io.hibernateredis.query.internal.analysis.Condition.Column;
import io.hibernateredis.query.internal.analysis.Dependencies.RowGroup;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a walk through a query has found so far: where its tables stand, which of their columns it
 * mentions, and what must hold for their rows to matter. Used by one walk.
 */
final class Findings {

    private final GroupableColumns columns;

    private final Map<String, Occurrence> occurrences = new HashMap<>();
    private final Map<String, List<Condition>> contexts = new HashMap<>();
    private final Set<String> aliases = new HashSet<>();
    private final Set<String> ambiguous = new HashSet<>();
    private final Map<String, Set<String>> mentioned = new HashMap<>();
    private final Set<String> allMentioned = new HashSet<>();
    private boolean rawSql;
    private boolean hasFullJoin;
    private final Set<String> unrendered = new HashSet<>();
    private final Map<String, WideningReason> widened = new TreeMap<>();
    private final Set<String> obstacles = new LinkedHashSet<>();

    Findings(GroupableColumns columns) {
        this.columns = columns;
    }

    /** A table that is read stands under an alias. */
    void alias(String alias) {
        if (!aliases.add(alias)) {
            ambiguous.add(alias);
        }
    }

    void add(Occurrence occurrence) {
        occurrences.put(occurrence.alias(), occurrence);
    }

    @Nullable Occurrence occurrence(String alias) {
        return occurrences.get(alias);
    }

    /** Sets what must hold for the rows of a table to matter. */
    void constrain(String alias, List<Condition> context) {
        contexts.put(alias, context);
    }

    void mention(String alias, Collection<String> names) {
        mentioned.computeIfAbsent(alias, each -> new HashSet<>()).addAll(names);
    }

    /** Any column of a table may be looked at. */
    void mentionAll(String alias) {
        allMentioned.add(alias);
    }

    /** The query holds SQL that may look at any column of any table. */
    void rawSql() {
        rawSql = true;
    }

    void fullJoin() {
        hasFullJoin = true;
    }

    /** Tables of an entity that is joined only if the translator needs it. */
    void unrendered(Collection<String> tables) {
        unrendered.addAll(tables);
    }

    /** All rows of a table count. */
    void widen(String table, WideningReason reason) {
        widened.putIfAbsent(table, reason);
    }

    /** The result must not be cached. */
    void obstacle(String reason) {
        obstacles.add(reason);
    }

    /** A node does not tell what it reads. */
    void hidden(Object node) {
        obstacle(node.getClass().getSimpleName() + " does not tell what it reads");
        rawSql();
    }

    Dependencies dependencies() {
        if (!aliases.containsAll(mentioned.keySet())) {
            rawSql = true;
        }
        if (hasFullJoin) {
            // Where the dialect has none, the translator makes several queries of it. They ask for
            // more columns, and even join tables that are not joined yet.
            unrendered.forEach(each -> widen(each, WideningReason.FULL_JOIN));
            occurrences.values().forEach(each -> widen(each.table(), WideningReason.FULL_JOIN));
        }
        Map<String, List<RowGroup>> groups = groups();
        return new Dependencies(
                columns,
                widened,
                groups,
                obstacles.isEmpty() ? null : String.join("; ", obstacles));
    }

    /** The groups of rows of each table; widens those of which all rows count. */
    private Map<String, List<RowGroup>> groups() {
        Map<String, List<Occurrence>> tables = new TreeMap<>();
        occurrences.values().stream()
                .filter(each -> !widened.containsKey(each.table()))
                .forEach(
                        each ->
                                tables.computeIfAbsent(each.table(), name -> new ArrayList<>())
                                        .add(each));
        Map<String, List<RowGroup>> groups = new HashMap<>();
        tables.forEach(
                (table, its) -> {
                    List<RowGroup> found = new ArrayList<>();
                    WideningReason reason = null;
                    for (Occurrence each : its) {
                        WideningReason why = addGroups(found, each);
                        reason = reason == null ? why : reason;
                    }
                    if (found.size() > Alternatives.LIMIT) {
                        reason = WideningReason.TOO_MANY_GROUPS;
                    }
                    if (reason != null) {
                        widened.put(table, reason);
                    } else {
                        groups.put(table, List.copyOf(found));
                    }
                });
        return groups;
    }

    /** Adds the groups of rows that an occurrence depends on, or tells why it is all of them. */
    private @Nullable WideningReason addGroups(List<RowGroup> groups, Occurrence occurrence) {
        String table = occurrence.table();
        var alternatives =
                new Alternatives(occurrence.alias(), this::isGroupable)
                        .of(contexts.getOrDefault(occurrence.alias(), List.of()));
        Set<String> using = using(occurrence);
        boolean isConstrained = alternatives.stream().noneMatch(Map::isEmpty);
        if (!isConstrained && using.isEmpty()) {
            return WideningReason.UNCONSTRAINED;
        }
        if (!isConstrained && using.stream().noneMatch(each -> columns.isGroupable(table, each))) {
            return WideningReason.NOT_GROUPABLE;
        }
        String name = columns.nameOf(table);
        for (var values : alternatives) {
            Grouping grouping =
                    using.isEmpty()
                            ? Grouping.of(name, values.keySet())
                            : Grouping.of(name, values.keySet(), using);
            groups.add(new RowGroup(grouping, values));
        }
        return null;
    }

    /** The columns that are looked at; none if it may be any. */
    private Set<String> using(Occurrence occurrence) {
        if (rawSql || allMentioned.contains(occurrence.alias())) {
            return Set.of();
        }
        Set<String> using = mentioned.getOrDefault(occurrence.alias(), occurrence.key());
        return !occurrence.everyColumn().isEmpty() && using.containsAll(occurrence.everyColumn())
                ? Set.of()
                : using;
    }

    private boolean isGroupable(Column column) {
        Occurrence occurrence = occurrences.get(column.alias());
        return occurrence != null
                && !ambiguous.contains(column.alias())
                && columns.isGroupable(occurrence.table(), column.name());
    }
}
