package dev.kintsugi.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.sql.CopyHeader.Endpoint;
import dev.kintsugi.sql.CopyHeader.Source;
import dev.kintsugi.sql.StatementShape.CopyColumns;
import dev.kintsugi.sql.StatementShape.CopyInput;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopyStatementParserTest {
    private static CopyHeader parse(String sql) {
        return CopyStatementParser.parse(TokenListTest.scan(sql)).orElseThrow();
    }

    @Test
    void readsTablesAndQueries() {
        var table = parse("COPY s.\"T\" (a, \"B\") FROM STDIN");
        assertThat(table.source())
                .isEqualTo(new Source.Table(new QualifiedName(Optional.of("s"), "T"), ImmutableList.of("a", "B")));
        assertThat(table.from()).isTrue();
        assertThat(table.endpoint()).isEqualTo(Endpoint.CLIENT);

        String sql = "copy (select (1) /* x */ ) to stdout";
        var query = (Source.Query) parse(sql).source();
        assertThat(sql.substring(query.span().start(), query.span().end())).isEqualTo("select (1)");
        assertThat(TokenListTest.scan(sql).slice(query.firstToken(), query.endToken()))
                .hasToString("select (1)");
        assertThat(CopyStatementParser.parse(TokenListTest.scan("select 1"))).isEmpty();
    }

    @Test
    void tellsFilesAndPrograms() {
        assertThat(parse("copy t from '/x'").endpoint()).isEqualTo(Endpoint.FILE);
        assertThat(parse("copy t to program 'x'").endpoint()).isEqualTo(Endpoint.PROGRAM);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '%', textBlock = """
        copy t to stdout          ~ text , header=false, delimiter=, null=, quote=, escape=, unsupported=
        copy binary t to stdout   ~ binary , header=false, delimiter=, null=, quote=, escape=, unsupported=
        copy t from stdin with csv header delimiter as ';' null 'N' quote '"' escape as '\\' ~ csv , header=true, \
        delimiter=;, null=N, quote=", escape=\\, unsupported=
        copy t from stdin (format csv, header, delimiter E'\\t', null '') ~ csv , header=true, delimiter=\t, null=, \
        quote=, escape=, unsupported=
        copy t from stdin with (FORMAT 'binary') ~ binary , header=false, delimiter=, null=, quote=, escape=, \
        unsupported=
        copy t from stdin (header false, freeze off, on_error stop) ~ text , header=false, delimiter=, null=, \
        quote=, escape=, unsupported=
        copy t from stdin (header match) ~ text , header=true, delimiter=, null=, quote=, escape=, unsupported=
        copy t to stdout (encoding 'latin1') ~ text , header=false, delimiter=, null=, quote=, escape=, \
        unsupported=ENCODING
        copy t to stdout csv force quote a, b ~ csv , header=false, delimiter=, null=, quote=, escape=, \
        unsupported=FORCE_QUOTE
        copy t to stdout (format csv, force_quote *) ~ csv , header=false, delimiter=, null=, quote=, escape=, \
        unsupported=FORCE_QUOTE
        copy t from stdin csv where a > 1 ~ csv , header=false, delimiter=, null=, quote=, escape=, unsupported=
        copy t from stdin (reject_limit 3) ~ text , header=false, delimiter=, null=, quote=, escape=, \
        unsupported=REJECT_LIMIT
        copy t from stdin using delimiters '|' ~ text , header=false, delimiter=|, null=, quote=, escape=, unsupported=
        """)
    void readsOptionsOldAndNew(String sql, String expected) {
        var f = parse(sql).format();
        var actual = "%s , header=%s, delimiter=%s, null=%s, quote=%s, escape=%s, unsupported=%s"
                .formatted(
                        f.csv() ? "csv" : f.binary() ? "binary" : "text",
                        f.header(),
                        f.delimiter().orElse(""),
                        f.nullText().orElse(""),
                        f.quote().orElse(""),
                        f.escape().orElse(""),
                        f.unsupportedOption().orElse(""));
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void readsWhatOnlyCopyFromHas() {
        var plain = parse("copy t from stdin (on_error stop, log_verbosity verbose)")
                .input();
        assertThat(plain)
                .isEqualTo(new CopyInput(
                        Optional.empty(), CopyColumns.NONE, CopyColumns.NONE, Optional.empty(), false, false, false));
        var all = parse("copy t from stdin (format csv, default 'd', force_null (a, \"B\"), force_not_null *,"
                        + " encoding 'latin1', freeze, on_error ignore) where a > 1")
                .input();
        assertThat(all)
                .isEqualTo(new CopyInput(
                        Optional.of("d"),
                        new CopyColumns(false, ImmutableList.of("a", "B")),
                        new CopyColumns(true, ImmutableList.of()),
                        Optional.of("latin1"),
                        true,
                        true,
                        true));
        var old =
                parse("copy t from stdin csv force not null a, b force null c").input();
        assertThat(old.forceNotNull().names()).containsExactly("a", "b");
        assertThat(old.forceNull().has("c")).isTrue();
        assertThat(old.forceNull().has("a")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '%', textBlock = """
        copy t                         ~ syntax error at end of input
        copy t to                      ~ syntax error at end of input
        copy (select 1) from stdin     ~ syntax error at or near "from"
        copy (select 1 to stdout       ~ syntax error at end of input
        copy () to stdout              ~ syntax error at or near ")"
        copy t to stdout where a       ~ syntax error at or near "where"
        copy t to stdout (format csv   ~ syntax error at end of input
        copy t to stdout csv foo       ~ syntax error at or near "foo"
        copy t to stdout (foo 1)       ~ option "foo" not recognized
        copy t to stdout (format 'CSV') ~ COPY format "CSV" not recognized
        copy t to stdout (header 5)    ~ header requires a Boolean value or "match"
        copy t to stdout (header, header) ~ conflicting or redundant options
        copy t to stdout (delimiter 'ab') ~ COPY delimiter must be a single one-byte character
        """)
    void refusesAsPostgresDoes(String sql, String message) {
        assertThatThrownBy(() -> parse(sql)).isInstanceOf(RouterException.class).hasMessage(message);
    }
}
