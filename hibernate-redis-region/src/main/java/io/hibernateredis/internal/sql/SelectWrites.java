package io.hibernateredis.internal.sql;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Classifies the statements that Hibernate executes as selects but that may write: statements with
 * a returning clause, calls, and functions whose caller declares tables. Thread-safe.
 */
public final class SelectWrites {

    /** Whether a statement writes. */
    public enum Kind {
        READS,
        WRITES,
        /**
         * Calls a function and reads no table: it may write the tables that its caller declares.
         */
        WRITES_IF_DECLARED
    }

    private static final Set<String> READING =
            Set.of("select", "values", "table", "with", "show", "explain", "describe", "desc");

    private static final Pattern MAY_WRITE =
            Pattern.compile(
                    "\\b(?:insert|update|delete|merge)\\b|^(?!\\s*select\\b)",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern FROM =
            Pattern.compile(
                    "\\bfrom\\b(?!\\s+(?:sys\\.)?dual\\b)" + "(?!\\s+[\\p{L}\\p{N}_.$\"`]+\\s*\\()",
                    Pattern.CASE_INSENSITIVE);

    private final StatementFacts<Kind> kinds = new StatementFacts<>(SelectWrites::read);

    public Kind of(String sql) {
        return kinds.of(sql);
    }

    private static Kind read(String sql) {
        if (MAY_WRITE.matcher(sql).find() && writes(SqlTokens.of(sql))) {
            return Kind.WRITES;
        }
        return FROM.matcher(sql).find() ? Kind.READS : Kind.WRITES_IF_DECLARED;
    }

    private static boolean writes(List<String> tokens) {
        int first = 0;
        while (first < tokens.size() && tokens.get(first).equals("(")) {
            first++;
        }
        // An escape such as {call p(?)} leaves no tokens, because its braces read as a placeholder.
        if (first == tokens.size() || !READING.contains(SqlTokens.plain(tokens.get(first)))) {
            return true;
        }
        for (int i = 0; i < tokens.size(); i++) {
            if (isWriting(tokens, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWriting(List<String> tokens, int at) {
        if (SqlTokens.isQuoted(tokens.get(at)) || wordAt(tokens, at - 1).equals(".")) {
            return false;
        }
        String next = wordAt(tokens, at + 1);
        return switch (wordAt(tokens, at)) {
            case "insert", "merge" -> next.equals("into");
            case "delete" -> next.equals("from");
            case "update" -> !Set.of("for", "key").contains(wordAt(tokens, at - 1));
            default -> false;
        };
    }

    private static String wordAt(List<String> tokens, int at) {
        return at < 0 || at >= tokens.size() ? "" : SqlTokens.plain(tokens.get(at));
    }
}
