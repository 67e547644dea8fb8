package dev.kintsugi.proof;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Makes the bodies of SELECTs: all but ORDER BY and LIMIT.
///
/// A nested one names its columns `c1`, `c2` … and selects what tells its rows apart.
final class Bodies {
    private final Draft draft;
    private final Choices choices;
    private final Expressions expressions;
    private final Aggregates aggregates;
    private final Optional<Rows> outer;
    private final boolean nested;
    private String comma = "";

    Bodies(Draft draft, Optional<Rows> outer, boolean nested) {
        this.draft = draft;
        this.choices = draft.choices;
        this.expressions = new Expressions(draft);
        this.aggregates = new Aggregates(draft);
        this.outer = outer;
        this.nested = nested;
    }

    /// A whole SELECT, with a LIMIT perhaps.
    Selected next() {
        Body body = body();
        String tail = "";
        if (choices.oneIn(4) && !body.total().isEmpty()) {
            tail = " ORDER BY " + String.join(", ", body.total()) + " LIMIT " + (1 + choices.of(8));
        }
        return new Selected(body.sql() + tail, body.columns(), body.unique());
    }

    Body body() {
        return switch (choices.of(nested ? 11 : 14)) {
            case 0, 1, 2 -> rows();
            case 3 -> distinct();
            case 4 -> whole();
            case 5, 6 -> groups();
            case 7 -> windows();
            case 8 -> draft.mayNest() ? union() : rows();
            case 9 -> sets();
            case 10 -> distinctOn();
            case 11 -> choices.oneIn(3) && draft.mayNest() ? values() : groups();
            default -> choices.oneIn(2) ? groups() : windows();
        };
    }

    /// Subqueries without a FROM clause.
    private Body values() {
        Rows nothing = new Rows("", ImmutableList.of(), ImmutableList.of(), ImmutableList.of());
        Selects selects = new Selects(draft);
        List<Term> items = new ArrayList<>();
        items.add(new Term(selects.scalar(Kind.INT, nothing), Kind.INT));
        items.add(new Term(selects.scalar(Kind.TEXT, nothing), Kind.TEXT));
        String list = String.join(", ", Sources.sql(items.stream()));
        return ofUnique(choices.oneIn(3) ? "VALUES (" + list + "), (2, 'b')" : "SELECT " + list, items, 2);
    }

    String where(Rows rows) {
        String where = expressions.where(rows);
        if (!comma.isEmpty()) {
            where = (where.isEmpty() ? " WHERE " : where + " AND ") + comma;
            comma = "";
        }
        if (outer.isEmpty() || outer.get().terms().isEmpty() || choices.oneIn(3)) {
            return where;
        }
        Term inside = rows.keys().isEmpty() ? choices.pick(rows.terms()) : choices.pick(rows.keys());
        ImmutableList<Term> outside = outer.get().of(inside.kind());
        if (outside.isEmpty() || !inside.kind().isOrdered()) {
            return where;
        }
        return (where.isEmpty() ? " WHERE " : where + " AND ") + inside.sql() + " = "
                + choices.pick(outside).sql();
    }

    /// `SELECT` with these expressions, named or not, `FROM` these rows.
    private String select(String distinct, List<Term> items, String from) {
        return IntStream.range(0, items.size())
                        .mapToObj(i -> items.get(i).sql() + name(i))
                        .collect(Collectors.joining(", ", "SELECT " + distinct, ""))
                + " FROM " + from;
    }

    private String name(int i) {
        return nested ? " AS c" + (i + 1) : choices.oneIn(5) ? " AS x" + (i + 1) : choices.oneIn(20) ? " AS i" : "";
    }

    /// A FROM clause; of two parts with a comma between them, `comma` becomes what joins them.
    private Rows source() {
        comma = "";
        Sources sources = new Sources(draft);
        Rows rows = sources.next();
        if (!draft.hasRoom() || !choices.oneIn(8)) {
            return rows;
        }
        StringBuilder equality = new StringBuilder();
        Optional<Rows> beside = draft.isPlain() || choices.oneIn(2) ? sources.beside(rows, equality) : Optional.empty();
        if (beside.isEmpty() && draft.isPlain()) {
            return rows;
        }
        Rows more = beside.orElseGet(sources::next);
        if (beside.isEmpty()) {
            sources.equality(rows, more).ifPresent(equality::append);
        }
        if (equality.isEmpty()) {
            return rows;
        }
        comma = equality.toString();
        return Rows.both(rows.from() + ", " + more.from(), rows, more);
    }

    private Body rows() {
        Rows rows = source();
        List<Term> items = new ArrayList<>(nested ? rows.unique() : ImmutableList.of());
        int more = 1 + choices.of(3);
        for (int i = 0; i < more; i++) {
            items.add(expressions.any(rows));
        }
        if (!nested && choices.oneIn(8)) {
            return special(rows);
        }
        return plain(rows, items, where(rows));
    }

