package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.sql.Token.Kind;
import java.util.Locale;
import java.util.Optional;

/// Reads the statements about the session or its transaction from their tokens.
public final class ControlStatementParser {
    private final TokenReader reader;

    private ControlStatementParser(TokenList tokens) {
        reader = new TokenReader(tokens);
    }

    /// The control statement that the tokens of one statement (no semicolon behind it) are, or empty if they begin
    /// another kind of statement.
    ///
    /// Raises 42601 `syntax error at or near "…"` where Postgres' grammar would, and 0A000 for `SET … FROM CURRENT`
    /// and `SET TIME ZONE INTERVAL`, whose values cannot be told from the text.
    public static Optional<ControlStatement> parse(TokenList tokens) {
        if (tokens.size() == 0 || tokens.kind(0) != Kind.WORD) {
            return Optional.empty();
        }
        var parser = new ControlStatementParser(tokens);
        Optional<ControlStatement> statement = parser.statement(tokens.word(0));
        if (statement.isPresent()) {
            parser.reader.expectEnd();
        }
        return statement;
    }

    /// The plain string that a setting holds after the SET (`'UTC'` gives `UTC`, `a, "B"` gives `a, "B"` for
    /// search_path and `a, B` elsewhere, `0x10` gives `16`), as Postgres stores it before its own check; empty for
    /// DEFAULT.
    ///
    /// Raises 42601 or 22025 for a string with a broken escape.
    public static Optional<String> settingValue(ControlStatement.Set set, boolean standardConformingStrings) {
        return SetStatementParser.settingValue(set, standardConformingStrings);
    }

    private Optional<ControlStatement> statement(String verb) {
        ControlStatement statement = switch (verb) {
            case "begin", "start" -> begin();
            case "commit", "end", "rollback", "abort", "savepoint", "release" -> transactionEnd(verb);
            case "set" -> new SetStatementParser(skipVerb()).parse();
            case "reset" -> reset();
            case "show" -> new ControlStatement.Show(settingOrAll());
            case "discard" -> discard();
            case "deallocate" -> deallocate();
            case "prepare" -> prepare();
            case "execute" -> execute();
            case "listen" -> new ControlStatement.Listen(skipVerb().name());
            case "unlisten" -> unlisten();
            case "notify" -> notification();
            case "declare", "fetch", "move", "close" -> cursor(verb);
            case "load" -> load();
            case "lock" -> lock();
            default -> null;
        };
        return Optional.ofNullable(statement);
    }

    private TokenReader skipVerb() {
        reader.takeAny();
        return reader;
    }

    private ControlStatement begin() {
        boolean start = skipVerb().tokens().isWord(0, "start");
        if (start) {
            reader.expect("transaction");
        } else {
            takeTransactionWord();
        }
        return new ControlStatement.Begin(TransactionModes.read(reader), start);
    }

    private void takeTransactionWord() {
        if (!reader.take("work")) {
            reader.take("transaction");
        }
    }

    private ControlStatement transactionEnd(String verb) {
        skipVerb();
        return switch (verb) {
            case "savepoint" -> new ControlStatement.Savepoint(reader.name());
            case "release" -> new ControlStatement.Release(savepointName());
            case "commit" -> reader.sees("prepared") ? prepared("COMMIT PREPARED") : commit();
            case "end" -> commit();
            case "rollback" -> reader.sees("prepared") ? prepared("ROLLBACK PREPARED") : rollback(true);
            default -> rollback(false);
        };
    }

    private ControlStatement commit() {
        takeTransactionWord();
        return new ControlStatement.Commit(chain());
    }

    private ControlStatement rollback(boolean mayNameSavepoint) {
        takeTransactionWord();
        return mayNameSavepoint && reader.take("to")
                ? new ControlStatement.RollbackTo(savepointName())
                : new ControlStatement.Rollback(chain());
    }

    private boolean chain() {
        if (!reader.take("and")) {
            return false;
        }
        boolean no = reader.take("no");
        reader.expect("chain");
        return !no;
    }

    /// `[SAVEPOINT] name`, where a savepoint may itself be called savepoint.
    private String savepointName() {
        boolean nameFollows = reader.sees("savepoint")
                && reader.position() + 1 < reader.tokens().size();
        if (nameFollows) {
            reader.takeAny();
        }
        return reader.name();
    }

    private ControlStatement prepared(String verb) {
        reader.takeAny();
        reader.string();
        return new ControlStatement.TwoPhase(verb);
    }

    private ControlStatement reset() {
        String name = settingOrAll();
        return new ControlStatement.Reset(name.equals("all") ? Optional.empty() : Optional.of(name));
    }

    private String settingOrAll() {
        skipVerb();
        if (reader.take("all")) {
            return "all";
        }
        if (reader.take("time", "zone")) {
            return "timezone";
        }
        if (reader.take("session", "authorization")) {
            return "session_authorization";
        }
        if (reader.take("transaction", "isolation")) {
            reader.expect("level");
            return "transaction_isolation";
        }
        return SetStatementParser.settingName(reader);
    }

