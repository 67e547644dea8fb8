package dev.kintsugi.differential;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.differential.Expectation.Order;
import dev.kintsugi.differential.ShopColumn.Kind;
import dev.kintsugi.differential.ShopColumn.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/// Makes SELECTs over the shop whose results are fully determined, so that any difference is a mistake.
///
/// Rows are ordered by something unique wherever their order or a limit matters; what may look different and be equal
/// (numerics of different scale, intervals) is neither grouped by nor made distinct.
final class RandomSelects {
    private final ShopColumns columns;
    private final Random random;
    private final List<String> parameters = new ArrayList<>();
    private boolean parameterized;

    RandomSelects(ShopColumns columns, Random random) {
        this.columns = columns;
        this.random = random;
    }

    /// The FROM clause with what can be selected from it, and the columns that make its rows unique.
    private record Source(String from, ImmutableList<Term> terms, ImmutableList<String> unique) {}

    Statement next(String place) {
        parameters.clear();
        parameterized = chance(3);
        Source source = source();
        String sql;
        Order order;
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> {
                sql = rows(source);
                order = new Order.Total();
            }
            case 3 -> {
                sql = "SELECT " + list(source.terms(), 1 + random.nextInt(3)) + from(source);
                order = new Order.None();
            }
            case 4 -> {
                sql = distinct(source);
                order = new Order.Total();
            }
            case 5 -> {
                sql = "SELECT " + aggregates(source) + from(source);
                order = new Order.Total();
            }
            default -> {
                sql = groups(source);
                order = new Order.Total();
            }
        }
        return new Statement(place, sql, ImmutableList.copyOf(parameters), Expectation.PLAIN.withOrder(order));
    }

    private Source source() {
        ImmutableList<Term> customers = columns.of("customers", "c");
        ImmutableList<Term> orders = columns.of("orders", "o");
        ImmutableList<Term> items = columns.of("order_items", "i");
        return switch (random.nextInt(15)) {
            case 9, 10, 11, 12, 13, 14 -> apart(customers, orders, columns.of("customers", "d"));
            case 0 -> new Source("customers c", customers, ImmutableList.of("c.id"));
            case 1, 2 -> new Source("orders o", orders, ImmutableList.of("o.customer_id", "o.id"));
            case 3 -> new Source("order_items i", items, ImmutableList.of("i.customer_id", "i.order_id", "i.line"));
            case 4 -> new Source("events e", columns.of("events", "e"), ImmutableList.of("e.id"));
            case 5 ->
                new Source(
                        "customers c" + join() + "orders o ON o.customer_id = c.id",
                        both(customers, orders),
                        ImmutableList.of("c.id", "o.id"));
            case 6 ->
                new Source(
                        "orders o" + join() + "order_items i ON i.customer_id = o.customer_id AND i.order_id = o.id",
                        both(orders, items),
                        ImmutableList.of("o.id", "i.order_id", "i.line"));
            case 7 ->
                new Source(
                        "customers c " + (chance(2) ? "LEFT " : "") + "JOIN countries k ON k.code = c.country",
                        both(customers, columns.of("countries", "k")),
                        ImmutableList.of("c.id"));
            default ->
                new Source(
                        "(SELECT * FROM orders" + (chance(2) ? " WHERE id % 3 = 0" : "") + ") o"
                                + " LEFT JOIN order_items i ON (i.customer_id, i.order_id) = (o.customer_id, o.id)"
                                + " LEFT JOIN products p ON p.id = i.product_id",
                        both(orders, both(items, columns.of("products", "p"))),
                        ImmutableList.of("o.id", "i.line"));
        };
    }

    /// Rows that do not lie together: what is gathered. The conditions stand where some may be pushed down.
    private Source apart(ImmutableList<Term> c, ImmutableList<Term> o, ImmutableList<Term> d) {
        ImmutableList<String> unique = ImmutableList.of("c.id", "o.customer_id", "o.id");
        ImmutableList<Term> both = both(c, o);
        return switch (random.nextInt(6)) {
            case 0 -> new Source("customers c" + join() + "orders o ON o.id = c.id" + and(both), both, unique);
            case 1 ->
                new Source(
                        "customers c" + join() + "customers d ON d.id = c.id + 1" + and(both(c, d)) + join()
                                + "orders o ON o.id = d.id" + and(both(d, o)),
                        both(both, d),
                        ImmutableList.of("c.id", "d.id", "o.customer_id", "o.id"));
            case 2 ->
                new Source(
                        "(SELECT * FROM customers c WHERE " + condition(c, 1) + ") c" + join()
                                + "(SELECT * FROM orders o WHERE " + condition(o, 2) + ") o ON o.id = c.id" + and(both),
                        both,
                        unique);
            case 3 ->
                new Source(
                        "customers c" + pick(ImmutableList.of(" JOIN ", " LEFT JOIN "))
                                + "LATERAL (SELECT * FROM orders o WHERE o.id = c.id" + and(both)
                                + " ORDER BY o.customer_id LIMIT 3) o ON true" + and(both),
                        both,
                        unique);
            case 4 ->
                new Source(
                        "(SELECT * FROM customers c WHERE c.id " + pick(ImmutableList.of("IN", "NOT IN"))
                                + " (SELECT o.id FROM orders o WHERE " + condition(o, 2) + ")"
                                + pick(ImmutableList.of(" AND ", " OR ")) + condition(c, 1) + ") c",
                        c,
                        ImmutableList.of("c.id"));
            default ->
                new Source(
                        "(SELECT * FROM customers c WHERE " + (chance(2) ? "NOT " : "")
                                + "EXISTS (SELECT 1 FROM orders o WHERE o.id = c.id" + and(both) + ")"
                                + pick(ImmutableList.of(" AND ", " OR ")) + condition(c, 1) + ") c",
                        c,
                        ImmutableList.of("c.id"));
        };
    }

    private String and(ImmutableList<Term> terms) {
        return chance(3) ? "" : " AND " + condition(terms, 1);
    }

    private String join() {
        return pick(ImmutableList.of(" JOIN ", " LEFT JOIN ", " RIGHT JOIN ", " FULL JOIN "));
    }

    private static ImmutableList<Term> both(ImmutableList<Term> left, ImmutableList<Term> right) {
        return ImmutableList.<Term>builder().addAll(left).addAll(right).build();
    }

    private String from(Source source) {
        return " FROM " + source.from() + (chance(4) ? "" : " WHERE " + condition(source.terms(), 2));
    }

    private String rows(Source source) {
        String select = "SELECT " + list(source.terms(), 1 + random.nextInt(4)) + from(source);
        List<String> order = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            order.add(expression(pick(source.terms())).sql() + direction());
        }
        source.unique().forEach(column -> order.add(column + direction()));
        return select + " ORDER BY " + String.join(", ", order) + limit();
    }

    private String distinct(Source source) {
        List<Term> terms = exact(source, 1 + random.nextInt(2));
        String list = terms.stream().map(Term::sql).collect(Collectors.joining(", "));
        return "SELECT DISTINCT " + list + from(source) + " ORDER BY " + ordinals(terms.size()) + limit();
    }

    private String groups(Source source) {
        List<Term> keys = exact(source, 1 + random.nextInt(2));
        if (chance(4)) {
            keys.add(source.terms().get(0));
        }
        String list = keys.stream().map(Term::sql).collect(Collectors.joining(", "));
        String having = chance(8) ? " HAVING count(*) > " + random.nextInt(5) : "";
        String first = chance(3) ? (keys.size() + 1) + direction() + ", " : "";
        return "SELECT " + list + ", " + aggregates(source) + from(source) + " GROUP BY " + list + having + " ORDER BY "
                + first + ordinals(keys.size()) + limit();
    }

    private String ordinals(int count) {
        List<String> ordinals = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            ordinals.add(i + direction());
        }
        return String.join(", ", ordinals);
    }

    private List<Term> exact(Source source, int count) {
        List<Term> terms = new ArrayList<>();
        while (terms.size() < count) {
            Term term = expression(pick(source.terms()));
            if (term.exact()) {
                terms.add(term);
            }
        }
        return terms;
    }

    private String list(ImmutableList<Term> terms, int count) {
        List<String> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(expression(pick(terms)).sql());
        }
        return String.join(", ", list);
    }

    private String aggregates(Source source) {
        List<String> list = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            String filter = chance(5) ? " FILTER (WHERE " + condition(source.terms(), 1) + ")" : "";
            list.add(aggregate(expression(pick(source.terms()))) + filter);
        }
        return String.join(", ", list);
    }

    private String aggregate(Term term) {
        boolean ordered = term.exact() && !term.type().matches("uuid|boolean|bytea");
        return switch (term.kind()) {
            case INTEGER, NUMBER, FLOAT -> {
                String function = pick(
                        ordered
                                ? ImmutableList.of("sum", "avg", "count", "min", "max")
                                : ImmutableList.of("sum", "avg", "count"));
                yield function + "(" + term.sql() + ")";
            }
            case BOOLEAN -> pick(ImmutableList.of("bool_and", "bool_or", "every", "count")) + "(" + term.sql() + ")";
            case TEXT, TIME, OTHER ->
                ordered ? pick(ImmutableList.of("min", "max", "count")) + "(" + term.sql() + ")" : "count(*)";
        };
    }

    /// The column itself or something made of it.
    private Term expression(Term term) {
        if (chance(2)) {
            return term;
        }
        String sql = term.sql();
        return switch (term.kind()) {
            case INTEGER ->
                term.with(
                        pick(ImmutableList.of("%s %% 5", "%s + 1", "-%s", "abs(%s)"))
                                .formatted(sql),
                        Kind.INTEGER,
                        "");
            case NUMBER -> new Term("round(" + sql + ", 1)", Kind.NUMBER, "numeric", true, ImmutableList.of());
            case FLOAT -> term.with(sql + " * 2", Kind.FLOAT, "");
            case TEXT ->
                chance(3)
                        ? term.with("length(" + sql + ")", Kind.INTEGER, "")
                        : term.with(
                                pick(ImmutableList.of("lower(%s)", "substr(%s, 1, 2)", "coalesce(%s, '?')"))
                                        .formatted(sql),
                                Kind.TEXT,
                                "text");
            case TIME ->
                chance(2)
                        ? term.with("date_trunc('month', " + sql + ")", Kind.TIME, "")
                        : term.with(sql + "::date", Kind.OTHER, "date");
            case BOOLEAN -> term.with("NOT " + sql, Kind.BOOLEAN, "boolean");
            case OTHER -> term;
        };
    }

    private String condition(ImmutableList<Term> terms, int depth) {
        if (depth > 0 && chance(2)) {
            return switch (random.nextInt(5)) {
                case 0, 1 -> "(" + condition(terms, depth - 1) + " AND " + condition(terms, depth - 1) + ")";
                case 2, 3 -> "(" + condition(terms, depth - 1) + " OR " + condition(terms, depth - 1) + ")";
                default -> "NOT (" + condition(terms, depth - 1) + ")";
            };
        }
        // the first column of every source is a key, or as good as one
        Term term = chance(3) ? terms.get(0) : pick(terms);
        if (term.samples().isEmpty()) {
            return term.sql() + " IS NOT NULL";
        }
        return switch (random.nextInt(8)) {
            case 0, 1 -> term.sql() + " = " + value(term);
            case 2 -> term.sql() + " IN (" + value(term) + ", " + value(term) + ", " + value(term) + ")";
            case 3 -> term.sql() + (chance(2) ? " IS NULL" : " IS NOT NULL");
            case 4 -> term.sql() + " BETWEEN " + value(term) + " AND " + value(term);
            case 5 -> term.sql() + " <> " + value(term);
            case 6 -> term.sql() + pick(ImmutableList.of(" < ", " >= ", " > ", " <= ")) + value(term);
            default ->
                term.kind() == Kind.TEXT
                        ? term.sql() + " LIKE '%" + pick(ImmutableList.of("a", "o", "E", "i")) + "%'"
                        : value(term) + " <= " + term.sql();
        };
    }

    private String value(Term term) {
        String sample = pick(term.samples());
        if (parameterized && parameters.size() < 5 && chance(2)) {
            parameters.add(sample + "::" + term.type());
            return "$" + parameters.size() + (term.type().equals("bpchar") ? "::bpchar" : "");
        }
        return "'" + sample.replace("'", "''") + "'";
    }

    private String direction() {
        return pick(ImmutableList.of("", "", " ASC", " DESC", " DESC NULLS LAST", " NULLS FIRST"));
    }

    private String limit() {
        return switch (random.nextInt(4)) {
            case 0 -> " LIMIT " + random.nextInt(30);
            case 1 -> " LIMIT " + random.nextInt(30) + " OFFSET " + random.nextInt(60);
            default -> "";
        };
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private <T> T pick(ImmutableList<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