    /// Select lists of other forms, and mistakes.
    private Body special(Rows rows) {
        String alias = rows.unique().get(0).sql().replaceAll("\\..*", "");
        boolean loose = rows.terms().stream()
                .anyMatch(term ->
                        term.sql().startsWith(alias + ".") && term.kind().isLoose());
        if (loose) {
            draft.loosen();
        }
        String list = switch (choices.of(loose ? 9 : 12)) {
            case 0 -> "*";
            case 1 -> alias + ".*";
            case 2 -> "generate_series(1, 2), " + expressions.any(rows).sql();
            case 3 ->
                "unnest(" + expressions.of(Kind.INTS, rows, 1).sql() + "), "
                        + expressions.any(rows).sql();
            case 4 -> mistake(rows);
            case 5 -> alias + ".*, " + expressions.any(rows).sql();
            case 6 -> "DISTINCT " + expressions.ordered(rows).sql() + ", 'x' AS \"Two Words\"";
            case 7 -> odd(rows, alias);
            case 8 ->
                "ROW(" + expressions.of(Kind.INT, rows, 1).sql() + ", "
                        + expressions.of(Kind.TEXT, rows, 1).sql() + ")";
            case 9 -> "row_to_json(" + alias + ")";
            case 10 -> alias + "::text";
            default -> "jsonb_build_array(to_jsonb(" + alias + "), 1)";
        };
        return new Body(
                "SELECT " + list + " FROM " + rows.from() + where(rows),
                ImmutableList.of(),
                ImmutableList.of(),
                ImmutableList.of(),
                ImmutableList.of());
    }

    /// What a router may refuse.
    private String odd(Rows rows, String alias) {
        return choices.pick(ImmutableList.of(
                        "pick('{1,2}'::int[], %s)",
                        "pg_typeof(%s)",
                        "(" + alias + ".tableoid <> 0)",
                        "(SELECT count(*) FROM pg_class WHERE relname = 'herds' AND oid = %s)",
                        "now() > '2020-01-01'::timestamptz + %s * interval '1 day'",
                        "(SELECT sum(i) FROM kinds TABLESAMPLE system (100))",
                        "('herds'::regclass)::text"))
                .formatted(expressions.of(Kind.INT, rows, 0).sql());
    }

    private String mistake(Rows rows) {
        return choices.pick(ImmutableList.of(
                        "1 / (%s - %1$s)",
                        "nowhere",
                        "%s + true",
                        "(SELECT i FROM kinds)",
                        "'x'::int + %s",
                        "sqrt(-1 - abs(%s))",
                        "nothing(%s)",
                        "%s, count(*)",
                        "sum(sum(%s))",
                        "%s::int2 * 40000::int2",
                        "(%s, 1) = (1, 2, 3)",
                        "'2024-13-01'::date + %s"))
                .formatted(expressions.of(Kind.INT, rows, 0).sql());
    }

    private Body windows() {
        Rows rows = source();
        List<Term> items = new ArrayList<>(rows.unique());
        int more = 1 + choices.of(2);
        for (int i = 0; i < more; i++) {
            items.add(aggregates.window(rows));
        }
        return plain(rows, items, where(rows));
    }

    private Body plain(Rows rows, List<Term> items, String where) {
        String sql = select("", items, rows.from() + where);
        ImmutableList<Term> columns = Selects.renamed(items);
        if (nested) {
            ImmutableList<Term> unique = columns.subList(0, rows.unique().size());
            return new Body(sql, columns, unique, Sources.sql(unique.stream()), ImmutableList.of());
        }
        Term first = expressions.ordered(rows);
        String collation = first.kind() == Kind.TEXT && choices.oneIn(3) ? " COLLATE \"en-x-icu\"" : "";
        ImmutableList<String> more = ImmutableList.of(
                first.sql() + collation, expressions.ordered(rows).sql(), "1");
        boolean wild = !items.get(0).kind().isOrdered();
        return new Body(
                sql,
                columns,
                ImmutableList.of(),
                Sources.sql(rows.unique().stream()),
                wild ? more.subList(0, 2) : more);
    }

    private List<Term> keys(Rows rows) {
        List<Term> keys = new ArrayList<>();
        for (int i = choices.of(3) / 2; i >= 0; i--) {
            keys.add(
                    !rows.keys().isEmpty() && choices.oneIn(5)
                            ? draft.use(rows.keys().get(0))
                            : expressions.ordered(rows));
        }
        return keys;
    }

    private Body distinct() {
        Rows rows = source();
        List<Term> items = keys(rows);
        return ofUnique(select("DISTINCT ", items, rows.from() + where(rows)), items, items.size());
    }

    private Body distinctOn() {
        Rows rows = source();
        Term on = expressions.ordered(rows);
        Term other = expressions.any(rows);
        String sql = select("DISTINCT ON (" + on.sql() + ") ", ImmutableList.of(on, other), rows.from() + where(rows))
                + " ORDER BY " + on.sql() + ", " + String.join(", ", Sources.sql(rows.unique().stream()));
        // what follows ORDER BY is in brackets when more is to come
        return ofUnique("SELECT * FROM (" + sql + ") " + draft.alias("o"), ImmutableList.of(on, other), 1);
    }

