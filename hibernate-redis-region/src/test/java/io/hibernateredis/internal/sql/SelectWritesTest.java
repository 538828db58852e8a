package io.hibernateredis.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.internal.sql.SelectWrites.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of the statements that are executed as selects write. */
class SelectWritesTest {

    private final SelectWrites writes = new SelectWrites();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update product set name = 'x' returning id",
                "/* hint */ delete from product returning *",
                "insert into product values (1) returning id",
                "merge into product using x on (1 = 1) when matched then delete",
                "with x as (update product set name = 'x' returning id) select * from x",
                "with x as (select 1) insert into product select * from x returning id",
                "select id from final table (update product set name = 'x')",
                "select * from new table (insert into product values (1))",
                "explain analyze delete from product",
                "call p(1)",
                "{call p(?)}",
                "{? = call p(?)}",
                "exec p",
                "do $$ begin end $$",
            })
    void statementThatWrites_isTold(String sql) {
        assertThat(writes.of(sql)).isEqualTo(Kind.WRITES);
        assertThat(writes.of(sql)).isEqualTo(Kind.WRITES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from product",
                "select p1_0.id from product p1_0 where p1_0.id=? for update",
                "select id from product for no key update skip locked",
                "(select id from product) union (select id from review)",
                "with x as (select id from product) select * from x",
                "select 'update product set', p.update, \"delete\" from product p",
                "select id -- delete from product\nfrom review",
                "select insert(name, 1, 1, 'x') from product",
            })
    void plainSelect_reads(String sql) {
        assertThat(writes.of(sql)).isEqualTo(Kind.READS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"select f(1)", "select f(1) from dual", "select * from f(1)", "values f(1)"})
    void callOfAFunction_writesWhatItIsDeclaredFor(String sql) {
        assertThat(writes.of(sql)).isEqualTo(Kind.WRITES_IF_DECLARED);
    }
}
