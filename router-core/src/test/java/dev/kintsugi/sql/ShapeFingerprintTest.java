package dev.kintsugi.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ascii;
import dev.kintsugi.sql.Token.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeFingerprintTest {
    private static final List<String> GAPS = List.of(" ", "\n", "\t ", " /* x /* 1 */ */ ", " -- 'y'\n");

    private final ShapeFingerprint fingerprint = new ShapeFingerprint(42);

    private ShapeFingerprint.Value of(String sql) {
        byte[] bytes = sql.getBytes(UTF_8);
        fingerprint.compute(bytes, 0, bytes.length, true);
        return fingerprint.value();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '%', textBlock = """
        select 1                 ~ SELECT /* x */ 2147483647 ; ;
        select 0xffffffffff      ~ ;select 4_000_000_000
        select 1.5               ~ select 9999999999999999999
        select 'a', $$b$$        ~ select E'\\n', U&'x' uescape '!'
        insert into t values(1)  ~ insert into t values ( 2 )
        """)
    void sameShapes(String left, String right) {
        assertThat(of(left)).isEqualTo(of(right));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '%', textBlock = """
        select 2147483647        ~ select 2147483648
        select 9223372036854775807 ~ select 9223372036854775808
        select 0x7fffffff        ~ select 0x80000000
        select 1                 ~ select '1'
        select 'a'               ~ select N'a'
        select b'1'              ~ select x'1'
        select $1                ~ select $2
        select a                 ~ select "a"
        select a b               ~ select ab
        select "a" "b"           ~ select "a""b"
        select a - b             ~ select a -b c
        select 1; select 2       ~ select 1 select 2
        select 1                 ~ select -1
        select t.*               ~ select t . * , 1
        select 12345678 a        ~ select a
        """)
    void differentShapes(String left, String right) {
        assertThat(of(left)).isNotEqualTo(of(right));
    }

    @Test
    void tellsWhereConstantsStand() {
        of("select é, 'it''s', 12 -- 3");
        assertThat(fingerprint.literalCount()).isEqualTo(2);
        assertThat(fingerprint.literalKind(0)).isEqualTo(Kind.STRING);
        assertThat(fingerprint.literalStart(0)).isEqualTo(11);
        assertThat(fingerprint.literalEnd(0)).isEqualTo(18);
        assertThat(fingerprint.literalKind(1)).isEqualTo(Kind.INTEGER);
    }

    @Test
    void tellsSeveralStatementsFromOne() {
        of(" ; select 1;; ");
        assertThat(fingerprint.hasInnerSemicolon()).isFalse();
        assertThat(fingerprint.isEmpty()).isFalse();
        of("select 1; select 2");
        assertThat(fingerprint.hasInnerSemicolon()).isTrue();
        of(" ; -- x");
        assertThat(fingerprint.isEmpty()).isTrue();
    }

    @Test
    void separatesManySimilarShapes() {
        var seen = new HashSet<ShapeFingerprint.Value>();
        for (int i = 0; i < 20_000; i++) {
            seen.add(of("select c" + i % 100 + " from t" + i / 100 + " where id = $1"));
        }
        assertThat(seen).hasSize(20_000);
    }

    @Provide
    Arbitrary<List<String>> tokens() {
        return Arbitraries.of(
                        "select", "From", "t", "\"T\"", "where", "a", "b", "and", "(", ")", ",", ".", "=", "<=", "||",
                        "::", "int", "$1", "$2", "#int", "#big", "#text", "#num", "#bit", ";", "*", "[", "]", "été")
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    @Property
    void constantsBlanksAndCaseDoNotCount(@ForAll("tokens") List<String> tokens, @ForAll long seed) {
        assertThat(of(render(tokens, new Random(seed)))).isEqualTo(of(render(tokens, new Random(~seed))));
    }

    @Property
    void everyOtherTokenCounts(@ForAll("tokens") List<String> left, @ForAll("tokens") List<String> right) {
        var random = new Random(7);
        boolean same = normalised(left).equals(normalised(right));
        assertThat(of(render(left, random)).equals(of(render(right, random)))).isEqualTo(same);
    }

    /// Semicolons at the ends do not count, and several in a row count once.
    private static String normalised(List<String> tokens) {
        return String.join(" ", tokens).replaceAll("(; )+; ?|; ", "; ").replaceAll("^; ?| ?;( ;)*$", "");
    }

    private static String render(List<String> tokens, Random random) {
        var sql = new StringBuilder();
        for (var token : tokens) {
            String text = constant(token, random);
            boolean quoted = text.startsWith("\"") || text.contains("'") || text.contains("$");
            sql.append(random.nextBoolean() || quoted ? text : recased(text));
            // a newline between two strings would make them one
            sql.append(text.endsWith("'") ? " /**/ " : GAPS.get(random.nextInt(GAPS.size())));
        }
        return sql.toString();
    }

    /// Only ASCII letters are folded, so only they may change case.
    private static String recased(String text) {
        return text.chars().allMatch(c -> c < 0x80) ? Ascii.toUpperCase(text) : text;
    }

    private static String constant(String token, Random random) {
        return switch (token) {
            case "#int" -> Integer.toString(random.nextInt(Integer.MAX_VALUE));
            case "#big" -> Long.toString(Integer.MAX_VALUE + 1L + random.nextInt(1_000_000));
            case "#text" ->
                List.of("'a''b'", "''", "E'\\''", "$$x$$", "U&'\\0061'").get(random.nextInt(5));
            case "#num" -> List.of("1.5", ".5", "1e5", "99999999999999999999").get(random.nextInt(4));
            case "#bit" -> List.of("b'1'", "B'0101'", "b''").get(random.nextInt(3));
            default -> token;
        };
    }
}
