package io.hibernateredis.query.internal.analysis;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.hibernate.sql.ast.SqlAstJoinType;

/**
 * The tables of a FROM clause, as a tree of joins.
 *
 * <p>It tells for each table what must hold for one of its rows to matter: if it does not hold,
 * whatever rows of the other tables there are, then the result is the same with and without the
 * row.
 */
sealed interface Joined {

    /** Which tables are joined here. */
    Set<String> aliases();

    /** What holds of every row of this join. */
    List<Condition> facts();

    /**
     * Tells of each table what must hold for its rows to matter.
     *
     * @param context what must hold for a row of this join to matter
     * @param result takes the alias of each table, and it
     */
    void constrain(List<Condition> context, BiConsumer<String, List<Condition>> result);

    record Leaf(String alias) implements Joined {
        @Override
        public Set<String> aliases() {
            return Set.of(alias);
        }

        @Override
        public List<Condition> facts() {
            return List.of();
        }

        @Override
        public void constrain(List<Condition> context, BiConsumer<String, List<Condition>> result) {
            result.accept(alias, context);
        }
    }

    record Join(Joined left, Joined right, SqlAstJoinType type, List<Condition> on)
            implements Joined {
        @Override
        public Set<String> aliases() {
            var all = new HashSet<>(left.aliases());
            all.addAll(right.aliases());
            return all;
        }

        @Override
        public List<Condition> facts() {
            return switch (type) {
                case INNER, CROSS -> concat(left.facts(), right.facts(), on);
                case LEFT -> left.facts();
                case RIGHT -> right.facts();
                case FULL -> List.of();
            };
        }

        @Override
        public void constrain(List<Condition> context, BiConsumer<String, List<Condition>> result) {
            switch (type) {
                case INNER, CROSS -> {
                    left.constrain(concat(context, on, right.facts()), result);
                    right.constrain(concat(context, on, left.facts()), result);
                }
                case LEFT -> outer(left, right, context, result);
                case RIGHT -> outer(right, left, context, result);
                case FULL -> {
                    left.constrain(List.of(), result);
                    right.constrain(List.of(), result);
                }
            }
        }

        /**
         * A row of the nullable side adds rows to the result, or takes one filled up with nulls
         * away. Either happens only for rows of the preserved side that it is joined to, and
         * matters only where what is asked of the others holds; but what is asked of the nullable
         * side itself need not hold, for the row that it takes away may have met it.
         */
        private void outer(
                Joined preserved,
                Joined nullable,
                List<Condition> context,
                BiConsumer<String, List<Condition>> result) {
            preserved.constrain(context, result);
            var aliases = nullable.aliases();
            var ofOthers = context.stream().filter(each -> !each.mentions(aliases)).toList();
            nullable.constrain(concat(ofOthers, on, preserved.facts()), result);
        }
    }

    private static List<Condition> concat(
            List<Condition> one, List<Condition> two, List<Condition> three) {
        return Stream.of(one, two, three).flatMap(List::stream).toList();
    }
}
