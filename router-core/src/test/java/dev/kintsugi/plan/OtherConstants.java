package dev.kintsugi.plan;

import dev.kintsugi.sql.ConstantKind;
import dev.kintsugi.sql.StatementText;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Makes other texts of a statement's shape: every constant may become any other of its type, in any lexical form, or
/// stay, or repeat the one before it.
final class OtherConstants {
    private static final List<String> STRINGS = List.of(
            "''",
            "'a'",
            "'it''s'",
            "'0'",
            "'1'",
            "'5'",
            "' 5 '",
            "'+5'",
            "'-0'",
            "'0x1F'",
            "'1e3'",
            "'NaN'",
            "'NULL'",
            "'true'",
            "'f'",
            "'now'",
            "'TODAY'",
            "'tomorrow 10:00 utc'",
            "'snowy'",
            "'yesterday is gone'",
            "'T'",
            "'é'",
            "'日本'",
            "'{1,2}'",
            "'{}'",
            "'{NULL}'",
            "'{\"a\",b}'",
            "'{{1},{2}}'",
            "'2024-01-31'",
            "'2024-02-30'",
            "'infinity'",
            "'2024-01-31T10:00:00Z'",
            "'00000000-0000-0000-0000-000000000001'",
            "'\\x00ff'",
            "'\\'",
            "'a  '",
            "'insert into t'",
            "'kintsugi_1'",
            "'/* '",
            "'-- '",
            "';'",
            "E''",
            "E'\\''",
            "E'a\\\\'",
            "E'\\x41\\101'",
            "E'\\u0041'",
            "E'no\\x77'",
            "e'now'",
            "U&'\\0061'",
            "U&'d!0061t!+000061' UESCAPE '!'",
            "u&'no\\0077'",
            "$$$$",
            "$$x'y$$",
            "$t$ $$ now $t$",
            "$$now$$",
            "'a'\n'b'",
            "'no' -- x\n 'w'",
            "E'\\uD83D\\uDE00'",
            // broken: Postgres refuses them
            "E'\\uD800'",
            "U&'\\zzzz'",
            "E'\\v'",
            "E'\\xff'",
            "E'\\0'",
            "U&'\\d83d'");
    private static final List<String> SMALL = List.of(
            "0",
            "1",
            "2",
            "3",
            "4",
            "5",
            "7",
            "10",
            "42",
            "2000",
            "2010",
            "32767",
            "32768",
            "2147483647",
            "007",
            "0x1F",
            "0o17",
            "0b101",
            "1_000",
            "0x_f");
    private static final List<String> LONG =
            List.of("2147483648", "9223372036854775807", "0xffffffffff", "4_000_000_000", "999999999999999999");
    private static final List<String> HUGE =
            List.of("9223372036854775808", "99999999999999999999", "0xffffffffffffffffff");
    private static final List<String> DECIMAL =
            List.of("0.0", "1.0", "1.5", ".5", "5.", "2.000", "1e3", "1e-3", "1.5E+2", "1e131071", "42.0", "1_0.0_1");

    private final Random random;

    OtherConstants(Random random) {
        this.random = random;
    }

    /// A text of the same shape.
    String of(StatementText text) {
        String sql = new String(text.sql(), StandardCharsets.ISO_8859_1);
        StringBuilder out = new StringBuilder();
        int at = 0;
        Map<ConstantKind, String> before = new EnumMap<>(ConstantKind.class);
        for (int i = 0; i < text.constants(); i++) {
            out.append(utf8(sql.substring(at, text.start(i))));
            String kept = utf8(sql.substring(text.start(i), text.end(i)));
            String chosen = switch (random.nextInt(4)) {
                case 0 -> kept;
                case 1 -> before.getOrDefault(text.kind(i), kept);
                default -> other(text.kind(i));
            };
            before.put(text.kind(i), chosen);
            out.append(chosen);
            at = text.end(i);
        }
        return out.append(utf8(sql.substring(at))).toString();
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private String other(ConstantKind kind) {
        return switch (kind) {
            case STRING -> pick(STRINGS);
            case NATIONAL -> pick(List.of("N''", "N'a'", "n'now'"));
            case BITS -> pick(List.of("B''", "B'1'", "b'0101'"));
            case HEX -> pick(List.of("X''", "X'1F'", "x'ff'"));
            case INT4 -> pick(SMALL);
            case INT8 -> pick(LONG);
            case BIG_INTEGER -> pick(HUGE);
            case NUMERIC -> pick(DECIMAL);
        };
    }

    private String pick(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
