package dev.kintsugi.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.error.RouterException;
import dev.kintsugi.value.SqlLiteral;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenListTest {
    static TokenList scan(String sql) {
        return TokenList.scan(sql.getBytes(UTF_8), true);
    }

    /// `KIND:text` of every token.
    private static String kinds(TokenList tokens) {
        return IntStream.range(0, tokens.size())
                .mapToObj(i -> tokens.kind(i) + ":" + tokens.text(i))
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '%', textBlock = """
        select a.b                ~ WORD:select WORD:a DOT:. WORD:b
        "A b""c" U&"d"            ~ QUOTED_IDENTIFIER:"A b""c" QUOTED_IDENTIFIER:U&"d"
        'it''s' e'\\'' N'x' b'01' X'1f'  ~ STRING:'it''s' ESCAPE_STRING:e'\\'' NATIONAL_STRING:N'x' BIT_STRING:b'01' \
        HEX_STRING:X'1f'
        u&'a' u &'a'              ~ UNICODE_STRING:u&'a' WORD:u OPERATOR:& STRING:'a'
        e 'x'                     ~ WORD:e STRING:'x'
        fee'x'                    ~ WORD:fee STRING:'x'
        b'1''0'                   ~ BIT_STRING:b'1' STRING:'0'
        $$a$b$$ $x$ $$ $x$ $1     ~ DOLLAR_STRING:$$a$b$$ DOLLAR_STRING:$x$ $$ $x$ PARAMETER:$1
        a$1 $ a                   ~ WORD:a$1 OTHER:$ WORD:a
        1..10                     ~ INTEGER:1 OTHER:.. INTEGER:10
        1.e5 .5 1. 2E-3 1e1       ~ NUMERIC:1.e5 NUMERIC:.5 NUMERIC:1. NUMERIC:2E-3 NUMERIC:1e1
        1_000 0x1F 0o_17 0b1_0    ~ INTEGER:1_000 INTEGER:0x1F INTEGER:0o_17 INTEGER:0b1_0
        1.5.3 t.5                 ~ NUMERIC:1.5 NUMERIC:.3 WORD:t NUMERIC:.5
        x::int a:=1 b=>2 :c       ~ WORD:x TYPECAST::: WORD:int WORD:a OTHER::= INTEGER:1 WORD:b OTHER:=> INTEGER:2 \
        OTHER:: WORD:c
        a<=-1 a@-1 a*-1           ~ WORD:a OPERATOR:<= OPERATOR:- INTEGER:1 WORD:a OPERATOR:@- INTEGER:1 WORD:a \
        OPERATOR:* OPERATOR:- INTEGER:1
        a+--b                     ~ WORD:a OPERATOR:+
        a*/* b /* c */ d */-1     ~ WORD:a OPERATOR:* OPERATOR:- INTEGER:1
        a[1](2),;                 ~ WORD:a OPEN_BRACKET:[ INTEGER:1 CLOSE_BRACKET:] OPEN_PARENTHESIS:( INTEGER:2 \
        CLOSE_PARENTHESIS:) COMMA:, OTHER:;
        été                       ~ WORD:été
        U&'!61' /**/ uescape '!'  ~ UNICODE_STRING:U&'!61' /**/ uescape '!'
        """)
    void readsEveryLexicalForm(String sql, String expected) {
        assertThat(kinds(scan(sql))).isEqualTo(expected);
    }

    @Test
    void countsDepthOutsideThePair() {
        var tokens = scan("f((a[1]))");
        assertThat(IntStream.range(0, tokens.size()).map(tokens::depth)).containsExactly(0, 0, 1, 2, 2, 3, 2, 1, 0);
        assertThat(tokens.maxDepth()).isEqualTo(3);
    }

    @Test
    void joinsPartsOfAStringAcrossANewlineOnly() {
        assertThat(kinds(scan("'a' -- x\n 'b'"))).isEqualTo("STRING:'a' -- x\n 'b'");
        assertThat(scan("'a' 'b'").size()).isEqualTo(2);
        assertThat(scan("'a' /*\n*/ 'b'").size()).isEqualTo(2);
        assertThat(literal("'a''' \n\n 'b'")).isEqualTo("a'b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '%', textBlock = """
        'it''s'                     ~ it's
        'a\\nb'                     ~ a\\nb
        E'\\x41\\102\\u0043\\U00000044\\'\\\\\\q' ~ ABCD'\\q
        E'\\xg\\x4ag'               ~ xgJg
        E'\\uD83D\\uDE00'           ~ 😀
        E'\\xc3\\xa9'               ~ é
        U&'\\0061\\+000062\\\\'     ~ ab\\
        U&'!0061''!!' UESCAPE '!'   ~ a'!
        $a$ it's \\ $a$             ~ % it's \\ %
        """)
    void unquotesStrings(String sql, String expected) {
        assertThat(literal(sql)).isEqualTo(expected);
    }

    private static String literal(String sql) {
        return switch (scan(sql).literal(0)) {
            case SqlLiteral.Quoted(var value) -> value;
            case SqlLiteral.Number(var digits) -> digits;
            case SqlLiteral.Bool _, SqlLiteral.Null _ -> throw new AssertionError();
        };
    }

    @ParameterizedTest
    @CsvSource({
        "007, 7",
        "0, 0",
        "1_000, 1000",
        "0x1F, 31",
        "0o17, 15",
        "0B101, 5",
        "0xffffffffffffffff, 18446744073709551615",
        "1.50, 1.50",
        "1_0.5e1_0, 10.5e10",
        ".5, .5",
        "1., 1."
    })
    void normalisesNumbers(String sql, String expected) {
        assertThat(literal(sql)).isEqualTo(expected);
    }

    @Test
    void backslashesEscapeWhenStringsAreNotStandard() {
        var tokens = TokenList.scan("'a\\'b' N'\\''".getBytes(UTF_8), false);
        assertThat(tokens.size()).isEqualTo(2);
        assertThat(tokens.literal(0)).isEqualTo(new SqlLiteral.Quoted("a'b"));
    }

    @Test
    void namesIdentifiers() {
        assertThat(scan("FooÉ").identifier(0)).isEqualTo("fooÉ");
        assertThat(scan("\"Foo\"\"B\"").identifier(0)).isEqualTo("Foo\"B");
        assertThat(scan("U&\"d!0061t!+000061\" UESCAPE '!'").identifier(0)).isEqualTo("data");
        assertThat(scan("é".repeat(40)).identifier(0)).isEqualTo("é".repeat(31));
        assertThat(scan("\"a\"").word(0)).isEmpty();
        assertThat(scan("SeLECT").isWord(0, "select")).isTrue();
        assertThat(scan("\"select\"").isWord(0, "select")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '%', textBlock = """
        é 'abc       ~ unterminated quoted string at or near "'abc"           ~ 3
        a "abc       ~ unterminated quoted identifier at or near "\"abc"       ~ 3
        a ""         ~ zero-length delimited identifier at or near "\"\""       ~ 3
        a /* x /**/  ~ unterminated /* comment at or near "/* x /**/"         ~ 3
        a $x$ y$$    ~ unterminated dollar-quoted string at or near "$x$ y$$" ~ 3
        b'01         ~ unterminated bit string literal at or near "b'01"      ~ 1
        x'01         ~ unterminated hexadecimal string literal at or near "x'01" ~ 1
        123abc+1     ~ trailing junk after numeric literal at or near "123abc" ~ 1
        4e-          ~ trailing junk after numeric literal at or near "4e-"    ~ 1
        1_000_       ~ trailing junk after numeric literal at or near "1_000_" ~ 1
        0x           ~ invalid hexadecimal integer at or near "0x"            ~ 1
        $1a          ~ trailing junk after parameter at or near "$1a"         ~ 1
        U&'a' UESCAPE x ~ UESCAPE must be followed by a simple string literal at or near "x" ~ 15
        """)
    void refusesWhatPostgresRefuses(String sql, String message, int position) {
        assertThatThrownBy(() -> scan(sql)).isInstanceOfSatisfying(RouterException.class, e -> {
            assertThat(e.error().code()).isEqualTo("42601");
            assertThat(e.error().message()).isEqualTo(message);
            assertThat(e.error().position()).hasValue(position);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"E'\\u12'", "E'\\uD83D'", "E'\\0'", "E'\\xff'", "U&'\\12'", "U&'a' UESCAPE '+'", "E'\\v'"})
    void refusesBrokenEscapesWhenTheValueIsRead(String sql) {
        var tokens = scan(sql);
        assertThatThrownBy(() -> tokens.literal(0)).isInstanceOf(RouterException.class);
    }

    @Test
    void refusesNulAndInvalidUtf8() {
        assertThatThrownBy(() -> scan("a '\0'")).hasMessageContaining("0x00");
        var latin1 = TokenList.scan(new byte[] {'\'', (byte) 0xe9, '\''}, true);
        assertThatThrownBy(() -> latin1.literal(0)).hasMessage("invalid byte sequence for encoding \"UTF8\": 0xe9");
    }

    @Test
    void cutsSlicesWithTheirOwnText() {
        var slice = scan("é; (a 'é') ; x").slice(2, 6);
        assertThat(slice.toString()).isEqualTo("(a 'é')");
        assertThat(slice.offset()).isEqualTo(4);
        assertThat(slice.characterOffset()).isEqualTo(3);
        assertThat(slice.start(1)).isEqualTo(1);
        assertThat(slice.indexAt(3)).isEqualTo(2);
        assertThat(slice.indexAt(4)).isEqualTo(-1);
    }
}
