package dev.kintsugi.proof;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Makes FROM clauses.
final class Sources {
    private static final ImmutableList<String> GROUPS =
            ImmutableList.of("animal", "animal", "animal", "tag", "pair", "era", "visit", "mark");

    private final Draft draft;
    private final Choices choices;
    private final Expressions expressions;

    Sources(Draft draft) {
        this.draft = draft;
        this.choices = draft.choices;
        this.expressions = new Expressions(draft);
    }

    Rows next() {
        if (draft.isPlain()) {
            return plain();
        }
        int way = choices.of(10);
        if (way < 4 || !draft.hasRoom()) {
            return item();
        }
        if (way == 9 && draft.mayNest()) {
            return lateral(item());
        }
        return way < 7 ? colocated() : joined(next(), item());
    }

    /// One table, or some of a group, perhaps with a reference table.
    private Rows plain() {
        int way = choices.of(6);
        Rows rows = way < 3 ? table(choices.pick(Zoo.TABLES)) : colocated();
        Rows right = way == 5 ? table(Zoo.group("none").get(0)) : rows;
        Optional<String> equality = way == 5 ? equality(rows, right) : Optional.empty();
        if (equality.isEmpty()) {
            return rows;
        }
        boolean first = choices.oneIn(3) && !rows.from().contains(" JOIN ");
        String on = (first ? rows : right).from() + " ON " + equality.get();
        return Rows.both((first ? right : rows).from() + side(4) + on, rows, right);
    }

    /// A table that lies together with one of these rows', and in `equality` the condition for it.
    Optional<Rows> beside(Rows left, StringBuilder equality) {
        if (left.keys().isEmpty()) {
            return Optional.empty();
        }
        Term key = choices.pick(left.keys());
        ImmutableList<Zoo.Table> fit = Zoo.TABLES.stream()
                .filter(table -> table.keys().size() == 1)
                .filter(table -> table.keys().get(0).kind() == key.kind())
                .collect(ImmutableList.toImmutableList());
        if (fit.isEmpty()) {
            return Optional.empty();
        }
        Rows right = table(choices.pick(fit));
        equality.append(key.sql()).append(" = ").append(right.keys().get(0).sql());
        return Optional.of(right);
    }

    private Rows item() {
        int way = choices.of(12);
        if (way == 9 && draft.mayNest()) {
            return derived();
        }
        if (way == 10 && !draft.expressions().isEmpty()) {
            return common();
        }
        return way == 11 ? function() : table(choices.pick(Zoo.TABLES));
    }

    Rows table(Zoo.Table table) {
        draft.addTable();
        String alias = draft.alias("t");
        String name = choices.pick(ImmutableList.of("%s ", "%s ", "%s ", "%s AS ", "public.%s ", "\"%s\" "))
                .formatted(table.name());
        return qualified(name + alias, alias, table.columns(), table.keys(), table.unique());
    }

    private static Rows qualified(String from, String alias, List<Term> terms, List<Term> keys, List<Term> unique) {
        return new Rows(from, of(alias, terms), of(alias, keys), of(alias, unique));
    }

    private static ImmutableList<Term> of(String alias, List<Term> terms) {
        return terms.stream()
                .map(term -> new Term(alias + "." + term.sql(), term.kind()))
                .collect(ImmutableList.toImmutableList());
    }

    private Rows derived() {
        String alias = draft.alias("d");
        Selected selected = new Selects(draft).nested(Optional.empty());
        return of(selected, "(" + selected.sql() + ") " + alias, alias);
    }

    private static Rows of(Selected selected, String from, String alias) {
        return qualified(from, alias, selected.columns(), ImmutableList.of(), selected.unique());
    }

    /// A mention of a common table expression.
    private Rows common() {
        Rows expression = choices.pick(ImmutableList.copyOf(draft.expressions()));
        draft.addTable();
        String alias = draft.alias("w");
        return qualified(
                expression.from() + " " + alias, alias, expression.terms(), ImmutableList.of(), expression.unique());
    }

    private Rows function() {
        String alias = draft.alias("f");
        Term value = new Term(alias + ".x", Kind.INT);
        Term text = new Term(alias + ".y", Kind.TEXT);
        return switch (choices.of(3)) {
            case 0 ->
                new Rows(
                        "(VALUES (1, 'ab'), (2, 'b'), (NULL, 'é')) " + alias + " (x, y)",
                        ImmutableList.of(value, text),
                        ImmutableList.of(),
                        ImmutableList.of(text));
            case 1 ->
                new Rows(
                        "generate_series(0, 4) " + alias + " (x)",
                        ImmutableList.of(value),
                        ImmutableList.of(),
                        ImmutableList.of(value));
            default ->
                new Rows(
                        "unnest('{1,2,5}'::int[], '{ab,zeta,Z}'::text[]) " + alias + " (x, y)",
                        ImmutableList.of(value, text),
                        ImmutableList.of(),
                        ImmutableList.of(value));
        };
    }

