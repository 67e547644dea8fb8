package dev.kintsugi.config;

import static dev.kintsugi.config.FileProblems.quote;

import dev.kintsugi.value.KeyCoercion;
import dev.kintsugi.value.KeyMatch;
import dev.kintsugi.value.KeyType;
import dev.kintsugi.value.KeyValue;
import dev.kintsugi.value.SqlLiteral;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// Turns TOML values into values of a sharding key, as Postgres would read them in SQL.
final class KeyLiterals {
    private final KeyType type;
    private final FileProblems problems;

    KeyLiterals(KeyType type, FileProblems problems) {
        this.type = type;
        this.problems = problems;
    }

    /// The value of the key's type; what is not one is reported.
    Optional<KeyValue> value(Located<Object> value) {
        Optional<SqlLiteral> literal = literal(value.value());
        if (literal.isEmpty()) {
            problems.at(
                    value.position(),
                    "a key value cannot be " + TableReader.kindOf(value.value()),
                    "write it as a string, as Postgres prints it");
            return Optional.empty();
        }
        return switch (coerce(literal.get())) {
            case KeyMatch.Exactly(KeyValue key) -> Optional.of(key);
            case KeyMatch.Nothing _, KeyMatch.Unknown _ -> {
                problems.at(
                        value.position(),
                        quote(String.valueOf(value.value())) + " is not a value of type " + type.sqlName(),
                        hint());
                yield Optional.empty();
            }
        };
    }

    KeyMatch coerce(SqlLiteral literal) {
        return KeyCoercion.literal(type, literal);
    }

    /// Empty for what has no exact SQL form: decimals (already rounded to binary), times, lists, tables.
    private static Optional<SqlLiteral> literal(Object value) {
        return switch (value) {
            case String text -> Optional.of(new SqlLiteral.Quoted(text));
            case Long number -> Optional.of(new SqlLiteral.Number(number.toString()));
            case Boolean bool -> Optional.of(new SqlLiteral.Bool(bool));
            case LocalDate date -> Optional.of(new SqlLiteral.Quoted(date.toString()));
            case LocalDateTime time -> quoted(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time));
            case OffsetDateTime time -> quoted(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time));
            default -> Optional.empty();
        };
    }

    private static Optional<SqlLiteral> quoted(String text) {
        return Optional.of(new SqlLiteral.Quoted(text));
    }

    private String hint() {
        return switch (type) {
            case INT2, INT4, INT8 -> "write a whole number within the range of the type";
            case NUMERIC -> "write it as a string: \"12.50\"";
            case TEXT, VARCHAR, BPCHAR -> "write it in double quotes";
            case UUID -> "write it as \"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\"";
            case DATE -> "write it as \"2024-01-31\"";
            case TIMESTAMP -> "write it as \"2024-01-31 12:00:00\", without a time zone";
            case TIMESTAMPTZ -> "write it as \"2024-01-31 12:00:00+00\", with its offset from UTC";
            case BOOL -> "write true or false";
            case BYTEA -> "write it as \"\\\\x0123abcd\"";
        };
    }
}
