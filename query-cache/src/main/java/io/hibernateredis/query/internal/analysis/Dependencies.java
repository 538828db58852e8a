package io.hibernateredis.query.internal.analysis;

import io.hibernateredis.internal.protocol.Grouping;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.query.internal.analysis.Condition.Constant;
import io.hibernateredis.query.internal.analysis.Condition.Parameter;
import io.hibernateredis.query.internal.analysis.Condition.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.jspecify.annotations.Nullable;

/**
 * What the result of a query depends on: of each table that it reads, all of it, or those groups of
 * its rows that can matter, as far as their columns are looked at. Immutable.
 *
 * <p>All of it is always right, and taken whenever anything is not known for sure.
 */
public final class Dependencies {

    private final GroupableColumns columns;
    private final Map<String, WideningReason> widened;
    private final Map<String, List<RowGroup>> groups;
    private final @Nullable String whyNotCacheable;

    // The same for all executions.
    private final Set<Tag> widenedTags = new HashSet<>();
    private final Map<String, TableTags> tableTags = new HashMap<>();

    /**
     * Those of a table of which some groups of rows matter.
     *
     * @param any to be taken if a group cannot be named
     * @param groupings of the groups, and unknown rows
     */
    private record TableTags(Tag any, Set<Tag> groupings) {}

    /**
     * Rows of a table, of which the values are known when the query is executed.
     *
     * @param values of the columns that the grouping is by
     */
    record RowGroup(Grouping grouping, Map<String, Value> values) {}

    Dependencies(
            GroupableColumns columns,
            Map<String, WideningReason> widened,
            Map<String, List<RowGroup>> groups,
            @Nullable String whyNotCacheable) {
        this.columns = columns;
        this.widened = Map.copyOf(widened);
        this.groups = Map.copyOf(groups);
        this.whyNotCacheable = whyNotCacheable;
        widened.keySet().forEach(table -> widenedTags.add(Tag.table(columns.nameOf(table))));
        groups.forEach(
                (table, rows) -> {
                    String name = columns.nameOf(table);
                    Set<Tag> groupings = new HashSet<>();
                    groupings.add(Tag.unknownRows(name));
                    rows.forEach(each -> groupings.add(each.grouping().tag()));
                    tableTags.put(table, new TableTags(Tag.table(name), groupings));
                });
    }

    /** Of a query that says itself which tables it reads. */
    public static Dependencies ofTables(Set<String> tables, GroupableColumns columns) {
        Map<String, WideningReason> widened = new TreeMap<>();
        tables.forEach(table -> widened.put(table, WideningReason.DECLARED));
        return new Dependencies(
                columns,
                widened,
                Map.of(),
                tables.isEmpty() ? "it does not say which tables it reads" : null);
    }

    /** Why the result must not be cached, or null if it may be. */
    public @Nullable String whyNotCacheable() {
        return whyNotCacheable;
    }

    /** The tables, as the mapping spells them, of which all rows and columns count. */
    public Map<String, WideningReason> widened() {
        return new TreeMap<>(widened);
    }

    /** The groupings by which it distinguishes rows. */
    Set<Grouping> groupings() {
        Set<Grouping> all = new HashSet<>();
        groups.values().forEach(each -> each.forEach(rows -> all.add(rows.grouping())));
        return all;
    }

    /** What the result of one execution depends on: a set of the caller's own. */
    public Set<Tag> tags(JdbcParameterBindings bindings) {
        Set<Tag> tags = new HashSet<>(widenedTags);
        groups.forEach((table, rows) -> addTags(tags, table, rows, bindings));
        return tags;
    }

    /** The groups of rows that matter to one execution, in words. */
    public List<String> describe(JdbcParameterBindings bindings) {
        List<String> all = new ArrayList<>();
        groups.forEach(
                (table, rows) -> rows.forEach(each -> all.add(describe(table, each, bindings))));
        all.sort(null);
        return all;
    }

    /** The tables that are read. */
    public Set<String> tables() {
        Set<String> tables = new TreeSet<>(groups.keySet());
        tables.addAll(widened().keySet());
        return tables;
    }

    /** The groups of rows that matter to any execution, in words. */
    public List<String> describe() {
        List<String> all = new ArrayList<>();
        groups.forEach(
                (table, rows) ->
                        rows.forEach(
                                each -> {
                                    String by = String.join(", ", each.grouping().by());
                                    all.add(
                                            "%s: %s (looks at %s)"
                                                    .formatted(
                                                            table,
                                                            by.isEmpty() ? "any row" : "by " + by,
                                                            lookedAt(each)));
                                }));
        all.sort(null);
        return all;
    }

    private static String lookedAt(RowGroup rows) {
        return rows.grouping().toString().replaceFirst(".*\\|", "");
    }

    private String describe(String table, RowGroup rows, JdbcParameterBindings bindings) {
        List<String> conditions = new ArrayList<>();
        for (String column : rows.grouping().by()) {
            conditions.add(column + " = " + textOf(table, column, rows, bindings));
        }
        return "%s: %s (looks at %s)"
                .formatted(
                        table,
                        conditions.isEmpty() ? "any row" : String.join(" and ", conditions),
                        lookedAt(rows));
    }

    private String textOf(
            String table, String column, RowGroup rows, JdbcParameterBindings bindings) {
        try {
            Object value = valueOf(rows.values().get(column), bindings);
            return value == null ? "null" : String.valueOf(columns.canonical(table, column, value));
        } catch (UntoldValueException e) {
            return "?";
        }
    }

    private void addTags(
            Set<Tag> tags, String table, List<RowGroup> rows, JdbcParameterBindings bindings) {
        TableTags its = Objects.requireNonNull(tableTags.get(table));
        List<Tag> found = new ArrayList<>(rows.size());
        try {
            for (RowGroup each : rows) {
                Tag group = group(table, each, bindings);
                if (group != null) {
                    found.add(group);
                }
            }
        } catch (UntoldValueException e) {
            tags.add(its.any());
            return;
        }
        tags.addAll(its.groupings());
        tags.addAll(found);
    }

    /** Null if no row can be in it. */
    private @Nullable Tag group(String table, RowGroup rows, JdbcParameterBindings bindings)
            throws UntoldValueException {
        List<String> texts = new ArrayList<>();
        boolean isEmpty = false;
        for (String column : rows.grouping().by()) {
            Object value = valueOf(rows.values().get(column), bindings);
            String text = value == null ? null : columns.canonical(table, column, value);
            if (value != null && text == null) {
                throw new UntoldValueException();
            }
            // Nothing is equal to null.
            isEmpty |= text == null;
            texts.add(String.valueOf(text));
        }
        return isEmpty ? null : rows.grouping().group(texts);
    }

    private static @Nullable Object valueOf(@Nullable Value value, JdbcParameterBindings bindings)
            throws UntoldValueException {
        if (value instanceof Constant constant) {
            return constant.value();
        }
        var binding =
                value instanceof Parameter parameter
                        ? bindings.getBinding(parameter.parameter())
                        : null;
        if (binding == null) {
            throw new UntoldValueException();
        }
        return binding.getBindValue();
    }

    /** A value has no form that names a group. */
    private static final class UntoldValueException extends Exception {
        private static final long serialVersionUID = 1L;

        UntoldValueException() {
            super(null, null, false, false);
        }
    }
}
