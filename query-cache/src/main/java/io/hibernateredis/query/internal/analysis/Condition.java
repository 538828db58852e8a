package io.hibernateredis.query.internal.analysis;

import java.util.List;
import java.util.Set;
import org.hibernate.sql.ast.tree.expression.JdbcParameter;
import org.jspecify.annotations.Nullable;

/** What must be true of a row for a predicate to be, as far as it can be told by equality. */
sealed interface Condition {

    /** Whether it tells of a column of one of these tables. */
    boolean mentions(Set<String> aliases);

    /** A column is equal to a column or a value: so none of them is null. */
    record Equality(Column column, Operand operand) implements Condition {
        @Override
        public boolean mentions(Set<String> aliases) {
            return aliases.contains(column.alias())
                    || (operand instanceof Column other && aliases.contains(other.alias()));
        }
    }

    /** All conditions of at least one branch hold. */
    record Either(List<List<Condition>> branches) implements Condition {
        @Override
        public boolean mentions(Set<String> aliases) {
            return branches.stream().flatMap(List::stream).anyMatch(each -> each.mentions(aliases));
        }
    }

    /** One side of an equality. */
    sealed interface Operand {}

    /**
     * A column of a table that the query reads.
     *
     * @param sqlType code of the type of its values
     */
    record Column(String alias, String name, int sqlType) implements Operand {}

    /** What is the same throughout one execution. */
    sealed interface Value extends Operand {}

    record Parameter(JdbcParameter parameter) implements Value {}

    record Constant(@Nullable Object value) implements Value {}
}
