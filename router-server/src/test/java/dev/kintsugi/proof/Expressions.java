package dev.kintsugi.proof;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Makes expressions and conditions over the rows of a FROM clause.
final class Expressions {
    private static final ImmutableList<String> COMPARISONS =
            ImmutableList.of("=", "<>", "<", ">=", ">", "<=", "IS NOT DISTINCT FROM", "IS DISTINCT FROM");

    private static final Pattern COLUMN = Pattern.compile("\\b[a-z]\\d+\\.");

    private final Draft draft;
    private final Choices choices;

    Expressions(Draft draft) {
        this.draft = draft;
        this.choices = draft.choices;
    }

    /// A column, or something made of it.
    Term any(Rows rows) {
        Term column = column(rows);
        return choices.of(3) < 2 ? column : of(column.kind(), rows, 2);
    }

    /// One that may be grouped and ordered by.
    Term ordered(Rows rows) {
        Term term = any(rows);
        return term.kind().isOrdered() ? term : draft.use(rows.unique().get(0));
    }

    Term column(Rows rows) {
        return draft.use(choices.pick(rows.terms()));
    }

    /// An expression of this kind; a constant if the rows have nothing to make it of.
    Term of(Kind kind, Rows rows, int depth) {
        ImmutableList<Term> columns = rows.of(kind);
        int way = choices.of(depth > 0 ? 6 : 2);
        if (way < 2 && !columns.isEmpty()) {
            return draft.use(choices.pick(columns));
        }
        if (way == 5 && draft.mayNest() && choices.oneIn(3)) {
            return new Term(new Selects(draft).scalar(kind, rows), kind);
        }
        if (way == 4 && choices.oneIn(2)) {
            return new Term(choice(kind, rows, depth), kind);
        }
        ImmutableList<Production> productions = Production.of(Production.SCALARS, kind);
        if (depth == 0 || productions.isEmpty()) {
            return columns.isEmpty() ? new Term(draft.constant(kind, true), kind) : draft.use(choices.pick(columns));
        }
        Production production = choices.pick(productions);
        ImmutableList.Builder<String> arguments = ImmutableList.builder();
        for (Kind argument : production.arguments()) {
            arguments.add(of(argument, rows, depth - 1).sql());
        }
        return draft.use(new Term("(" + draft.filled(production.with(arguments.build(), "")) + ")", kind));
    }

    /// Branches have no type modifier: where Postgres folds the condition, one would show in some of its
    /// descriptions.
    private String choice(Kind kind, Rows rows, int depth) {
        String branch = switch (kind) {
            case NUM, LOOSE -> "%s + 0";
            case CHAR -> "%s::bpchar";
            default -> "%s";
        };
        if (kind == Kind.NUM) {
            draft.loosen();
        }
        return "CASE WHEN %s THEN %s ELSE %s END"
                .formatted(
                        simple(rows),
                        branch.formatted(of(kind, rows, depth - 1).sql()),
                        branch.formatted(of(kind, rows, 0).sql()));
    }

    /// Whether the text names no column.
    static boolean isConstant(String sql) {
        return !COLUMN.matcher(sql).find();
    }

    /// `WHERE` with a condition, or nothing.
    String where(Rows rows) {
        return choices.of(5) < 2 ? "" : " WHERE " + condition(rows, 2);
    }

    String condition(Rows rows, int depth) {
        int way = choices.of(depth > 0 ? 9 : 4);
        return switch (way) {
            case 4, 5 -> "(" + condition(rows, depth - 1) + " AND " + condition(rows, depth - 1) + ")";
            case 6 -> "(" + condition(rows, depth - 1) + " OR " + condition(rows, depth - 1) + ")";
            case 7 -> "NOT (" + condition(rows, depth - 1) + ")";
            case 8 -> draft.mayNest() ? new Selects(draft).condition(rows) : simple(rows);
            default -> simple(rows);
        };
    }

    private String simple(Rows rows) {
        Term term = rows.keys().isEmpty() || choices.of(3) > 0 ? any(rows) : choices.pick(rows.keys());
        if (!term.kind().isOrdered()) {
            return term.sql() + " IS NOT NULL";
        }
        return switch (choices.of(14)) {
            case 0, 1 -> term.sql() + " = " + draft.constant(term.kind(), false);
            case 3, 4 -> term.sql() + " " + choices.pick(COMPARISONS) + " " + draft.constant(term.kind(), false);
            case 5 -> term.sql() + " IN (" + constants(term.kind()) + ")";
            case 6 ->
                term.sql() + " BETWEEN " + draft.constant(term.kind(), false) + " AND "
                        + draft.constant(term.kind(), false);
            case 7 -> term.sql() + (choices.oneIn(4) ? " IS NULL" : " IS NOT NULL");
            case 2, 12 -> term.sql() + " <> " + draft.constant(term.kind(), false);
            case 8 ->
                term.sql() + " " + choices.pick(COMPARISONS) + " "
                        + of(term.kind(), rows, 1).sql();
            case 9 -> "(" + term.sql() + " = " + draft.constant(term.kind(), false) + ") IS NOT TRUE";
            case 10 ->
                term.kind().type().endsWith("[]")
                        ? special(term)
                        : term.sql() + " = ANY (ARRAY[" + constants(term.kind()) + "]::"
                                + term.kind().type() + "[])";
            default -> special(term);
        };
    }

    private String constants(Kind kind) {
        List<String> constants = new ArrayList<>();
        for (int i = choices.of(4); i >= 0; i--) {
            constants.add(draft.constant(kind, false));
        }
        return String.join(", ", constants);
    }

    private String special(Term term) {
        String sql = term.sql();
        return switch (term.kind()) {
            case BOOL -> sql + choices.pick(ImmutableList.of("", " IS TRUE", " IS NOT FALSE", " IS UNKNOWN"));
            case TEXT, ICU ->
                sql + choices.pick(ImmutableList.of(" LIKE '%a%'", " ILIKE 'a%'", " ~ '[be]'", " NOT LIKE '_'"));
            case INTS ->
                choices.pick(ImmutableList.of("%s @> '{1}'", "1 = ANY (%s::int4[])", "%s && '{0,2}'"))
                        .formatted(sql);
            case JSON ->
                choices.pick(ImmutableList.of("%s ? 'a'", "%s @> '{\"a\": 1}'", "%s->'a' = '2'"))
                        .formatted(sql);
            case RANGE ->
                choices.pick(ImmutableList.of("%s @> 2", "isempty(%s)", "%s && '[2,4)'"))
                        .formatted(sql);
            case BIG ->
                choices.pick(ImmutableList.of(
                                "%s = 5.0",
                                "%s = '12'::int2",
                                "(%s %% 7)::int = 5",
                                "(%s, 1) IN ((5, 1), (12, 1))",
                                "%s = -(-5)",
                                "%s > 17"))
                        .formatted(sql);
            default -> "(" + sql + ", 1) = (" + draft.constant(term.kind(), false) + ", 1)";
        };
    }
}
