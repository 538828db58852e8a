package io.hibernateredis.query.internal.analysis;

import io.hibernateredis.query.internal.analysis.Condition.Column;
import io.hibernateredis.query.internal.analysis.Condition.Constant;
import io.hibernateredis.query.internal.analysis.Condition.Either;
import io.hibernateredis.query.internal.analysis.Condition.Equality;
import io.hibernateredis.query.internal.analysis.Condition.Operand;
import io.hibernateredis.query.internal.analysis.Condition.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.query.sqm.ComparisonOperator;
import org.hibernate.query.sqm.sql.internal.SqmParameterInterpretation;
import org.hibernate.query.sqm.sql.internal.SqmPathInterpretation;
import org.hibernate.sql.ast.tree.expression.ColumnReference;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.expression.JdbcParameter;
import org.hibernate.sql.ast.tree.expression.Literal;
import org.hibernate.sql.ast.tree.expression.SqlTuple;
import org.hibernate.sql.ast.tree.expression.SqlTupleContainer;
import org.hibernate.sql.ast.tree.predicate.BooleanExpressionPredicate;
import org.hibernate.sql.ast.tree.predicate.ComparisonPredicate;
import org.hibernate.sql.ast.tree.predicate.GroupedPredicate;
import org.hibernate.sql.ast.tree.predicate.InListPredicate;
import org.hibernate.sql.ast.tree.predicate.Junction;
import org.hibernate.sql.ast.tree.predicate.Predicate;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * Reads conditions from predicates. What it does not know, and all that is negated, tells nothing:
 * to drop a conjunct only widens.
 */
public class ConditionReader {

    /** What surely holds wherever a predicate is true; nothing if there is no predicate. */
    List<Condition> read(@Nullable Predicate predicate) {
        if (predicate instanceof Junction junction) {
            return junction.getNature() == Junction.Nature.CONJUNCTION
                    ? junction.getPredicates().stream().flatMap(p -> read(p).stream()).toList()
                    : either(junction.getPredicates().stream().map(this::read).toList());
        }
        if (predicate instanceof GroupedPredicate grouped) {
            return read(grouped.getSubPredicate());
        }
        if (predicate instanceof ComparisonPredicate comparison) {
            return comparison.getOperator() == ComparisonOperator.EQUAL
                    ? equal(comparison.getLeftHandExpression(), comparison.getRightHandExpression())
                    : List.of();
        }
        if (predicate instanceof InListPredicate in) {
            return inList(in);
        }
        if (predicate instanceof BooleanExpressionPredicate bool && !bool.isNegated()) {
            return operand(bool.getExpression()) instanceof Column column
                            && column.sqlType() == SqlTypes.BOOLEAN
                    ? List.of(new Equality(column, new Constant(true)))
                    : List.of();
        }
        return List.of();
    }

    List<Condition> inList(InListPredicate in) {
        return in.isNegated()
                ? List.of()
                : either(
                        in.getListExpressions().stream()
                                .map(each -> equal(in.getTestExpression(), each))
                                .toList());
    }

    /** A branch that tells nothing makes the whole tell nothing. */
    List<Condition> either(List<List<Condition>> branches) {
        if (branches.isEmpty() || branches.stream().anyMatch(List::isEmpty)) {
            return List.of();
        }
        return branches.size() == 1 ? branches.get(0) : List.of(new Either(branches));
    }

    private static List<Condition> equal(@Nullable Expression left, @Nullable Expression right) {
        SqlTuple leftTuple = tuple(left);
        SqlTuple rightTuple = tuple(right);
        if (leftTuple != null && rightTuple != null) {
            return equal(leftTuple.getExpressions(), rightTuple.getExpressions());
        }
        Operand one = operand(left);
        Operand other = operand(right);
        if (one instanceof Column column && other != null) {
            return List.of(new Equality(column, other));
        }
        return other instanceof Column column && one != null
                ? List.of(new Equality(column, one))
                : List.of();
    }

    private static List<Condition> equal(
            List<? extends Expression> left, List<? extends Expression> right) {
        List<Condition> all = new ArrayList<>();
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            all.addAll(equal(left.get(i), right.get(i)));
        }
        return all;
    }

    private static @Nullable SqlTuple tuple(@Nullable Expression expression) {
        return expression instanceof SqlTupleContainer container ? container.getSqlTuple() : null;
    }

    private static @Nullable Operand operand(@Nullable Expression expression) {
        if (expression instanceof ColumnReference column) {
            return isPlain(column)
                    ? new Column(
                            String.valueOf(column.getQualifier()),
                            column.getColumnExpression(),
                            column.getJdbcMapping().getJdbcType().getDefaultSqlTypeCode())
                    : null;
        }
        if (expression instanceof JdbcParameter parameter) {
            return new Parameter(parameter);
        }
        if (expression instanceof Literal literal) {
            return new Constant(literal.getLiteralValue());
        }
        if (expression instanceof SqmParameterInterpretation parameter) {
            return operand(parameter.getResolvedExpression());
        }
        if (expression instanceof SqmPathInterpretation<?> path
                && path.getSqlExpression() != path) {
            return operand(path.getSqlExpression());
        }
        return null;
    }

    /** Whether it stands for a column of its table and nothing else. */
    static boolean isPlain(ColumnReference column) {
        var path = column.getSelectablePath();
        return column.getClass() == ColumnReference.class
                && !column.isColumnExpressionFormula()
                && (path == null || path.getParent() == null)
                && column.getExpressionText()
                        .equals(column.getQualifier() + "." + column.getColumnExpression());
    }
}
