package dev.kintsugi.proof;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Makes SELECTs over the [Zoo] whose result is determined up to the order of rows that ORDER BY leaves open.
final class Grammar {
    private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");

    private static final Pattern OTHER_ALIAS = Pattern.compile("\\b(?!t1\\b)[a-z]\\d+\\b");
    private static final Pattern WHOLE_ROW = Pattern.compile("t1\\.\\*|t1[,)]|t1::");

    private final Draft draft;
    private final Choices choices;
    private boolean ordered;

    private Grammar(Choices choices) {
        this.choices = choices;
        this.draft = new Draft(choices);
    }

    static Generated statement(Choices choices) {
        Grammar grammar = new Grammar(choices);
        ImmutableList.Builder<String> parameters = ImmutableList.builder();
        String sql = grammar.numbered(grammar.sql(), parameters);
        return new Generated(
                sql,
                parameters.build(),
                grammar.ordered,
                grammar.draft.isLoose(),
                choices.taken(),
                choices.withOtherConstants());
    }

    /// A SELECT without WHERE, and the three parts of it: where a condition is true, false, and neither.
    static ImmutableList<Generated> partition(Choices choices) {
        Grammar grammar = new Grammar(choices);
        Rows rows = new Sources(grammar.draft).next();
        Expressions expressions = new Expressions(grammar.draft);
        String condition = expressions.condition(rows, 2);
        String list = expressions.any(rows).sql() + ", " + expressions.any(rows).sql();
        return Stream.of("%s", "%s WHERE %s", "%s WHERE NOT (%s)", "%s WHERE (%s) IS NULL")
                .map(form -> form.formatted("SELECT " + list + " FROM " + rows.from(), condition))
                .map(sql -> new Generated(
                        sql,
                        ImmutableList.of(),
                        false,
                        grammar.draft.isLoose(),
                        ImmutableIntArray.of(),
                        ImmutableIntArray.of()))
                .collect(ImmutableList.toImmutableList());
    }

    /// Numbers the parameters that are left, as some have been made and not used.
    private String numbered(String sql, ImmutableList.Builder<String> used) {
        Map<String, String> numbers = new HashMap<>();
        return PARAMETER
                .matcher(sql)
                .replaceAll(match -> numbers.computeIfAbsent(match.group(1), number -> {
                    used.add(draft.parameters().get(Integer.parseInt(number) - 1));
                    return "\\$" + (numbers.size() + 1);
                }));
    }

    private String sql() {
        if (choices.oneIn(3)) {
            draft.parameterize();
        }
        if (choices.of(5) > 1) {
            draft.keepPlain();
        }
        String with = draft.isPlain() ? "" : with();
        Body body = new Bodies(draft, Optional.empty(), false).body();
        return plainer(with + body.sql() + tail(body));
    }

    /// The only table without its alias, perhaps.
    private String plainer(String sql) {
        boolean alone = sql.contains(" t1")
                && !OTHER_ALIAS.matcher(sql).find()
                && !WHOLE_ROW.matcher(sql).find();
        return !choices.oneIn(3) || !alone
                ? sql
                : sql.replace("t1.", "").replace(" AS t1", "").replace(" t1", "");
    }

    private String with() {
        List<String> expressions = new ArrayList<>();
        boolean recursive = false;
        while (expressions.size() < 2 && choices.oneIn(5)) {
            boolean counts = choices.oneIn(4);
            recursive |= counts;
            Selects selects = new Selects(draft);
            expressions.add(counts ? selects.recursive() : selects.common());
        }
        return expressions.isEmpty()
                ? ""
                : (recursive ? "WITH RECURSIVE " : "WITH ") + String.join(", ", expressions) + " ";
    }

    private String tail(Body body) {
        if (body.total().isEmpty() || choices.oneIn(3)) {
            return "";
        }
        List<String> order = new ArrayList<>();
        for (int i = choices.of(3) - 1; i >= 0 && !body.more().isEmpty(); i--) {
            order.add(choices.pick(body.more()) + direction());
        }
        if (choices.oneIn(12)) {
            return ties(body);
        }
        body.total().forEach(item -> order.add(item + direction()));
        ordered = true;
        return " ORDER BY " + String.join(", ", order) + limit();
    }

    /// The first rows and those equal to the last of them: determined as a whole.
    private String ties(Body body) {
        String item = body.more().isEmpty() ? body.total().get(0) : choices.pick(body.more());
        return " ORDER BY " + item + direction() + " FETCH FIRST " + (1 + choices.of(9)) + " ROWS WITH TIES";
    }

    private String direction() {
        return new Aggregates(draft).direction();
    }

    private String limit() {
        return switch (choices.of(6)) {
            case 3 -> choices.oneIn(3) ? draft.filled(" LIMIT abs({int})") : " LIMIT " + choices.of(12);
            case 4 -> draft.filled(" LIMIT 12 OFFSET coalesce(abs({int}), 1)");
            case 5 -> choices.pick(ImmutableList.of(" OFFSET 3", " LIMIT ALL", " FETCH FIRST ROW ONLY", " LIMIT NULL"));
            default -> "";
        };
    }
}
