package dev.kintsugi.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.error.RouterException;
import dev.kintsugi.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LexerProperties {
    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(
                        "select",
                        "e",
                        "u&",
                        "U&'a'",
                        "'",
                        "''",
                        "\"",
                        "\"a b\"",
                        "$",
                        "$$",
                        "$t$",
                        "$1",
                        "\\",
                        "\n",
                        " ",
                        " ",
                        "--",
                        "/*",
                        "*/",
                        "1",
                        "0x",
                        "0x1F",
                        "1.5",
                        ".",
                        "..",
                        "e5",
                        "_",
                        "(",
                        ")",
                        "[",
                        "]",
                        ",",
                        ";",
                        ":",
                        "::",
                        ":=",
                        "=>",
                        "+",
                        "-",
                        "*",
                        "/",
                        "<",
                        "=",
                        "~",
                        "@",
                        "|",
                        "?",
                        "é",
                        "uescape",
                        "'!'",
                        "key",
                        "operator",
                        "begin",
                        "atomic",
                        "case",
                        "end",
                        "'x'",
                        "E'\\n'",
                        "b'1'",
                        "\t")
                .list()
                .ofMaxSize(25)
                .map(list -> String.join("", list));
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(60);
    }

    private static Optional<TokenList> scan(byte[] sql, boolean standardStrings) {
        try {
            return Optional.of(TokenList.scan(sql, standardStrings));
        } catch (RouterException refused) {
            assertThat(refused.error().position().orElse(0)).isBetween(1, sql.length + 1);
            return Optional.empty();
        }
    }

    @Property(tries = 3000)
    void nothingButRefusalsOnRandomBytes(@ForAll("bytes") byte[] sql, @ForAll boolean standardStrings) {
        scan(sql, standardStrings).ifPresent(LexerProperties::readEverything);
    }

    @Property(tries = 5000)
    void nothingButRefusalsOnRandomPieces(@ForAll("pieces") String sql, @ForAll boolean standardStrings) {
        scan(sql.getBytes(UTF_8), standardStrings).ifPresent(LexerProperties::readEverything);
    }

    private static void readEverything(TokenList tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            try {
                assertThat(tokens.token(i).start()).isEqualTo(tokens.start(i));
                if (tokens.isLiteral(i)) {
                    assertThat(tokens.literal(i)).isNotNull();
                }
                if (tokens.isIdentifier(i)) {
                    assertThat(tokens.identifier(i).getBytes(UTF_8).length).isLessThanOrEqualTo(63 * 3);
                }
            } catch (RouterException _) {
                // a broken escape: refused when it is read
            }
        }
    }

    @Property(tries = 5000)
    void onlyBlanksAndCommentsLieBetweenTokens(@ForAll("pieces") String sql) {
        scan(sql.getBytes(UTF_8), true).ifPresent(tokens -> {
            int behind = 0;
            for (int i = 0; i < tokens.size(); i++) {
                assertThat(tokens.start(i)).isGreaterThanOrEqualTo(behind);
                assertThat(tokens.end(i)).isGreaterThan(tokens.start(i));
                assertBlank(tokens, behind, tokens.start(i));
                behind = tokens.end(i);
            }
            assertBlank(tokens, behind, tokens.sql().length);
        });
    }

    private static void assertBlank(TokenList tokens, int from, int to) {
        var gap = new String(tokens.sql(), from, to - from, UTF_8);
        assertThat(scan(gap.getBytes(UTF_8), true).map(TokenList::size)).hasValue(0);
        if (!gap.isBlank()) {
            assertThat(gap).containsAnyOf("--", "/*");
        }
    }

    @Property(tries = 5000)
    void tokensApartScanAsTokensTogether(@ForAll("pieces") String sql) {
        scan(sql.getBytes(UTF_8), true).ifPresent(tokens -> {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < tokens.size(); i++) {
                texts.add(tokens.text(i));
            }
            var again = scan(String.join(" ", texts).getBytes(UTF_8), true);
            assertThat(again.map(LexerProperties::kinds)).hasValue(kinds(tokens));
        });
    }

    private static List<Kind> kinds(TokenList tokens) {
        return IntStream.range(0, tokens.size()).mapToObj(tokens::kind).toList();
    }

    @Property(tries = 3000)
    void statementsAreTheTokensBetweenSemicolons(@ForAll("pieces") String sql) {
        scan(sql.getBytes(UTF_8), true).ifPresent(tokens -> {
            for (var statement : StatementSplitter.split(tokens)) {
                assertThat(statement.size()).isPositive();
                assertThat(tokens.sql()).contains(statement.sql());
                int first = tokens.indexAt(statement.offset());
                for (int i = 0; i < statement.size(); i++) {
                    assertThat(statement.token(i).kind()).isEqualTo(tokens.kind(first + i));
                    assertThat(statement.text(i)).isEqualTo(tokens.text(first + i));
                }
                assertThat(kinds(TokenList.scan(statement.sql(), true))).isEqualTo(kinds(statement));
            }
        });
    }
}