    private ControlStatement discard() {
        skipVerb();
        for (var what : ImmutableList.of("all", "plans", "sequences", "temp")) {
            if (reader.take(what)) {
                return new ControlStatement.Discard(what.toUpperCase(Locale.ROOT));
            }
        }
        reader.expect("temporary");
        return new ControlStatement.Discard("TEMP");
    }

    private ControlStatement deallocate() {
        skipVerb();
        if (reader.sees("prepare") && reader.position() + 1 < reader.tokens().size()) {
            reader.takeAny();
        }
        return new ControlStatement.Deallocate(reader.take("all") ? Optional.empty() : Optional.of(reader.name()));
    }

    private ControlStatement prepare() {
        skipVerb();
        if (reader.sees("transaction") && reader.tokens().isStringLiteral(2)) {
            return prepared("PREPARE TRANSACTION");
        }
        String name = reader.name();
        if (reader.sees(Kind.OPEN_PARENTHESIS)) {
            skipParentheses();
        }
        reader.expect("as");
        reader.takeAny();
        skipRest();
        return new ControlStatement.Prepare(name);
    }

    private ControlStatement execute() {
        String name = skipVerb().name();
        if (reader.sees(Kind.OPEN_PARENTHESIS)) {
            skipParentheses();
        }
        return new ControlStatement.Execute(name);
    }

    private void skipParentheses() {
        int depth = reader.tokens().depth(reader.takeAny());
        int index;
        do {
            index = reader.takeAny();
        } while (reader.tokens().kind(index) != Kind.CLOSE_PARENTHESIS
                || reader.tokens().depth(index) != depth);
    }

    private void skipRest() {
        while (!reader.atEnd()) {
            reader.takeAny();
        }
    }

    private ControlStatement unlisten() {
        skipVerb();
        return new ControlStatement.Unlisten(reader.takeOperator("*") ? Optional.empty() : Optional.of(reader.name()));
    }

    private ControlStatement notification() {
        String channel = skipVerb().name();
        if (reader.take(Kind.COMMA)) {
            reader.string();
        }
        return new ControlStatement.Notify(channel);
    }

    private ControlStatement load() {
        skipVerb().string();
        return new ControlStatement.ConnectionState("LOAD");
    }

    private ControlStatement cursor(String verb) {
        skipVerb();
        String name = switch (verb) {
            case "declare" -> declaredCursor();
            case "close" -> reader.take("all") ? "" : reader.name();
            default -> fetchedCursor();
        };
        return new ControlStatement.Cursor(verb.toUpperCase(Locale.ROOT), name);
    }

    private String declaredCursor() {
        String name = reader.name();
        while (!reader.take("cursor")) {
            boolean option = reader.take("binary")
                    || reader.take("asensitive")
                    || reader.take("insensitive")
                    || reader.take("scroll")
                    || reader.take("no", "scroll");
            if (!option) {
                throw reader.unexpected();
            }
        }
        if (reader.take("with") || reader.take("without")) {
            reader.expect("hold");
        }
        reader.expect("for");
        reader.takeAny();
        skipRest();
        return name;
    }

    /// `[direction [count]] [FROM | IN] name`; the name stands last, so directions may be names too.
    private String fetchedCursor() {
        while (reader.position() + 1 < reader.tokens().size()) {
            boolean known = reader.take(Kind.INTEGER)
                    || reader.takeOperator("-")
                    || reader.takeOperator("+")
                    || takeDirection();
            if (!known) {
                throw reader.unexpected();
            }
        }
        return reader.name();
    }

    private boolean takeDirection() {
        for (var word : ImmutableList.of(
                "next", "prior", "first", "last", "absolute", "relative", "all", "forward", "backward", "from", "in")) {
            if (reader.take(word)) {
                return true;
            }
        }
        return false;
    }

    private ControlStatement lock() {
        skipVerb().take("table");
        var tables = ImmutableList.<QualifiedName>builder();
        do {
            tables.add(lockedTable());
        } while (reader.take(Kind.COMMA));
        if (reader.take("in")) {
            lockMode();
        }
        reader.take("nowait");
        return new ControlStatement.Lock(tables.build());
    }

    private QualifiedName lockedTable() {
        boolean only = reader.take("only");
        boolean parenthesised = only && reader.take(Kind.OPEN_PARENTHESIS);
        QualifiedName table = reader.qualifiedName();
        if (parenthesised) {
            reader.expect(Kind.CLOSE_PARENTHESIS);
        } else if (!only) {
            reader.takeOperator("*");
        }
        return table;
    }

    private void lockMode() {
        boolean access = reader.take("access");
        boolean row = !access && reader.take("row");
        if (reader.take("share")) {
            boolean rowExclusive = !access && !row && (reader.take("update") || reader.take("row"));
            if (rowExclusive) {
                reader.expect("exclusive");
            }
        } else {
            reader.expect("exclusive");
        }
        reader.expect("mode");
    }
}
