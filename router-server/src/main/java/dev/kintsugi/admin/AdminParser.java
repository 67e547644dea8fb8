package dev.kintsugi.admin;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.admin.AdminTable.Column;
import dev.kintsugi.admin.ShowFilter.Comparison;
import dev.kintsugi.admin.ShowFilter.Condition;
import dev.kintsugi.admin.ShowFilter.Order;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.sql.Token.Kind;
import dev.kintsugi.sql.TokenList;
import dev.kintsugi.value.SqlLiteral;
import java.util.Optional;
import java.util.StringJoiner;

/// Reads one command of the console.
///
/// ```
/// SHOW view [WHERE column op constant [AND …] [OR …]] [ORDER BY column [DESC], …] [LIMIT n]
/// ```
final class AdminParser {
    private static final ImmutableMap<String, Comparison> OPERATORS = ImmutableMap.<String, Comparison>builder()
            .put("=", Comparison.EQUAL)
            .put("<>", Comparison.UNEQUAL)
            .put("!=", Comparison.UNEQUAL)
            .put("<", Comparison.LESS)
            .put(">", Comparison.GREATER)
            .put("<=", Comparison.AT_MOST)
            .put(">=", Comparison.AT_LEAST)
            .buildOrThrow();

    private static final ImmutableSet<String> DRIVER_SETTINGS = ImmutableSet.of(
            "application_name",
            "client_encoding",
            "datestyle",
            "extra_float_digits",
            "timezone",
            "client_min_messages");

    private final TokenList tokens;
    private int next;

    private AdminParser(TokenList tokens) {
        this.tokens = tokens;
    }

    /// One statement, without a semicolon behind it.
    ///
    /// @throws RouterException 42601 with the way out
    static AdminCommand parse(TokenList statement) {
        if (statement.size() == 0) {
            return AdminCommand.Empty.INSTANCE;
        }
        AdminParser parser = new AdminParser(statement);
        AdminCommand command = parser.command();
        parser.expectEnd();
        return command;
    }

    private AdminCommand command() {
        if (take("show")) {
            return show();
        }
        if (take("kill_client")) {
            return new AdminCommand.KillClient(Math.toIntExact(number(Integer.MAX_VALUE)));
        }
        if (take("reconnect")) {
            return AdminCommand.Reconnect.INSTANCE;
        }
        if (take("set")) {
            return set();
        }
        throw syntax("unknown command", "SHOW HELP lists the commands");
    }

    private AdminCommand set() {
        String name = tokens.isIdentifier(next) ? tokens.identifier(next) : "";
        if (!DRIVER_SETTINGS.contains(name)) {
            throw syntax("the console has no settings", "change the configuration files");
        }
        next = tokens.size();
        return AdminCommand.Set.INSTANCE;
    }

    private AdminCommand show() {
        StringJoiner words = new StringJoiner(" ");
        while (tokens.is(next, Kind.WORD) && !sees("where") && !sees("order") && !sees("limit")) {
            words.add(tokens.word(next));
            next++;
        }
        View view = View.named(words.length() == 0 ? "help" : words.toString())
                .orElseThrow(() -> syntax("there is no SHOW " + words, "SHOW HELP lists what there is"));
        return new AdminCommand.Show(view, filter(view.columns()));
    }

    private ShowFilter filter(ImmutableList<Column> columns) {
        ImmutableList.Builder<ImmutableList<Condition>> any = ImmutableList.builder();
        if (take("where")) {
            do {
                any.add(conjunction(columns));
            } while (take("or"));
        }
        ImmutableList.Builder<Order> order = ImmutableList.builder();
        if (take("order")) {
            expect("by");
            do {
                int column = column(columns);
                boolean descending = take("desc");
                boolean _ = !descending && take("asc");
                order.add(new Order(column, descending));
            } while (takeComma());
        }
        return new ShowFilter(any.build(), order.build(), take("limit") ? number(Long.MAX_VALUE) : Long.MAX_VALUE);
    }

    private ImmutableList<Condition> conjunction(ImmutableList<Column> columns) {
        ImmutableList.Builder<Condition> all = ImmutableList.builder();
        do {
            int column = column(columns);
            Comparison comparison = comparison();
            all.add(new Condition(column, comparison, constant(columns.get(column))));
        } while (take("and"));
        return all.build();
    }

    private int column(ImmutableList<Column> columns) {
        String name = next < tokens.size() && tokens.isIdentifier(next) ? tokens.identifier(next) : "";
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                next++;
                return i;
            }
        }
        String hint = "SHOW HELP lists the columns";
        throw name.isEmpty()
                ? syntax("a column is expected", hint)
                : error(SqlState.UNDEFINED_COLUMN, "column \"" + name + "\" does not exist", hint);
    }

    private Comparison comparison() {
        Optional<Comparison> found = tokens.is(next, Kind.OPERATOR)
                ? Optional.ofNullable(OPERATORS.get(tokens.text(next)))
                : Optional.empty();
        next++;
        return found.orElseThrow(() -> syntax("a comparison is expected", "one of = <> < > <= >="));
    }

    private String constant(Column column) {
        if (column.number()) {
            return Long.toString(number(Long.MAX_VALUE));
        }
        if (next < tokens.size()
                && tokens.isStringLiteral(next)
                && tokens.literal(next) instanceof SqlLiteral.Quoted(String value)) {
            next++;
            return value;
        }
        throw syntax("a string is expected", "write '…'");
    }

    private long number(long most) {
        if (tokens.is(next, Kind.INTEGER)) {
            try {
                long value = Long.parseLong(tokens.text(next));
                if (value <= most) {
                    next++;
                    return value;
                }
            } catch (NumberFormatException _) {
                // told below
            }
        }
        throw syntax("a whole number is expected", "0 to " + most);
    }

    private boolean sees(String word) {
        return tokens.isWord(next, word);
    }

    private boolean take(String word) {
        boolean seen = sees(word);
        next += seen ? 1 : 0;
        return seen;
    }

    private boolean takeComma() {
        boolean seen = tokens.is(next, Kind.COMMA);
        next += seen ? 1 : 0;
        return seen;
    }

    private void expect(String word) {
        if (!take(word)) {
            throw syntax("\"" + word + "\" is expected", "SHOW view WHERE … ORDER BY … LIMIT n");
        }
    }

    private void expectEnd() {
        if (next < tokens.size()) {
            throw syntax("unexpected \"" + tokens.text(next) + "\"", "SHOW HELP lists the commands");
        }
    }

    private static RouterException syntax(String message, String hint) {
        return error(SqlState.SYNTAX_ERROR, message, hint);
    }

    private static RouterException error(SqlState state, String message, String hint) {
        return new RouterException(PgError.of(state, message).withHint(hint));
    }
}
