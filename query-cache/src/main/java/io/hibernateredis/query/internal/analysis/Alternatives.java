package io.hibernateredis.query.internal.analysis;

import io.hibernateredis.query.internal.analysis.Condition.Column;
import io.hibernateredis.query.internal.analysis.Condition.Either;
import io.hibernateredis.query.internal.analysis.Condition.Equality;
import io.hibernateredis.query.internal.analysis.Condition.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.hibernate.type.SqlTypes;

/**
 * Finds what the columns of one table are equal to when conditions hold. Each alternative gives a
 * value to some columns, and every row for which the conditions hold is of one of them.
 */
final class Alternatives {

    /** More groups than these are not told apart. */
    static final int LIMIT = 16;

    /** Choices that are followed one within the other. */
    private static final int DEPTH = 3;

    private final String alias;
    private final Predicate<Column> groupable;

    /**
     * @param groupable whether equality with a column is equality of its canonical values
     */
    Alternatives(String alias, Predicate<Column> groupable) {
        this.alias = alias;
        this.groupable = groupable;
    }

    /** A single alternative without columns if nothing is known. */
    List<Map<String, Value>> of(List<Condition> conditions) {
        return of(conditions, 0);
    }

    private List<Map<String, Value>> of(List<Condition> conditions, int depth) {
        List<Map<String, Value>> best = List.of(values(conditions));
        if (depth == DEPTH) {
            return best;
        }
        for (Condition each : conditions) {
            if (each instanceof Either either && either.branches().size() <= LIMIT) {
                var others = new ArrayList<>(conditions);
                others.remove(each);
                List<Map<String, Value>> found = new ArrayList<>();
                for (var branch : either.branches()) {
                    var all = new ArrayList<>(others);
                    all.addAll(branch);
                    found.addAll(of(all, depth + 1));
                }
                if (found.size() <= LIMIT && leastColumns(found) > leastColumns(best)) {
                    best = found.stream().distinct().toList();
                }
            }
        }
        return best;
    }

    private static int leastColumns(List<Map<String, Value>> alternatives) {
        return alternatives.stream().mapToInt(Map::size).min().orElse(0);
    }

    /** What the equalities alone tell, also by way of columns of other tables. */
    private Map<String, Value> values(List<Condition> conditions) {
        Map<Column, Value> known = new HashMap<>();
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Condition each : conditions) {
                if (each instanceof Equality equality && groupable.test(equality.column())) {
                    changed |= learn(equality, known);
                }
            }
        }
        Map<String, Value> values = new TreeMap<>();
        known.forEach(
                (column, value) -> {
                    if (column.alias().equals(alias)) {
                        values.put(column.name(), value);
                    }
                });
        return values;
    }

    private boolean learn(Equality equality, Map<Column, Value> known) {
        Column column = equality.column();
        if (equality.operand() instanceof Value value) {
            return known.putIfAbsent(column, value) == null;
        }
        // Between columns of different types the database may convert, and equality is not
        // transitive any more.
        if (!(equality.operand() instanceof Column other)
                || !groupable.test(other)
                || kind(column) != kind(other)) {
            return false;
        }
        Value value = known.get(column);
        Value otherValue = known.get(other);
        if (value == null && otherValue != null) {
            known.put(column, otherValue);
            return true;
        }
        if (value != null && otherValue == null) {
            known.put(other, value);
            return true;
        }
        return false;
    }

    private static int kind(Column column) {
        return switch (column.sqlType()) {
            case SqlTypes.TINYINT, SqlTypes.SMALLINT, SqlTypes.INTEGER -> SqlTypes.BIGINT;
            default -> column.sqlType();
        };
    }
}
