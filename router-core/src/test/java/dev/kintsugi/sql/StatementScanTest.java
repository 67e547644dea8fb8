package dev.kintsugi.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementScanTest {
    private final StatementScan scan = new StatementScan();

    private StatementScan read(String sql) {
        // the statement need not fill its array
        byte[] bytes = ("'x" + sql + "y'").getBytes(UTF_8);
        scan.read(bytes, 2, bytes.length - 2, true);
        return scan;
    }

    private StatementText text(String sql) {
        return read(sql).text();
    }

    private boolean sameShape(String left, String right) {
        StatementText text = text(left);
        long hash = scan.hash();
        boolean same = read(right).sameShape(text);
        assertThat(text.sameShape(scan.text())).isEqualTo(same);
        assertThat(scan.hash() == hash).as("hash of %s and %s", left, right).isEqualTo(same);
        return same;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '%', textBlock = """
        select 1                 ~ ;; select 2147483647 /* y */ ; ; -- x
        select 0xffffffffff      ~ select 4_000_000_000
        select 007               ~ select 0b1
        select 1.5               ~ select 1e3
        select 9223372036854775808 ~ select 0xffffffffffffffffff
        select 'a', $$b$$        ~ select E'\\n', U&'x' uescape '!'
        select -1                ~ select -2
        select b'1', x'1', N'a'  ~ select B'', X'ff', n'b'
        """)
    void sameShapes(String left, String right) {
        assertThat(sameShape(left, right)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '%', textBlock = """
        select 2147483647        ~ select 2147483648
        select 9223372036854775807 ~ select 9223372036854775808
        select 0x7fffffff        ~ select 0x80000000
        select 9223372036854775808 ~ select 1.5
        select 1                 ~ select '1'
        select 'a'               ~ select N'a'
        select b'1'              ~ select x'1'
        select $1                ~ select $2
        select a                 ~ select "a"
        select a                 ~ select A
        select a b               ~ select ab
        select 1, 2              ~ select 1,2
        select 1 /* a */ , 2     ~ select 1 /* b */ , 2
        select 1; select 2       ~ select 1 select 2
        select 1                 ~ select -1
        select 1                 ~ select 1, 1
        select 12345678 a        ~ select 12345678
        """)
    void differentShapes(String left, String right) {
        assertThat(sameShape(left, right)).isFalse();
    }

    @Test
    void theSettingOfBackslashesCounts() {
        byte[] sql = "select 'a'".getBytes(UTF_8);
        scan.read(sql, 0, sql.length, true);
        StatementText text = scan.text();
        scan.read(sql, 0, sql.length, false);
        assertThat(scan.sameShape(text)).isFalse();
    }

    @Test
    void tellsWhereConstantsStand() {
        StatementText text = text("; select é, 'it''s', -1_2 -- 3");
        assertThat(text).hasToString("select é, 'it''s', -1_2");
        assertThat(text.constants()).isEqualTo(2);
        assertThat(text.kind(0)).isEqualTo(ConstantKind.STRING);
        assertThat(text.start(0)).isEqualTo(11);
        assertThat(text.end(0)).isEqualTo(18);
        assertThat(text.literal(1, true)).hasToString("Number[digits=-12]");
        assertThat(scan.characterOffset()).isEqualTo(2);
    }

    @Test
    void tellsSeveralStatementsFromOne() {
        assertThat(read(" ; select 1;; ").hasInnerSemicolon()).isFalse();
        assertThat(scan.isEmpty()).isFalse();
        assertThat(read("select 1; select 2").hasInnerSemicolon()).isTrue();
        assertThat(read(" ; -- x").isEmpty()).isTrue();
        assertThat(read("").isEmpty()).isTrue();
    }

    @Test
    void aPlaceIsTheSamePlaceInEveryTextOfTheShape() {
        StatementText origin = text("SELECT 1 , 'a' FROM t");
        StatementText other = text("SELECT 1000 , 'it''s' FROM t");
        String before = origin.toString();
        for (int i = 0; i < before.length(); i++) {
            char at = before.charAt(i);
            boolean inConstant = i == 7 || (i >= 11 && i <= 13);
            if (!inConstant) {
                assertThat(other.toString().charAt(other.place(origin, i))).isEqualTo(at);
            }
        }
        assertThat(other.place(origin, 8)).as("behind the first constant").isEqualTo(11);
        assertThat(other.place(origin, before.length())).isEqualTo(other.sql().length);
        assertThatThrownBy(() -> other.place(origin, 12)).isInstanceOf(IllegalArgumentException.class);
        assertThat(other.place(origin, new Span(7, 14))).isEqualTo(new Span(7, 21));
        assertThat(other.place(origin, new Span(15, 19))).isEqualTo(new Span(22, 26));
    }

    @Test
    void hashesSpread() {
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            seen.add(read("select c" + i % 100 + " from t" + i / 100 + " where id = $1")
                    .hash());
        }
        assertThat(seen).hasSize(20_000);
    }

    @Test
    void readsPlainIntegersOnly() {
        read("select 0, 007, 999999999999999999, 1000000000000000000, 1_0, 0x1, 1.0, '1'");
        List<Boolean> plain = new ArrayList<>();
        for (int i = 0; i < scan.constants(); i++) {
            plain.add(scan.isPlainInteger(i));
        }
        assertThat(plain).containsExactly(true, true, true, false, false, false, false, false);
        assertThat(scan.integer(1)).isEqualTo(7);
        assertThat(scan.integer(2)).isEqualTo(999_999_999_999_999_999L);
    }

    @Provide
    Arbitrary<List<String>> tokens() {
        return Arbitraries.of(
                        "select", "From", "t", "\"T\"", "where", "a", "(", ")", ",", ".", "=", "||", "::", "int", "$1",
                        "#int", "#big", "#huge", "#text", "#num", "#bit", "*", "[", "]", "été", "/* x */", "-- y\n")
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    @Property
    void constantsDoNotCount(@ForAll("tokens") List<String> tokens, @ForAll long seed) {
        assertThat(sameShape(render(tokens, new Random(seed)), render(tokens, new Random(~seed))))
                .isTrue();
    }

    @Property
    void everyOtherTokenCounts(@ForAll("tokens") List<String> left, @ForAll("tokens") List<String> right) {
        Random random = new Random(7);
        assertThat(sameShape(render(left, random), render(right, random)))
                .isEqualTo(trimmed(left).equals(trimmed(right)));
    }

    /// Comments at the ends do not count.
    private static List<String> trimmed(List<String> tokens) {
        List<String> kept = new ArrayList<>(tokens);
        kept.removeIf(String::isEmpty);
        while (!kept.isEmpty() && isComment(kept.getFirst())) {
            kept.removeFirst();
        }
        while (!kept.isEmpty() && isComment(kept.getLast())) {
            kept.removeLast();
        }
        return kept;
    }

    private static boolean isComment(String token) {
        return token.startsWith("--") || token.startsWith("/*");
    }

    private static String render(List<String> tokens, Random random) {
        StringBuilder sql = new StringBuilder();
        for (String token : tokens) {
            sql.append(constant(token, random)).append(" /**/ ");
        }
        return sql.toString();
    }

    private static String constant(String token, Random random) {
        return switch (token) {
            case "#int" -> Integer.toString(random.nextInt(Integer.MAX_VALUE));
            case "#big" -> Long.toString(Integer.MAX_VALUE + 1L + random.nextInt(1_000_000));
            case "#huge" -> "9".repeat(20 + random.nextInt(5));
            case "#text" ->
                List.of("'a''b'", "''", "E'\\''", "$$x$$", "U&'\\0061'").get(random.nextInt(5));
            case "#num" -> List.of("1.5", ".5", "1e5", "5.").get(random.nextInt(4));
            case "#bit" -> List.of("b'1'", "B'0101'", "b''").get(random.nextInt(3));
            default -> token;
        };
    }
}
