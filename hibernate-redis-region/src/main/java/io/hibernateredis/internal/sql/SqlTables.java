package io.hibernateredis.internal.sql;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds the tables that a fragment of SQL reads in its sub-selects, in addition to the table that
 * the fragment belongs to. Anything it does not understand completely is reported as suspect. For
 * one use.
 */
public final class SqlTables {

    /** Keywords that end a list of tables. */
    private static final Set<String> AFTER_TABLES =
            SqlFunctions.names(
                    """
                    select where group having order union intersect except minus window limit offset
                    fetch for qualify
                    """);

    /**
     * Keywords of what is not repeatable, or that reads or writes in a way that is not analyzed
     * here.
     */
    private static final Set<String> SUSPECT =
            SqlFunctions.names(
                    """
                    current_date current_time current_timestamp localtime localtimestamp sysdate
                    systimestamp current_user session_user system_user current_role current_catalog
                    current_schema rownum ctid update delete merge call exec execute into table
                    apply connect straight_join
                    """);

    /** Words before a parenthesis that are not function calls. */
    private static final Set<String> SYNTAX =
            SqlFunctions.names(
                    """
                    and or not in is between like ilike on as case when then else end any all some
                    over filter within group order partition by interval escape from for where
                    having join using union intersect except minus select distinct values exists
                    limit offset varchar char character decimal numeric timestamp time date integer
                    bigint double float real boolean text binary varbinary
                    """);

    /** Words that are neither names nor keywords above. */
    private static final Set<String> LITERALS = Set.of("null", "true", "false", "unknown");

    /** Functions with a "from" between their arguments. */
    private static final Set<String> WITH_FROM =
            Set.of("extract", "trim", "substring", "overlay", "position");

    private final List<String> tokens;
    private final Set<String> names = new HashSet<>();
    private final Deque<Level> levels = new ArrayDeque<>();
    private String suspect = "";

    /** The state between two parentheses. */
    private static final class Level {

        private final boolean isOfFunction;
        private boolean inTables;
        private boolean tableExpected;

        Level(boolean isOfFunction, boolean tableExpected) {
            this.isOfFunction = isOfFunction;
            this.inTables = tableExpected;
            this.tableExpected = tableExpected;
        }
    }

    private SqlTables(String sql) {
        tokens = SqlTokens.of(sql);
        levels.push(new Level(false, false));
        for (int i = 0; i < tokens.size() && suspect.isEmpty(); i++) {
            i = read(i);
        }
        if (suspect.isEmpty() && (levels.size() != 1 || levels.element().tableExpected)) {
            suspect = sql;
        }
    }

    public static SqlTables of(String sql) {
        return new SqlTables(sql);
    }

    /** Whether a word belongs to the language, and names nothing. */
    public static boolean isKeyword(String word) {
        return SYNTAX.contains(word)
                || AFTER_TABLES.contains(word)
                || LITERALS.contains(word)
                || SqlFunctions.isDeterministic(word);
    }

    /** The names of the tables, without schema and quotes, in lower case. */
    public Set<String> names() {
        return names;
    }

    /** The first token that makes the tables uncertain, or empty if they are certain. */
    public String suspect() {
        return suspect;
    }

    /**
     * Reads the token at a position.
     *
     * @return the position of the last token read
     */
    private int read(int at) {
        String token = tokens.get(at);
        Level level = levels.element();
        if (token.equals("(")) {
            open(at, level);
        } else if (token.equals(")")) {
            if (levels.size() == 1 || level.tableExpected) {
                suspect = token;
            } else {
                levels.pop();
            }
        } else if (token.equals(",")) {
            level.tableExpected = level.inTables;
        } else if (token.equals("$") || token.contains("\\")) {
            suspect = token;
        } else if (level.tableExpected) {
            return readTable(at, level);
        } else if (SqlTokens.isName(token)) {
            readWord(at, level);
        }
        return at;
    }

    private void open(int at, Level level) {
        boolean isJoin = level.tableExpected && !isAny(at + 1, Set.of("select", "values"));
        level.tableExpected = false;
        levels.push(new Level(isAny(at - 1, WITH_FROM), isJoin));
    }

    private int readTable(int at, Level level) {
        String token = tokens.get(at);
        if (isAny(at, Set.of("lateral", "only"))) {
            return at;
        }
        int last = at;
        while (is(last + 1, ".")) {
            last += 2;
        }
        if (last >= tokens.size() || !SqlTokens.isName(tokens.get(last)) || is(last + 1, "(")) {
            suspect = token;
            return at;
        }
        names.add(SqlTokens.plain(tokens.get(last)));
        level.tableExpected = false;
        return last;
    }

    private void readWord(int at, Level level) {
        String token = tokens.get(at);
        String word = token.toLowerCase(Locale.ROOT);
        boolean isQualified = is(at - 1, ".");
        boolean isCall = is(at + 1, "(");
        if (isCall) {
            boolean isKnown = SYNTAX.contains(word) || SqlFunctions.isDeterministic(word);
            suspect = isQualified || !isKnown ? token : "";
        } else if (!isQualified
                && (SUSPECT.contains(word)
                        || (word.equals("with") && !isAny(at + 1, Set.of("time", "local"))))) {
            suspect = token;
        }
        if (isQualified || SqlTokens.isQuoted(token)) {
            return;
        }
        if (word.equals("join") || (word.equals("from") && isOfTables(at, level))) {
            level.inTables = true;
            level.tableExpected = true;
        } else if (AFTER_TABLES.contains(word)) {
            level.inTables = false;
        }
    }

    /**
     * Whether a "from" begins a list of tables: not one between arguments, nor in "is distinct
     * from".
     */
    private boolean isOfTables(int at, Level level) {
        return !level.isOfFunction
                && !(isAny(at - 1, Set.of("distinct")) && isAny(at - 2, Set.of("is", "not")));
    }

    private boolean is(int at, String token) {
        return at >= 0 && at < tokens.size() && tokens.get(at).equals(token);
    }

    private boolean isAny(int at, Set<String> words) {
        return at >= 0
                && at < tokens.size()
                && words.contains(tokens.get(at).toLowerCase(Locale.ROOT));
    }
}
