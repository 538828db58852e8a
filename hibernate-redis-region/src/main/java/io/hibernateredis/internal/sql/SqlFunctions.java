package io.hibernateredis.internal.sql;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The SQL functions that return the same result for the same arguments and rows, and read no table
 * themselves. An unknown function is assumed not to be one of them. For the modules of this cache.
 */
public final class SqlFunctions {

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

    private SqlFunctions() {}

    /** All of them, in lower case. */
    public static Set<String> deterministic() {
        return DETERMINISTIC;
    }

    static boolean isDeterministic(String name) {
        return DETERMINISTIC.contains(name.toLowerCase(Locale.ROOT));
    }

    static Set<String> names(String text) {
        return Set.copyOf(new HashSet<>(Arrays.asList(text.strip().split("\\s+"))));
    }
}
