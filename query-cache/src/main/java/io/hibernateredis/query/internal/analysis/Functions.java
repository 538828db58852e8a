package io.hibernateredis.query.internal.analysis;

import io.hibernateredis.internal.sql.SqlFunctions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which functions give the same for the same arguments and rows. A function that is not known is
 * taken for one that does not.
 */
public final class Functions {

    /** What reads other rows. */
    private static final Set<String> READING = names("select with table values exists");

    /** What gives another answer each time, with or without parentheses. */
    private static final Set<String> VARYING =
            names(
                    """
                    current current_date current_time
                    current_timestamp localtime localtimestamp sysdate systimestamp current_user
                    session_user system_user user current_role current_catalog current_schema
                    rownum rowid ctid level nextval currval
                    """);

    /** What stands before a parenthesis and calls nothing. */
    private static final Set<String> SYNTAX =
            names(
                    """
                    and or not in is between like ilike on as case when then else end any all some
                    over filter within group order partition by interval escape from for
                    varchar char character decimal numeric timestamp time date
                    """);

    /** Comments and unusual quotes, after which it is not known what is a text and what is not. */
    private static final Set<String> UNREADABLE = Set.of("\\", "$$", "--", "/*");

    private static final Pattern WORD_OR_QUOTED =
            Pattern.compile("'(?:[^']|'')*'|(?<word>[A-Za-z_][A-Za-z0-9_$]*)(?<call>\\s*\\()?");

    /** A result from the cache locks no rows. */
    private static final Pattern LOCKING =
            Pattern.compile(
                    "\\bfor\\s+(?:no\\s+key\\s+|key\\s+)?(?:update|share)\\b"
                            + "|\\block\\s+in\\s+share\\s+mode\\b"
                            + "|\\b(?:updlock|xlock|holdlock)\\b",
                    Pattern.CASE_INSENSITIVE);

    private final Set<String> deterministic;

    /**
     * @param declared functions of the application's own that are declared to be deterministic
     */
    public Functions(Set<String> declared) {
        deterministic = new HashSet<>(SqlFunctions.deterministic());
        declared.forEach(name -> deterministic.add(name.toLowerCase(Locale.ROOT)));
    }

    boolean isDeterministic(String name) {
        return deterministic.contains(name.toLowerCase(Locale.ROOT));
    }

    /**
     * The first word for which a piece of SQL may not be a function of its parameters and of the
     * rows of known tables, or empty if there is none.
     *
     * @param mayRead whether it is known which tables it reads, beside that where it stands
     */
    public String suspectIn(String sql, boolean mayRead) {
        for (String unreadable : UNREADABLE) {
            if (sql.contains(unreadable)) {
                return unreadable;
            }
        }
        Matcher locking = LOCKING.matcher(sql);
        if (locking.find()) {
            return locking.group();
        }
        Matcher matcher = WORD_OR_QUOTED.matcher(sql);
        while (matcher.find()) {
            String word = matcher.group("word");
            if (word != null
                    && !(mayRead && READING.contains(word.toLowerCase(Locale.ROOT)))
                    && isSuspect(word, sql, matcher)) {
                return word;
            }
        }
        return "";
    }

    private boolean isSuspect(String word, String sql, Matcher matcher) {
        String name = word.toLowerCase(Locale.ROOT);
        boolean isQualified = matcher.start() > 0 && sql.charAt(matcher.start() - 1) == '.';
        if (matcher.group("call") == null) {
            return !isQualified && (READING.contains(name) || VARYING.contains(name));
        }
        return isQualified
                || READING.contains(name)
                || VARYING.contains(name)
                || !(SYNTAX.contains(name) || deterministic.contains(name));
    }

    private static Set<String> names(String text) {
        return Set.copyOf(new HashSet<>(Arrays.asList(text.strip().split("\\s+"))));
    }
}
