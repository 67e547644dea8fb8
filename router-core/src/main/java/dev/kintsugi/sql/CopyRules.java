package dev.kintsugi.sql;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;

/// What Postgres demands of COPY's options together (`ProcessCopyOptions`), so that rows are never written in a format
/// that nobody can read back.
final class CopyRules {
    /// Characters that mean something behind a backslash in the text format.
    private static final String NO_DELIMITERS = "\\.abcdefghijklmnopqrstuvwxyz0123456789";

    private CopyRules() {}

    /// Fails as Postgres does, with 22023 or 0A000; the binary format is left to the shard.
    static void check(StatementShape.CopyFormat format) {
        if (format.binary()) {
            return;
        }
        String delimiter = format.delimiter().orElse(format.csv() ? "," : "\t");
        String nullText = format.nullText().orElse(format.csv() ? "" : "\\N");
        if (isLineEnd(delimiter)) {
            throw invalid("COPY delimiter cannot be newline or carriage return");
        }
        if (nullText.chars().anyMatch(c -> c == '\n' || c == '\r')) {
            throw invalid("COPY null representation cannot use newline or carriage return");
        }
        if (format.csv()) {
            checkCsv(format.quote().orElse("\""), delimiter, nullText);
        } else {
            checkText(format, delimiter);
        }
        if (nullText.contains(delimiter)) {
            throw invalid("COPY delimiter character must not appear in the NULL specification");
        }
    }

    private static void checkCsv(String quote, String delimiter, String nullText) {
        if (delimiter.equals(quote)) {
            throw invalid("COPY delimiter and quote must be different");
        }
        if (nullText.contains(quote)) {
            throw invalid("CSV quote character must not appear in the NULL specification");
        }
    }

    private static void checkText(StatementShape.CopyFormat format, String delimiter) {
        if (NO_DELIMITERS.contains(delimiter)) {
            throw invalid("COPY delimiter cannot be \"" + delimiter + "\"");
        }
        if (format.quote().isPresent()) {
            throw csvOnly("QUOTE");
        }
        if (format.escape().isPresent()) {
            throw csvOnly("ESCAPE");
        }
    }

    private static boolean isLineEnd(String character) {
        return character.equals("\n") || character.equals("\r");
    }

    private static RouterException invalid(String message) {
        return new RouterException(SqlState.INVALID_PARAMETER_VALUE, message);
    }

    private static RouterException csvOnly(String option) {
        return new RouterException(PgError.of(SqlState.FEATURE_NOT_SUPPORTED, "COPY " + option + " requires CSV mode"));
    }
}
