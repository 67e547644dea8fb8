package dev.kintsugi.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.parser.AbstractJSqlParser.Dialect;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.StringProvider;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.PlainSelect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserMaskTest {
    private static String mask(String sql) {
        return ParserMask.mask(TokenListTest.scan(sql));
    }

    private static Statement parse(String sql) throws ParseException {
        return new CCJSqlParser(new StringProvider(mask(sql)))
                .withDialect(Dialect.POSTGRESQL)
                .withAllowComplexParsing(false)
                .Statement();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '%',
            textBlock = """
            select 'it''s', '', 'a'         ~ select 'xxxxx', '', 'x'
            E'it\\'s' $$a$$ $t$x$t$ b'01'   ~ 'xxxxxx' 'xxx' 'xxxxx' 'xxx'
            U&'d!61' UESCAPE '!'            ~ 'xxxxxxxxxxxxxxxxxx'
            a/*x*/b -- c                    ~ a     b%
            "a b" "a.b" "a""b" U&"x"        ~ "a b" "zzz" "zzzz" "zzz"
            été key "é"                     ~ zzzzz zzz "zz"
            for no key update               ~ for no key update
            1_000 0x1F 1_0.5 1e5            ~ 00000 0000 100.5 1e5
            a && b @@ c ? d                 ~ a || b || c | d
            "a.c"U&"f"                      ~ "zzz"zzzzz
            """)
    void keepsEveryTokenInItsPlace(String sql, String expected) {
        assertThat(mask(sql).stripTrailing()).isEqualTo(expected.replace("%", ""));
        assertThat(mask(sql)).hasSize(sql.getBytes(UTF_8).length);
    }

    @Test
    void marksPrefixOperatorsSoThatTheirOperandIsNoConstant() {
        assertThat(mask("id = @ 5")).isEqualTo("id = ~ 5");
        assertThat(mask("id = |/ 5")).isEqualTo("id = ~  5");
        assertThat(mask("id in (!!5, operator(pg_catalog.-) 5)")).startsWith("id in (~ 5, ~ ");
        assertThat(mask("id = -5")).isEqualTo("id = -5");
        assertThat(mask("id = - -5")).isEqualTo("id = ~  5");
        assertThat(mask("id = @ - 5")).isEqualTo("id = ~   5");
        assertThat(mask("id =- -5")).isEqualTo("id =- -5");
    }

    @Test
    void masksOperatorsWrittenWithTheirSchema() {
        assertThat(mask("a <-> b operator(pg_catalog.~) c")).isEqualTo("a ||  b ||                     c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from t where id = 5 // 2",
                "select E'it\\'s', $x$a;b$x$, 'heap_\\''tbl' from t /* a /* b */ c */ where x = U&'!61' uescape '!'",
                "select a @@ b, a #- '{x}', a ?| array['x'], |/ 25.0, @ -5 from \"Table?!.1\" t where not a <@ b",
                "select c.relname from pg_class c where c.relname operator(pg_catalog.~) '^(t)$' collate pg_catalog.default",
                "insert into été (\"naïve\", key) values ($1, 0x1F), (1_000, 'ü')",
                "update t set a = a || $1, b = b ^@ 'x' where key not in (1, 2) and a <-> b < 5",
                "delete from t where ts @@ to_tsquery('x') or tags && array['a']",
                "select a->'b'->>'c' from t where doc @> '{}' and doc ? 'x' order by v <=> '[1]' limit 3",
                "select a<<-1, b->-1, c->>-1 from t where x=-1 and y<-1 and f(a=>-1, b:=-1)",
                "select count(*) * 2, t.* from t where a ~* 'x' and b !~~ 'y' and c ~ all (array['x'])"
            })
    void letsTheParserReadWhatItCouldNot(String sql) {
        assertThatCode(() -> parse(sql)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select final, f.settings, file as csv from output f where top = 1 and not key in (1) order by sample",
                "select t.order, t.end as true, current from t where \"user\" = t.user and x is not unknown and unknown = 1",
                "select sum(a) over (rows between unbounded preceding and current row) from t minus where prior = 1",
                "update t set script = 1, member = force where t.statement = absent"
            })
    void letsNamesBeNamesThatTheParserReserves(String sql) {
        assertThatCode(() -> parse(sql)).doesNotThrowAnyException();
    }

    @Test
    void keepsKeyWordsThatAreMeant() {
        String sql = "select 1 as x from t where a is unknown for no key update";
        assertThat(mask(sql)).isEqualTo(sql);
        assertThat(mask("create table x as select 1")).isEqualTo("create table x as select 1");
        assertThat(mask("with x as not materialized (table t)")).isEqualTo("with x as not materialized (table t)");
    }

    @Test
    void keepsOverlapFromBeingAnd() throws ParseException {
        assertThat(where("select 1 from t where id = 1 && x")).isNotInstanceOf(AndExpression.class);
        assertThat(where("select 1 from t where id = 1 and x")).isInstanceOf(AndExpression.class);
    }

    private static Expression where(String sql) throws ParseException {
        return ((PlainSelect) parse(sql)).getWhere();
    }

    @Test
    void keepsParserOffsetsThoseOfTheOriginal() throws ParseException {
        String sql = "select /* é */ 'ü' , id from t where \"é.x\" = 5";
        var tokens = TokenListTest.scan(sql);
        var column = where(sql).getASTNode().jjtGetFirstToken();
        int index = tokens.indexAt(column.absoluteBegin - 1);
        assertThat(tokens.identifier(index)).isEqualTo("é.x");
    }
}
