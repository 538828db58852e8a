package io.hibernateredis.query;

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
final class Functions {

    private static final Set<String> DETERMINISTIC =
            names(
                    """
                    abs acos acosh add_days add_hours add_minutes add_months add_seconds add_years
                    adddate addtime any array array_agg array_append array_concat array_contains
                    array_contains_nullable array_fill array_fill_list array_get array_includes
                    array_includes_nullable array_intersects array_intersects_nullable array_length
                    array_list array_overlaps array_overlaps_nullable array_position
                    array_positions array_positions_list array_prepend array_remove
                    array_remove_index array_replace array_reverse array_set array_slice array_sort
                    array_to_string array_trim ascii asin asinh atan atan2 atanh avg bit_and
                    bit_length bit_not bit_or bit_xor bitand bitnot bitor bitxor bool_and bool_or
                    cardinality cast cbrt ceil ceiling char char_length character_length charindex
                    chr coalesce collate concat concat_ws corr cos cosh cot count covar_pop
                    covar_samp crc32 cume_dist date_trunc dateadd datediff datename datepart
                    datetrunc day day_of_month day_of_week day_of_year dayname dayofmonth dayofweek
                    dayofyear days_between degrees dense_rank eomonth every exp extract first_value
                    floor format generate_series greatest grouping hex hour hours_between ifnull
                    initcap insert instr isnull json_array json_array_append json_array_insert
                    json_arrayagg json_exists json_insert json_mergepatch json_object
                    json_objectagg json_query json_remove json_replace json_set json_value lag
                    last_day last_value lead least left len length listagg ln locate log log10 log2
                    lower lpad ltrim make_date make_time make_timestamp make_timestamptz makedate
                    maketime max md5 median microsecond min minute minutes_between mod mode month
                    monthname months_between nth_value ntile nullif nvl octet_length ordinal
                    overlay pad percent_rank percentile_cont percentile_disc pi position power
                    quarter radians rank regexp_like repeat replace replicate reverse right round
                    row_number rpad rtrim second seconds_between sha sha1 sha2 sign sin sinh
                    soundex space sqrt square stddev stddev_pop stddev_samp stdev stdevp str
                    str_replace string string_agg subdate substr substring subtime sum tan tanh
                    timestampadd timestampdiff to_char to_date to_number to_timestamp translate
                    trim trunc truncate unnest upper var var_pop var_samp variance variance_samp
                    varp week weekofyear xmlagg xmlcomment xmlconcat xmlelement xmlexists xmlforest
                    xmlpi xmlquery year years_between
                    """);

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

    /** Who finds the result in a cache has locked nothing. */
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
    Functions(Set<String> declared) {
        deterministic = new HashSet<>(DETERMINISTIC);
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
    String suspectIn(String sql, boolean mayRead) {
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