    /// A body whose first columns tell its rows apart.
    private Body ofUnique(String sql, List<Term> items, int count) {
        ImmutableList<Term> columns = Selects.renamed(items);
        ImmutableList<String> ordinals =
                IntStream.rangeClosed(1, count).mapToObj(Integer::toString).collect(ImmutableList.toImmutableList());
        return new Body(sql, columns, columns.subList(0, count), ordinals, ordinals);
    }

    private Body whole() {
        Rows rows = source();
        List<Term> items = aggregates(rows);
        String sql = select("", items, rows.from() + where(rows)) + having(rows, 8);
        Body body = ofUnique(sql, items, 0);
        return new Body(body.sql(), body.columns(), body.columns().subList(0, 1), body.total(), body.more());
    }

    private List<Term> aggregates(Rows rows) {
        List<Term> items = new ArrayList<>();
        for (int i = choices.of(3); i >= 0; i--) {
            items.add(aggregates.any(rows));
        }
        return items;
    }

    private String having(Rows rows, int oneIn) {
        if (!choices.oneIn(oneIn)) {
            return "";
        }
        Term aggregate = aggregates.any(rows);
        return aggregate.kind().isLoose() || aggregate.sql().contains(" OVER ")
                ? " HAVING count(*) > 1"
                : " HAVING " + aggregate.sql()
                        + (choices.oneIn(2) ? " IS NOT NULL" : " >= " + draft.constant(aggregate.kind(), false));
    }

    private Body groups() {
        Rows rows = source();
        List<Term> keys = keys(rows);
        List<Term> items = new ArrayList<>(keys);
        items.addAll(aggregates(rows));
        if (choices.oneIn(8)) {
            items.add(new Term("rank() OVER (ORDER BY count(*) DESC)", Kind.BIG));
        }
        boolean named = !nested && choices.oneIn(4);
        String list = named
                ? IntStream.rangeClosed(1, keys.size())
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(", "))
                : String.join(", ", Sources.sql(keys.stream()));
        String sql = select("", items, rows.from() + where(rows)) + " GROUP BY " + list + having(rows, 5);
        Body body = ofUnique(sql, items, keys.size());
        List<String> more = new ArrayList<>(ImmutableList.of("1", "count(*)"));
        Term first = items.get(keys.size());
        if (!first.kind().isLoose()) {
            more.add(Integer.toString(keys.size() + 1));
        }
        return new Body(body.sql(), body.columns(), body.unique(), body.total(), ImmutableList.copyOf(more));
    }

    /// Grouping sets are not ordered: Postgres 17 takes keys for constant or for equal by what holds before
    /// grouping.
    private Body sets() {
        Rows rows = source();
        Term a = expressions.ordered(rows);
        Term b = expressions.ordered(rows);
        if (a.sql().equals(b.sql()) || Expressions.isConstant(a.sql()) || Expressions.isConstant(b.sql())) {
            return groups();
        }
        String groups = choices.pick(ImmutableList.of(
                        "ROLLUP (%s, %s)",
                        "CUBE (%s, %s)",
                        "GROUPING SETS ((%s), (%s), ())",
                        "%s, ROLLUP (%s)",
                        "GROUPING SETS ((%1$s, %2$s), (%2$s))",
                        "CUBE (%s), %s",
                        "GROUPING SETS (CUBE (%s, %s))"))
                .formatted(a.sql(), b.sql());
        List<Term> items = new ArrayList<>();
        items.add(new Term("grouping(" + a.sql() + ", " + b.sql() + ")", Kind.INT));
        items.add(a);
        items.add(b);
        items.addAll(aggregates(rows));
        Body body = ofUnique(
                select("", items, rows.from() + where(rows)) + " GROUP BY " + groups + having(rows, 6), items, 3);
        return new Body(body.sql(), body.columns(), body.unique(), ImmutableList.of(), ImmutableList.of());
    }

    /// A set operation of bodies with columns of the same kinds.
    private Body union() {
        draft.enter();
        List<Kind> kinds = new ArrayList<>();
        StringBuilder sql = new StringBuilder();
        int third = choices.of(2);
        for (int i = 0; i < 2 + third; i++) {
            Rows rows = source();
            List<Term> items = new ArrayList<>();
            if (i == 0) {
                for (Term key : keys(rows)) {
                    items.add(key);
                    kinds.add(key.kind());
                }
            } else {
                kinds.forEach(kind -> items.add(expressions.of(kind, rows, 1)));
                sql.append(choices.pick(ImmutableList.of(" UNION ", " INTERSECT ", " EXCEPT ")))
                        .append(choices.oneIn(3) ? "ALL " : "");
            }
            String select = select("", items, rows.from() + where(rows));
            sql.append(
                    choices.oneIn(6)
                            ? "(" + select + " ORDER BY " + String.join(", ", Sources.sql(rows.unique().stream()))
                                    + " LIMIT 4)"
                            : select);
        }
        draft.leave();
        List<Term> items = kinds.stream().map(kind -> new Term("", kind)).toList();
        // rows that are not distinct are alike in all columns, so their order does not show
        return ofUnique(sql.toString(), items, items.size());
    }
}
