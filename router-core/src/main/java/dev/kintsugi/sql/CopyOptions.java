package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.sql.StatementShape.CopyColumns;
import dev.kintsugi.sql.Token.Kind;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Reads COPY's options in the old and the new notation. What [StatementShape.CopyFormat], or for COPY FROM
/// [StatementShape.CopyInput], has no field for is named as unsupported, unless it says what is the default anyway.
final class CopyOptions {
    private static final ImmutableSet<String> FORMATS = ImmutableSet.of("text", "csv", "binary");

    private final TokenReader reader;
    private final Set<String> seen = new HashSet<>();
    private String format = "text";
    private boolean header;
    private Optional<String> delimiter = Optional.empty();
    private Optional<String> nullText = Optional.empty();
    private Optional<String> quote = Optional.empty();
    private Optional<String> escape = Optional.empty();
    private Optional<String> unsupported = Optional.empty();
    private boolean from;
    private Optional<String> defaultText = Optional.empty();
    private CopyColumns forceNull = CopyColumns.NONE;
    private CopyColumns forceNotNull = CopyColumns.NONE;
    private Optional<String> encoding = Optional.empty();
    private boolean freeze;
    private boolean skipsErrors;
    private boolean filtered;

    CopyOptions(TokenReader reader) {
        this.reader = reader;
    }

    /// COPY BINARY, and the option of that name.
    void binary() {
        format("binary");
    }

    /// `[USING] DELIMITERS 'c'`, which precedes WITH.
    void oldDelimiters() {
        if (reader.take("using")) {
            reader.expect("delimiters");
        } else if (!reader.take("delimiters")) {
            return;
        }
        delimiter(reader.string());
    }

    /// `[WITH] options [WHERE …]` up to the end of the statement; the condition is only for COPY FROM.
    StatementShape.CopyFormat read(boolean isFrom) {
        from = isFrom;
        reader.take("with");
        if (reader.take(Kind.OPEN_PARENTHESIS)) {
            do {
                newOption();
            } while (reader.take(Kind.COMMA));
            reader.expect(Kind.CLOSE_PARENTHESIS);
        } else {
            while (!reader.atEnd() && !reader.sees("where")) {
                oldOption();
            }
        }
        if (from && reader.take("where")) {
            filtered = true;
            reader.takeAny();
            while (!reader.atEnd()) {
                reader.takeAny();
            }
        }
        StatementShape.CopyFormat copyFormat = new StatementShape.CopyFormat(
                format.equals("csv"), format.equals("binary"), header, delimiter, nullText, quote, escape, unsupported);
        CopyRules.check(copyFormat);
        return copyFormat;
    }

    /// What was read for COPY FROM alone.
    StatementShape.CopyInput input() {
        return new StatementShape.CopyInput(
                defaultText, forceNull, forceNotNull, encoding, freeze, skipsErrors, filtered);
    }

    private void oldOption() {
        if (reader.take("binary")) {
            format("binary");
        } else if (reader.take("csv")) {
            format("csv");
        } else if (reader.take("header")) {
            once("header");
            header = true;
        } else if (reader.take("freeze")) {
            once("freeze");
            freeze = true;
            forInput("freeze");
        } else if (reader.take("force")) {
            force();
        } else if (reader.take("encoding")) {
            once("encoding");
            encoding(reader.string());
        } else {
            oldCharacterOption();
        }
    }

    private void oldCharacterOption() {
        String option = reader.tokens().word(reader.takeAny());
        switch (option) {
            case "delimiter", "null", "quote", "escape" -> {
                reader.take("as");
                characterOption(option, reader.string());
            }
            default -> throw SyntaxErrors.unexpected(reader.tokens(), reader.position() - 1);
        }
    }

    private void force() {
        String option = "force_null";
        if (reader.take("quote")) {
            option = "force_quote";
        } else {
            option = reader.take("not") ? "force_not_null" : option;
            reader.expect("null");
        }
        once(option);
        if (reader.takeOperator("*")) {
            force(option, new CopyColumns(true, ImmutableList.of()));
        } else {
            force(option, new CopyColumns(false, names()));
        }
    }

    private ImmutableList<String> names() {
        ImmutableList.Builder<String> names = ImmutableList.builder();
        do {
            names.add(reader.name());
        } while (reader.take(Kind.COMMA));
        return names.build();
    }

    private void force(String option, CopyColumns columns) {
        if (!from || option.equals("force_quote")) {
            unsupported(option);
        } else if (option.equals("force_null")) {
            forceNull = columns;
        } else {
            forceNotNull = columns;
        }
    }

    private void encoding(String name) {
        encoding = Optional.of(name);
        forInput("encoding");
    }

    /// An option that means nothing for COPY TO, or that only a server can see to there.
    private void forInput(String option) {
        if (!from) {
            unsupported(option);
        }
    }

