package io.hibernateredis.internal.query;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of a select as Hibernate generates it, as far as it tells which tables are joined, on
 * what conditions, and what the result is restricted by. It reads the plain selects of queries that
 * fetch; any other is unreadable. Immutable.
 */
final class SelectText {

    private static final Pattern TOKEN =
            Pattern.compile(
                    "'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|[A-Za-z_][\\w$#]*"
                            + "|\\d+(?:\\.\\d+)?|\\S");
    private static final Set<String> JOINING = Set.of("join", "left", "inner", "cross", "outer");
    private static final Set<String> ENDING =
            Set.of("where", "order", "group", "having", "limit", "offset", "fetch", "for", "union");
    private static final Set<String> LIMITING =
            Set.of("top", "first", "skip", "limit", "offset", "fetch", "rows", "group", "having");
    private static final Set<String> CONDITIONAL =
            Set.of("and", "or", "not", "is", "null", "in", "like", "between", "escape", "true");

    private final List<String> tokens;
    private final Map<String, Join> joins = new LinkedHashMap<>();
    private List<String> where = List.of();
    private int next;

    /**
     * A table of the FROM clause.
     *
     * @param group alias of the first table of the parentheses around it, or null
     * @param on the condition, token by token; for the first table in parentheses, theirs
     */
    record Join(
            String table, String alias, boolean isLeft, @Nullable String group, List<String> on) {

        /** How many pairs of columns are equal if the condition is that alone, else -1. */
        int equalities() {
            var text = new StringBuilder();
            for (String token : on) {
                if (!token.equals("(") && !token.equals(")")) {
                    text.append(token).append(token.equals("and") ? ";" : " ");
                }
            }
            String[] parts = text.toString().replace("and;", ";").split(";", -1);
            for (String part : parts) {
                if (!part.strip().matches("\\S+ \\. \\S+ = \\S+ \\. \\S+")) {
                    return -1;
                }
            }
            return parts.length;
        }

        Set<String> mentioned() {
            return aliasesIn(on);
        }
    }

    private static final class UnreadableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnreadableException() {
            super(null, null, false, false);
        }
    }

    private SelectText(List<String> tokens) {
        this.tokens = tokens;
    }

    /** The text of a select, or null if it cannot be read. */
    static @Nullable SelectText of(String sql) {
        var tokens = TOKEN.matcher(sql).results().map(each -> each.group()).toList();
        var text = new SelectText(tokens);
        try {
            text.read();
            return text;
        } catch (UnreadableException e) {
            return null;
        }
    }

    List<Join> joins() {
        return List.copyOf(joins.values());
    }

    @Nullable Join join(@Nullable String alias) {
        return alias == null ? null : joins.get(alias);
    }

    /** The aliases that the WHERE clause mentions, or null if it may mention any column. */
    @Nullable Set<String> restricted() {
        for (int i = 0; i < where.size(); i++) {
            String token = where.get(i);
            boolean isName =
                    Character.isLetter(token.charAt(0)) || "_\"`".indexOf(token.charAt(0)) >= 0;
            boolean isPart =
                    (i > 0 && where.get(i - 1).equals("."))
                            || (i + 1 < where.size()
                                    && (where.get(i + 1).equals(".")
                                            || where.get(i + 1).equals("(")));
            boolean isPlain = isPart || CONDITIONAL.contains(token) || token.equals("false");
            if (token.equals("select") || (isName && !isPlain)) {
                return null;
            }
        }
        return aliasesIn(where);
    }

    /** Whether equal rows are put together. */
    boolean isDistinct() {
        return tokens.size() > 1 && tokens.get(1).equalsIgnoreCase("distinct");
    }

    /** Whether rows may be left out, or put together, after they were joined. */
    boolean isLimited() {
        boolean isOrdered = next == tokens.size() || tokens.get(next).equals("order");
        for (int i = 0; i < tokens.size(); i++) {
            boolean isColumn = i > 0 && tokens.get(i - 1).equals(".");
            if (!isColumn && LIMITING.contains(tokens.get(i).toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return !isOrdered;
    }

    private static Set<String> aliasesIn(List<String> tokens) {
        Set<String> aliases = new HashSet<>();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (tokens.get(i + 1).equals(".")) {
                aliases.add(tokens.get(i));
            }
        }
        return aliases;
    }

    private void read() {
        if (!accepts("select")) {
            throw new UnreadableException();
        }
        int depth = 0;
        while (depth > 0 || !accepts("from")) {
            String token = take();
            depth += token.equals("(") ? 1 : token.equals(")") ? -1 : 0;
        }
        tables(null);
        if (accepts("where")) {
            where = condition();
        }
    }

    /** Reads tables that are joined to each other; returns the alias of the first. */
    private String tables(@Nullable String group) {
        String first = table(false, group);
        String around = group == null ? null : first;
        while (true) {
            boolean isLeft = false;
            if (accepts("left")) {
                isLeft = true;
                accepts("outer");
                require("join");
            } else if (accepts("inner") || accepts("cross")) {
                require("join");
            } else if (!accepts("join") && !accepts(",")) {
                return first;
            }
            String joined = table(isLeft, around);
            if (accepts("on")) {
                Join join = joins.get(joined);
                if (join != null) {
                    join.on().addAll(condition());
                }
            }
        }
    }

    private String table(boolean isLeft, @Nullable String group) {
        if (accepts("(")) {
            String head = tables("(");
            require(")");
            Join join = joins.get(head);
            if (join == null) {
                throw new UnreadableException();
            }
            joins.put(head, new Join(join.table(), head, isLeft, head, join.on()));
            return head;
        }
        var path = new StringBuilder(name());
        while (accepts(".")) {
            path.append('.').append(name());
        }
        String alias = name();
        if (joins.containsKey(alias)) {
            throw new UnreadableException();
        }
        joins.put(alias, new Join(path.toString(), alias, isLeft, group, new ArrayList<>()));
        return alias;
    }

    private String name() {
        String token = take();
        if (token.equals("select")
                || !(Character.isLetter(token.charAt(0)) || "_\"`".indexOf(token.charAt(0)) >= 0)) {
            throw new UnreadableException();
        }
        return token;
    }

    private List<String> condition() {
        List<String> condition = new ArrayList<>();
        int depth = 0;
        while (next < tokens.size()) {
            String token = tokens.get(next);
            boolean isEnd =
                    token.equals(")")
                            || token.equals(",")
                            || JOINING.contains(token)
                            || ENDING.contains(token);
            if (depth == 0 && isEnd) {
                break;
            }
            depth += token.equals("(") ? 1 : token.equals(")") ? -1 : 0;
            condition.add(token);
            next++;
        }
        return condition;
    }

    private String take() {
        if (next == tokens.size()) {
            throw new UnreadableException();
        }
        return tokens.get(next++);
    }

    private boolean accepts(String word) {
        boolean is = next < tokens.size() && tokens.get(next).equals(word);
        next += is ? 1 : 0;
        return is;
    }

    private void require(String word) {
        if (!accepts(word)) {
            throw new UnreadableException();
        }
    }
}
