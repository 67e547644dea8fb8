package dev.kintsugi.sql;

import com.google.common.collect.ImmutableSet;
import dev.kintsugi.sql.Token.Kind;
import dev.kintsugi.value.SqlLiteral;
import java.util.Locale;
import java.util.Optional;

/// Reads what stands between EXPLAIN and the statement it explains.
final class ExplainReader {
    private static final ImmutableSet<String> OFF = ImmutableSet.of("off", "false", "0");

    private final Phrases phrases;
    private final TokenList tokens;
    private boolean router;
    private boolean analyze;
    private boolean timing = true;
    private Optional<Boolean> summary = Optional.empty();
    private ExplainOptions.Format format = ExplainOptions.Format.TEXT;

    private ExplainReader(Phrases phrases) {
        this.phrases = phrases;
        this.tokens = phrases.tokens();
    }

    /// What EXPLAIN says; the statement begins at token `statement`.
    record Explain(ExplainOptions options, int statement) {}

    /// EXPLAIN is at token `explain`. Raises [Unreadable] for options that are none.
    static Explain read(Phrases phrases, int explain) {
        var reader = new ExplainReader(phrases);
        int statement = reader.options(explain + 1);
        return new Explain(reader.options(), statement);
    }

    private ExplainOptions options() {
        return new ExplainOptions(router, analyze, timing, summary.orElse(analyze), format);
    }

    private int options(int first) {
        if (phrases.isOpen(first) && isOption(first + 1)) {
            int close = phrases.close(first);
            int i = first + 1;
            while (i < close) {
                i = option(i, close) + 1;
            }
            return close + 1;
        }
        int i = first;
        if (phrases.is(i, "analyze") || phrases.is(i, "analyse")) {
            analyze = true;
            i++;
        }
        return phrases.is(i, "verbose") ? i + 1 : i;
    }

    /// Not the query in parentheses that EXPLAIN may also have.
    private boolean isOption(int i) {
        return phrases.is(i, Kind.WORD)
                && !phrases.is(i, "select")
                && !phrases.is(i, "with")
                && !phrases.is(i, "values")
                && !phrases.is(i, "table");
    }

    /// Reads `name [value]` and returns the index of the comma or parenthesis behind it.
    private int option(int i, int close) {
        var name = tokens.word(i);
        int end = i + 1;
        while (end < close && !phrases.is(end, Kind.COMMA)) {
            end++;
        }
        boolean on = end == i + 1 || !OFF.contains(value(i + 1));
        if (end > i + 2) {
            throw new Unreadable("EXPLAIN option");
        }
        switch (name) {
            case "router" -> router = on;
            case "analyze", "analyse" -> analyze = on;
            case "timing" -> timing = on;
            case "summary" -> summary = Optional.of(on);
            case "format" -> format = end == i + 1 ? ExplainOptions.Format.UNKNOWN : format(value(i + 1));
            default -> {}
        }
        return end;
    }

    private static ExplainOptions.Format format(String name) {
        return switch (name) {
            case "text" -> ExplainOptions.Format.TEXT;
            case "json" -> ExplainOptions.Format.JSON;
            case "xml" -> ExplainOptions.Format.XML;
            case "yaml" -> ExplainOptions.Format.YAML;
            default -> ExplainOptions.Format.UNKNOWN;
        };
    }

    private String value(int i) {
        var text = tokens.isStringLiteral(i) && tokens.literal(i) instanceof SqlLiteral.Quoted(var quoted)
                ? quoted
                : tokens.text(i);
        return text.toLowerCase(Locale.ROOT);
    }
}