    private void newOption() {
        int at = reader.position();
        String option = reader.label();
        switch (option) {
            case "format" -> format(argument());
            case "delimiter", "null", "quote", "escape" -> characterOption(option, argument());
            case "header" -> {
                once(option);
                header();
            }
            case "freeze" -> {
                once(option);
                freeze = bool(option, argument());
                if (freeze) {
                    forInput(option);
                }
            }
            case "on_error" -> {
                once(option);
                skipsErrors = !argument().equalsIgnoreCase("stop");
                if (skipsErrors) {
                    forInput(option);
                }
            }
            case "log_verbosity" -> {
                once(option);
                if (!argument().equalsIgnoreCase("default")) {
                    forInput(option);
                }
            }
            case "encoding" -> {
                once(option);
                encoding(argument());
            }
            case "default" -> {
                once(option);
                defaultText = Optional.of(argument());
                forInput(option);
            }
            case "force_quote", "force_not_null", "force_null" -> {
                once(option);
                force(option, columns());
            }
            case "convert_selectively", "reject_limit" -> {
                once(option);
                argument();
                unsupported(option);
            }
            default ->
                throw SyntaxErrors.at(
                        reader.tokens().sql(),
                        reader.tokens().start(at),
                        SqlState.SYNTAX_ERROR,
                        "option \"" + option + "\" not recognized");
        }
    }

    /// The columns of an option in parentheses, or `*`; what else there may be the server refuses.
    private CopyColumns columns() {
        if (!reader.take(Kind.OPEN_PARENTHESIS)) {
            return new CopyColumns(argument().equals("*"), ImmutableList.of());
        }
        ImmutableList<String> names = names();
        reader.expect(Kind.CLOSE_PARENTHESIS);
        return new CopyColumns(false, names);
    }

    /// An option's value as a string; empty if there is none. Lists are skipped.
    private String argument() {
        var tokens = reader.tokens();
        int i = reader.position();
        if (tokens.isStringLiteral(i)) {
            return reader.string();
        }
        if (reader.take(Kind.OPEN_PARENTHESIS)) {
            do {
                reader.takeAny();
            } while (reader.take(Kind.COMMA));
            reader.expect(Kind.CLOSE_PARENTHESIS);
            return "";
        }
        if (reader.takeOperator("*")) {
            return "*";
        }
        boolean negative = reader.takeOperator("-");
        if (!negative) {
            reader.takeOperator("+");
        }
        if (reader.take(Kind.INTEGER) || reader.take(Kind.NUMERIC)) {
            return (negative ? "-" : "") + LiteralText.number(tokens.text(reader.position() - 1));
        }
        if (reader.position() > i) {
            throw reader.unexpected();
        }
        return tokens.isIdentifier(i) ? reader.label() : "";
    }

    private void format(String name) {
        once("format");
        if (!FORMATS.contains(name)) {
            throw new RouterException(SqlState.INVALID_PARAMETER_VALUE, "COPY format \"" + name + "\" not recognized");
        }
        format = name;
    }

    private void header() {
        String value = argument();
        if (value.equalsIgnoreCase("match")) {
            header = true;
            if (!from) {
                unsupported("header match");
            }
        } else {
            header = bool("header", value);
        }
    }

    private boolean bool(String option, String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "", "true", "on", "1" -> true;
            case "false", "off", "0" -> false;
            default -> {
                String wanted = option.equals("header")
                        ? " requires a Boolean value or \"match\""
                        : " requires a Boolean value";
                throw new RouterException(SqlState.SYNTAX_ERROR, option + wanted);
            }
        };
    }

    private void characterOption(String option, String value) {
        switch (option) {
            case "delimiter" -> delimiter(value);
            case "null" -> {
                once(option);
                nullText = Optional.of(value);
            }
            case "quote" -> {
                once(option);
                quote = Optional.of(oneByte(option, value));
            }
            default -> {
                once(option);
                escape = Optional.of(oneByte(option, value));
            }
        }
    }

    private void delimiter(String value) {
        once("delimiter");
        delimiter = Optional.of(oneByte("delimiter", value));
    }

    private static String oneByte(String option, String value) {
        if (value.length() != 1 || value.charAt(0) >= 0x80) {
            throw new RouterException(PgError.of(
                    SqlState.FEATURE_NOT_SUPPORTED, "COPY " + option + " must be a single one-byte character"));
        }
        return value;
    }

    private void once(String option) {
        if (!seen.add(option)) {
            var tokens = reader.tokens();
            int at = Math.max(0, reader.position() - 1);
            throw SyntaxErrors.at(
                    tokens.sql(), tokens.start(at), SqlState.SYNTAX_ERROR, "conflicting or redundant options");
        }
    }

    private void unsupported(String option) {
        if (unsupported.isEmpty()) {
            unsupported = Optional.of(option.toUpperCase(Locale.ROOT));
        }
    }
}
