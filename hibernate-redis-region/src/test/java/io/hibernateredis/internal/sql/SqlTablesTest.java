package io.hibernateredis.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tables a piece of SQL reads. */
class SqlTablesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(select count(*) from review r where r.product_id = id) | review",
                "(select 1 from a, b.c as x, lateral (select * from d) y) | a c d",
                "exists (select 1 from a join b on a.x = b.x, c where x in (select x from d)) |"
                        + " a b c d",
                "(select max(x) from (select x from a union all select x from b) t) | a b",
                "(select 1 from ((a cross join b) left join c on 1 = 1)) | a b c",
                "(select 1 from \"Big Table\" where extract(year from d) = 1) | 'big table'",
                "{alias}.x is not distinct from (select y from {h-schema}a) | a",
                "(select trim(both ' ' from s) from a order by 1 limit 1) | a",
                "(select 1 /* from x */ from a -- from y) | a",
            })
    void subselect_namesItsTables(String sql, String tables) {
        SqlTables read = SqlTables.of(sql.replace("-- from y)", "-- from y\n)"));

        assertThat(read.suspect()).isEmpty();
        assertThat(read.names())
                .isEqualTo(tables.startsWith("big") ? Set.of(tables) : Set.of(tables.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name",
                "lower(first) || ' from ' || upper(last)",
                "hidden = false and state in ('a', 'b')",
                "cast(x as decimal(10, 2)) * coalesce(rate, 1)",
                "case when (a = 1) then 'select' else 'b' end",
                "substring(name from 2 for 3)",
                "cast(t as timestamp with time zone)",
            })
    void expression_readsNoTable(String sql) {
        SqlTables read = SqlTables.of(sql);

        assertThat(read.suspect()).isEmpty();
        assertThat(read.names()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "worth(id) | worth",
                "pkg.lower(id) | lower",
                "(select 1 from all_of(id)) | all_of",
                "(with x as (select 1) select * from x) | with",
                "until > current_timestamp | current_timestamp",
                "(select 1 from) | )",
                "(select 1 from a | (select 1 from a",
                "$$x$$ | $",
                "random() | random",
                "(select 1 from a cross apply b) | apply",
            })
    void whatCannotBeTold_isSuspect(String sql, String suspect) {
        assertThat(SqlTables.of(sql).suspect()).isEqualTo(suspect);
    }

    @Test
    void quotedName_isComparedWithoutItsQuotesAndCase() {
        assertThat(SqlTokens.lastName("my_schema.\"Order\"")).isEqualTo("order");
        assertThat(SqlTokens.lastName("[x].`Order`")).isEqualTo("order");
        assertThat(SqlTokens.lastName("PRODUCT")).isEqualTo("product");
    }
}
