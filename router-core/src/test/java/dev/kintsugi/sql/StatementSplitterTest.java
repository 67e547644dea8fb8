package dev.kintsugi.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementSplitterTest {
    private static ImmutableList<TokenList> split(String sql) {
        return StatementSplitter.split(TokenListTest.scan(sql));
    }

    @Test
    void trimsStatementsAndDropsEmptyOnes() {
        var statements = split("é; ; /* x */ select ';' -- ;\n; \n;  select 2 -- end");
        assertThat(statements).extracting(TokenList::toString).containsExactly("é", "select ';'", "select 2");
        assertThat(statements).extracting(TokenList::offset).containsExactly(0, 14, 36);
        assertThat(statements).extracting(TokenList::characterOffset).containsExactly(0, 13, 35);
        assertThat(statements.get(2).text(1)).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ";;", "-- x", "/* ; */ ; "})
    void findsNoStatementInBlanks(String sql) {
        assertThat(split(sql)).isEmpty();
    }

    @Test
    void keepsParenthesesTogether() {
        assertThat(split("create rule r as on insert to t do (delete from a; delete from b); select 1"))
                .extracting(TokenList::toString)
                .containsExactly("create rule r as on insert to t do (delete from a; delete from b)", "select 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create function f() returns int begin atomic select 1; select 2; end",
                "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC select case when a then 1 end; update t set x = t.end;"
                        + " END",
                "create function f() returns int language sql begin atomic select 1 as end; select 2 as case; end",
                "create function f() returns int as $$ begin; end; $$ language plpgsql"
            })
    void keepsRoutineBodiesTogether(String sql) {
        assertThat(split("select 0;" + sql + ";select 3"))
                .extracting(TokenList::toString)
                .containsExactly("select 0", sql, "select 3");
    }

    @Test
    void splitsTransactionBlocks() {
        assertThat(split("begin; select case when a then 1 end; end; begin")).hasSize(4);
        assertThat(split("select begin atomic; select 1")).hasSize(2);
    }
}
