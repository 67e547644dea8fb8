package dev.kintsugi.proof;

import com.google.common.collect.ImmutableList;
import java.util.stream.Collectors;

/// Makes calls of aggregates and of window functions.
final class Aggregates {
    private static final ImmutableList<String> NUMBERED = ImmutableList.of(
            "row_number()",
            "ntile(3)",
            "lag(%s)",
            "lead(%s, 2)",
            "first_value(%s)",
            "last_value(%s)",
            "nth_value(%s, 2)");
    private static final ImmutableList<String> RANKED = ImmutableList.of("rank()", "dense_rank()");
    private static final ImmutableList<String> FRAMES = ImmutableList.of(
            "",
            " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
            " ROWS UNBOUNDED PRECEDING",
            " ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
            " GROUPS 1 PRECEDING");

    private final Draft draft;
    private final Choices choices;
    private final Expressions expressions;

    Aggregates(Draft draft) {
        this.draft = draft;
        this.choices = draft.choices;
        this.expressions = new Expressions(draft);
    }

    /// Any aggregate over these rows.
    Term any(Rows rows) {
        int way = choices.of(8);
        if (way == 7) {
            Term column = leastOf(rows);
            return new Term(
                    choices.pick(ImmutableList.of("min", "max")) + "(" + column.sql() + ")" + filter(rows),
                    column.kind());
        }
        if (way == 6) {
            Production production = choices.pick(Production.COMPOUNDS);
            return draft.use(new Term(
                    "(" + production.with(arguments(production, rows), order(rows)) + ")", production.result()));
        }
        Production production = choices.pick(Production.AGGREGATES);
        return draft.use(new Term(of(production, rows), production.result()));
    }

    private Term leastOf(Rows rows) {
        Term column = expressions.any(rows);
        return column.kind().hasLeast() ? column : expressions.of(Kind.INT, rows, 1);
    }

    /// One call, perhaps with `FILTER`.
    String of(Production production, Rows rows) {
        return production.with(arguments(production, rows), order(rows)) + filter(rows);
    }

    private ImmutableList<String> arguments(Production production, Rows rows) {
        return production.arguments().stream()
                .map(kind -> expressions.of(kind, rows, 1).sql())
                .collect(ImmutableList.toImmutableList());
    }

    private String filter(Rows rows) {
        return choices.oneIn(5) ? " FILTER (WHERE " + expressions.condition(rows, 1) + ")" : "";
    }

    private static String order(Rows rows) {
        return rows.unique().stream().map(Term::sql).collect(Collectors.joining(", "));
    }

    Term window(Rows rows) {
        String partition = partition(rows);
        return switch (choices.of(4)) {
            case 0 -> {
                Production production = windowed();
                yield draft.use(new Term(of(production, rows) + " OVER (" + partition + ")", production.result()));
            }
            case 1 ->
                new Term(
                        choices.pick(RANKED) + " OVER (" + partition + " ORDER BY "
                                + expressions.ordered(rows).sql() + direction() + ")",
                        Kind.BIG);
            case 2 -> {
                Term value = expressions.ordered(rows);
                String function = choices.pick(NUMBERED);
                Kind kind = function.contains("%s") ? value.kind() : function.startsWith("n") ? Kind.INT : Kind.BIG;
                yield new Term(function.formatted(value.sql()) + " OVER (" + partition + total(rows) + ")", kind);
            }
            default -> {
                Production production = windowed();
                yield draft.use(new Term(
                        of(production, rows) + " OVER (" + partition + total(rows) + choices.pick(FRAMES) + ")",
                        production.result()));
            }
        };
    }

    /// Aggregates that Postgres also takes as window functions.
    private Production windowed() {
        ImmutableList<Production> fit = Production.AGGREGATES.stream()
                .filter(p -> !p.template().contains("DISTINCT") && !p.template().contains("ORDER BY"))
                .collect(ImmutableList.toImmutableList());
        return choices.pick(fit);
    }

    private String partition(Rows rows) {
        return switch (choices.of(4)) {
            case 0 -> "";
            case 1 ->
                rows.keys().isEmpty()
                        ? ""
                        : "PARTITION BY " + rows.keys().get(0).sql();
            default -> "PARTITION BY " + expressions.ordered(rows).sql();
        };
    }

    private String total(Rows rows) {
        String first = choices.oneIn(2) ? expressions.ordered(rows).sql() + direction() + ", " : "";
        return " ORDER BY " + first + order(rows);
    }

    String direction() {
        return choices.pick(ImmutableList.of("", " DESC", " ASC", " NULLS FIRST", " DESC NULLS LAST"));
    }
}
