package dev.kintsugi.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.error.RouterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/// Whatever the text, the analyzer answers with a shape whose spans fit, or with an error for the client.
class SqlAnalyzerRobustnessTest {
    private static final List<String> STATEMENTS = goldenStatements();
    private static final List<String> WORDS = List.of(
            "select",
            "from",
            "where",
            "(",
            ")",
            ",",
            "and",
            "not",
            "case",
            "end",
            "in",
            "between",
            "union",
            "as",
            "a",
            "t",
            "1",
            "$1",
            "'x'",
            "=",
            "+",
            "-",
            "*",
            ".",
            "::",
            "int",
            "[",
            "]",
            "over",
            "filter",
            "order by",
            "limit",
            "join",
            "on",
            "using",
            "values",
            "returning",
            "set",
            "with",
            "exists",
            "any",
            "array",
            "row",
            "null",
            "is",
            "date",
            "interval",
            "for update",
            "group by",
            "window",
            "default",
            ":",
            "=>",
            "lateral",
            "only");

    private static List<String> goldenStatements() {
        try (var files = Files.list(Path.of("src/test/resources/shapes"))) {
            var statements = new ArrayList<String>();
            for (var file : files.sorted().toList()) {
                SqlAnalyzerTest.blocks(Files.readString(file)).forEach(block -> statements.add(block.sql()));
            }
            return statements;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TokenList scan(String sql) {
        return TokenList.scan(sql.getBytes(StandardCharsets.UTF_8), true);
    }

    @Property(tries = 3000)
    void mutatedStatementsAreReadOrRefused(@ForAll("mutations") String sql) {
        try {
            var tokens = scan(sql);
            checkSpans(tokens, SqlAnalyzer.analyze(tokens).shape());
        } catch (RouterException e) {
            assertThat(e.error().code()).hasSize(5);
        }
    }

    @Provide
    Arbitrary<String> mutations() {
        var edits = Arbitraries.integers().between(1, 4);
        return Combinators.combine(Arbitraries.of(STATEMENTS), Arbitraries.longs(), edits)
                .as(SqlAnalyzerRobustnessTest::mutated);
    }

    private static String mutated(String sql, long seed, int edits) {
        var random = new Random(seed);
        var tokens = scan(sql);
        var texts = new ArrayList<String>();
        for (int i = 0; i < tokens.size(); i++) {
            texts.add(tokens.text(i));
        }
        for (int i = 0; i < edits && !texts.isEmpty(); i++) {
            int at = random.nextInt(texts.size());
            switch (random.nextInt(4)) {
                case 0 -> texts.remove(at);
                case 1 -> texts.add(at, WORDS.get(random.nextInt(WORDS.size())));
                case 2 -> texts.set(at, WORDS.get(random.nextInt(WORDS.size())));
                default -> Collections.swap(texts, at, random.nextInt(texts.size()));
            }
        }
        return String.join(" ", texts);
    }

    private static void checkSpans(TokenList tokens, StatementShape shape) {
        new ShapeWalk() {}.shape(shape, new Span(0, tokens.sql().length));
    }

    @Test
    void nothingOfTheTextIsMissingInTheTree() {
        for (var sql : STATEMENTS) {
            var tokens = scan(sql);
            checkNothingMissing(tokens, SqlAnalyzer.analyze(tokens).shape());
        }
    }

    @Property(tries = 3000)
    void nothingOfAMutatedTextIsMissingInTheTree(@ForAll("mutations") String sql) {
        try {
            var tokens = scan(sql);
            checkNothingMissing(tokens, SqlAnalyzer.analyze(tokens).shape());
        } catch (RouterException e) {
            assertThat(e.error().code()).hasSize(5);
        }
    }

    /// Every SELECT and VALUES is a query of the tree and every parameter a value of it; what no tree holds (a
    /// sample's size, a frame's bound, a WINDOW clause that nobody uses) is left out by the pattern.
    private static void checkNothingMissing(TokenList tokens, StatementShape shape) {
        var found = new Found();
        found.shape(shape, new Span(0, tokens.sql().length));
        if (found.opaque || !COMPARABLE.matcher(tokens.toString()).find()) {
            return;
        }
        int selects = 0;
        int parameters = 0;
        for (int i = 0; i < tokens.size(); i++) {
            selects += tokens.isWord(i, "select") ? 1 : 0;
            parameters += tokens.is(i, Token.Kind.PARAMETER) ? 1 : 0;
        }
        assertThat(found.blocks).as(tokens.toString()).isEqualTo(selects);
        assertThat(found.parameters).as(tokens.toString()).isEqualTo(parameters);
    }

    private static final Pattern COMPARABLE = Pattern.compile(
            "^(?!.*(\\bas\\s+select\\b|\\.\\s*select\\b|tablesample|preceding|"
                    + "following|\\bwindow\\b|\\btable\\b|\\bexplain\\s*\\())",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final class Found extends ShapeWalk {
        private boolean opaque;
        private int blocks;
        private int parameters;

        @Override
        void unread(StatementShape shape) {
            opaque = true;
        }

        @Override
        void query(Query query, Span within) {
            blocks += query.body() instanceof Query.Block ? 1 : 0;
        }

        @Override
        void expression(Expr expr, Span within) {
            parameters += expr instanceof Expr.Value(var source, var _) && isParameter(source) ? 1 : 0;
        }

        private static boolean isParameter(ValueSource source) {
            return switch (source) {
                case ValueSource.Parameter _ -> true;
                case ValueSource.Literal _, ValueSource.Slot _ -> false;
                case ValueSource.Cast(var value, var _, var _) -> isParameter(value);
            };
        }
    }

    @Test
    void everyExpressionsTextIsAnExpressionOfItsOwn() {
        for (var sql : STATEMENTS) {
            var tokens = scan(sql);
            var walk = new ShapeWalk() {
                @Override
                void expression(Expr expr, Span within) {
                    checkAlone(tokens, expr);
                }
            };
            walk.shape(SqlAnalyzer.analyze(tokens).shape(), new Span(0, tokens.sql().length));
        }
    }

    private static void checkAlone(TokenList tokens, Expr expr) {
        var text = new String(
                tokens.sql(),
                expr.span().start(),
                expr.span().end() - expr.span().start(),
                StandardCharsets.UTF_8);
        if (!standsAlone(expr, text)) {
            return;
        }
        var again = scan("SELECT " + text);
        assertThat(SqlAnalyzer.analyze(again).shape())
                .as(text)
                .isInstanceOfSatisfying(StatementShape.Select.class, select -> {
                    var block = (Query.Block) select.query().body();
                    assertThat(block.items()).as(text).hasSize(1);
                    assertThat(ShapePrinter.printExpression(
                                    again, block.items().getFirst().expression()))
                            .as(text)
                            .isEqualTo(ShapePrinter.printExpression(tokens, expr));
                });
    }

    /// Not the parts of larger constructs: `t.*`, `ANY (…)`, an inner `[1]`, `()`, a grouping set, the `year` of
    /// EXTRACT, the one row of `FETCH FIRST ROW`, and calls over a window that is defined elsewhere.
    private static boolean standsAlone(Expr expr, String text) {
        return switch (expr) {
            case Expr.Star _ -> false;
            case Expr.ArrayOf _ -> !text.startsWith("[");
            case Expr.Row(var items, var _) -> !items.isEmpty() || text.startsWith("ROW");
            case Expr.Call call ->
                !call.name().equals("grouping sets") && !call.window().isPresent();
            case Expr.Other(var what, var _, var _) -> !what.equals("ANY") || !text.matches("(?i)(any|some|all)\\b.*");
            case Expr.Value _ -> !text.matches("(?i)year|rows?");
            default -> true;
        };
    }

    @Test
    void deepNestingIsRefusedWithTheLimit() {
        for (var unit : List.of("(", "array[", "f(", "case when ")) {
            assertThatThrownBy(() -> SqlAnalyzer.analyze(scan("select " + unit.repeat(3000) + "1" + closing(unit))))
                    .isInstanceOfSatisfying(
                            RouterException.class,
                            e -> assertThat(e.error().code()).isEqualTo("54001"));
        }
    }

    private static String closing(String unit) {
        return (unit.endsWith("[") ? "]" : unit.endsWith("(") ? ")" : " then 1 end").repeat(3000);
    }

    @Test
    void longFlatStatementsAreRead() {
        assertThat(SqlAnalyzer.analyze(scan("select 1 where a=1" + " or a=1".repeat(20_000)))
                        .shape())
                .isInstanceOf(StatementShape.Select.class);
        assertThat(SqlAnalyzer.analyze(scan("select 1" + " + 1".repeat(20_000))).shape())
                .isInstanceOf(StatementShape.Select.class);
        assertThat(SqlAnalyzer.analyze(scan("insert into t values (1, 2)" + ", (1, $1)".repeat(10_000)))
                        .shape())
                .isInstanceOf(StatementShape.Insert.class);
        assertThat(SqlAnalyzer.analyze(scan("select 1 where a in (1" + ", 2".repeat(20_000) + ")"))
                        .shape())
                .isInstanceOf(StatementShape.Select.class);
        assertThat(SqlAnalyzer.analyze(scan("select a" + "::int".repeat(20_000)))
                        .shape())
                .isInstanceOf(StatementShape.Select.class);
    }

    @Test
    void tooManyTokensAreRefused() {
        assertThatThrownBy(() -> SqlAnalyzer.analyze(scan("select 1" + ",1".repeat(SqlAnalyzer.MAX_TOKENS))))
                .isInstanceOfSatisfying(
                        RouterException.class, e -> assertThat(e.error().code()).isEqualTo("54001"));
    }

    @Test
    void longUnionsAndNotChainsAreReadOrRefused() {
        for (var sql : List.of(
                "select 1" + " union select 1".repeat(5000),
                "select " + "not ".repeat(20_000) + "a",
                "select " + "- ".repeat(20_000) + "a",
                "select 1 from t" + " join t on true".repeat(5000))) {
            try {
                assertThat(SqlAnalyzer.analyze(scan(sql)).shape()).isNotNull();
            } catch (RouterException e) {
                assertThat(e.error().code()).isEqualTo("54001");
            }
        }
    }
}
