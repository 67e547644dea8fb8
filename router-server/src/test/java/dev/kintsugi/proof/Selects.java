package dev.kintsugi.proof;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes SELECTs that stand inside others.
final class Selects {
    private final Draft draft;
    private final Choices choices;
    private final Expressions expressions;

    Selects(Draft draft) {
        this.draft = draft;
        this.choices = draft.choices;
        this.expressions = new Expressions(draft);
    }

    /// A derived table's SELECT; it may use the columns of `outer`.
    Selected nested(Optional<Rows> outer) {
        draft.enter();
        Bodies bodies = new Bodies(draft, outer, true);
        Selected selected = bodies.next();
        draft.leave();
        return selected;
    }

    /// A subquery as a value of this kind.
    String scalar(Kind kind, Rows outer) {
        draft.enter();
        Rows rows = new Sources(draft).next();
        String where = where(rows, Optional.of(outer));
        ImmutableList<Production> aggregates = Production.of(Production.AGGREGATES, kind);
        String sql;
        if (choices.of(3) > 0 && !aggregates.isEmpty()) {
            sql = new Aggregates(draft).of(choices.pick(aggregates), rows) + " FROM " + rows.from() + where;
        } else {
            sql = expressions.of(kind, rows, 1).sql() + " FROM " + rows.from() + where + " ORDER BY "
                    + String.join(", ", Sources.sql(rows.unique().stream())) + " LIMIT 1";
        }
        draft.leave();
        return "(SELECT " + sql + ")";
    }

    /// A condition with a subquery.
    String condition(Rows outer) {
        draft.enter();
        Rows rows = new Sources(draft).next();
        Term term = expressions.ordered(outer);
        ImmutableList<Term> same = rows.of(term.kind());
        String not = choices.oneIn(3) ? "NOT " : "";
        String condition;
        if (same.isEmpty() || choices.oneIn(3)) {
            condition = not + "EXISTS (SELECT 1 FROM " + rows.from() + where(rows, Optional.of(outer)) + ")";
        } else {
            String query = "(SELECT " + choices.pick(same).sql() + " FROM " + rows.from()
                    + where(rows, choices.oneIn(3) ? Optional.of(outer) : Optional.empty()) + ")";
            ImmutableList<Term> ints = rows.of(Kind.INT);
            if (!ints.isEmpty() && choices.oneIn(5)) {
                query = query.replaceFirst(
                        "\\(SELECT ", "(SELECT " + choices.pick(ints).sql() + ", ");
                draft.leave();
                return "(" + expressions.of(Kind.INT, outer, 1).sql() + ", " + term.sql() + ") " + not + "IN " + query;
            }
            condition = choices.of(4) == 3
                    ? term.sql() + choices.pick(ImmutableList.of(" > ALL ", " = ANY ", " <= SOME ")) + query
                    : term.sql() + " " + not + "IN " + query;
        }
        draft.leave();
        return condition;
    }

    /// `WHERE`, perhaps with an equality of a column inside and one outside.
    private String where(Rows rows, Optional<Rows> outer) {
        return new Bodies(draft, outer, true).where(rows);
    }

    /// Defines a common table expression and gives its text.
    String common() {
        String name = draft.alias("c");
        Selected selected = nested(Optional.empty());
        draft.expressions().add(new Rows(name, selected.columns(), ImmutableList.of(), selected.unique()));
        return name + choices.pick(ImmutableList.of(" AS (", " AS MATERIALIZED (", " AS NOT MATERIALIZED ("))
                + selected.sql() + ")";
    }

    /// Numbers that a recursive query counts, beginning with those of a table.
    String recursive() {
        String name = draft.alias("r");
        Rows rows = new Sources(draft).table(choices.pick(Zoo.TABLES));
        String start = expressions.of(Kind.INT, rows, 1).sql();
        String condition = expressions.condition(rows, 1);
        ImmutableList<Term> number = ImmutableList.of(new Term("n", Kind.INT));
        draft.expressions().add(new Rows(name, number, ImmutableList.of(), number));
        return "%s (n) AS (SELECT %s FROM %s WHERE %s UNION SELECT n + 1 FROM %s WHERE n < 4)"
                .formatted(name, start, rows.from(), condition, name);
    }

    static ImmutableList<Term> renamed(List<Term> terms) {
        List<Term> renamed = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            renamed.add(new Term("c" + (i + 1), terms.get(i).kind()));
        }
        return ImmutableList.copyOf(renamed);
    }
}