    /// Tables of one group joined by their keys, perhaps with a reference table.
    private Rows colocated() {
        ImmutableList<Zoo.Table> group = Zoo.group(choices.pick(GROUPS));
        Rows left = table(choices.pick(group));
        for (int i = choices.of(2); i >= 0; i--) {
            Zoo.Table table = choices.pick(group);
            int keys = table.keys().size();
            boolean using = choices.oneIn(4) && left.keys().size() == keys;
            Rows right = table(table);
            String on = using
                    ? " USING (" + String.join(", ", sql(table.keys().stream())) + ")"
                    : " ON " + equalKeys(left, right, keys);
            String more = using ? "" : more(left, right, false);
            // FULL takes nothing but equalities
            left = Rows.both(left.from() + side(more.isEmpty() ? 4 : 3) + right.from() + on + more, left, right);
        }
        return left;
    }

    /// The keys of a mention on the left equal those on the right.
    private String equalKeys(Rows left, Rows right, int count) {
        int first = choices.of(left.keys().size() / count) * count;
        List<String> terms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            terms.add(left.keys().get(first + i).sql() + " = "
                    + right.keys().get(i).sql());
        }
        return count > 1 && choices.oneIn(6) ? terms.get(0) : String.join(" AND ", terms);
    }

    private String side(int count) {
        return choices.pick(ImmutableList.of(" JOIN ", " LEFT JOIN ", " RIGHT JOIN ", " FULL JOIN ")
                .subList(0, count));
    }

    private String more(Rows left, Rows right, boolean hashable) {
        return hashable || choices.of(4) > 0 ? "" : " AND " + expressions.condition(Rows.both("", left, right), 1);
    }

    /// Anything joined with anything; FULL only by equality, which Postgres demands.
    private Rows joined(Rows left, Rows right) {
        Rows both = Rows.both("", left, right);
        Optional<String> equality = equality(left, right);
        String from = left.from();
        if (equality.isEmpty()) {
            String condition = expressions.condition(both, 1);
            return both.withFrom(from + side(3) + right.from() + " ON " + condition);
        }
        boolean several = from.contains(" JOIN ") && !from.startsWith("(");
        int way = choices.of(9);
        if (way == 4) {
            return both.withFrom(from + " FULL JOIN " + right.from() + " ON " + equality.get());
        } else if (way == 6 && !several) {
            return both.withFrom(from + " NATURAL JOIN " + right.from());
        } else if (way == 7 && !several) {
            return both.withFrom(from + " CROSS JOIN " + right.from());
        }
        String on = " ON " + equality.get() + more(left, right, false);
        return way == 8 && several
                ? both.withFrom(right.from() + side(3) + "(" + from + ")" + on)
                : both.withFrom(from + side(3) + right.from() + on);
    }

    /// A condition that joins the two, if they have something in common.
    Optional<String> equality(Rows left, Rows right) {
        List<String> equalities = new ArrayList<>();
        for (Kind kind : ImmutableList.of(Kind.BIG, Kind.INT, Kind.TEXT, Kind.DATE, Kind.MOOD, Kind.UUID)) {
            ImmutableList<Term> a = left.of(kind);
            ImmutableList<Term> b = right.of(kind);
            if (!a.isEmpty() && !b.isEmpty()) {
                equalities.add(choices.pick(a).sql() + " = " + choices.pick(b).sql());
            }
        }
        if (!left.of(Kind.BIG).isEmpty() && !right.of(Kind.INT).isEmpty()) {
            equalities.add(choices.pick(left.of(Kind.BIG)).sql() + " = "
                    + choices.pick(right.of(Kind.INT)).sql());
        }
        return equalities.isEmpty() ? Optional.empty() : Optional.of(choices.pick(ImmutableList.copyOf(equalities)));
    }

    private Rows lateral(Rows left) {
        if (choices.oneIn(3)) {
            return elements(left);
        }
        String alias = draft.alias("l");
        Selected selected = new Selects(draft).nested(Optional.of(left));
        Rows right = of(selected, "LATERAL (" + selected.sql() + ") " + alias, alias);
        String from = switch (choices.of(3)) {
            case 0 -> left.from() + " CROSS JOIN " + right.from();
            case 1 -> left.from() + " LEFT JOIN " + right.from() + " ON true";
            default -> left.from() + " JOIN " + right.from() + " ON " + expressions.condition(right, 1);
        };
        return Rows.both(from, left, right);
    }

    /// Rows beside what is in them.
    private Rows elements(Rows left) {
        String alias = draft.alias("e");
        boolean text = choices.oneIn(2);
        String call = text
                ? "unnest(" + expressions.of(Kind.TEXTS, left, 1).sql() + ")"
                : choices.pick(ImmutableList.of("unnest(%s)", "unnest(%s || 9)"))
                        .formatted(expressions.of(Kind.INTS, left, 1).sql());
        Rows right = new Rows(
                "LATERAL " + call + " WITH ORDINALITY " + alias + " (x, o)",
                ImmutableList.of(new Term(alias + ".x", text ? Kind.TEXT : Kind.INT), new Term(alias + ".o", Kind.BIG)),
                ImmutableList.of(),
                ImmutableList.of(new Term(alias + ".o", Kind.BIG)));
        return Rows.both(left.from() + " CROSS JOIN " + right.from(), left, right);
    }

    static ImmutableList<String> sql(Stream<Term> terms) {
        return terms.map(Term::sql).collect(ImmutableList.toImmutableList());
    }
}
