package dev.kintsugi.proof;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.differential.Reply;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes values alike that are equal, or that differ by the order in which floats were added.
final class Looseness {
    private static final String NUMERIC = "1700";
    private static final String PADDED = "1042";
    private static final String DOUBLE = "701";
    private static final String REAL = "700";

    private Looseness() {}

    /// The reply with numerics without their final zeros and floats of 10 digits, 9 of them after the point; for
    /// results in text format.
    static Reply of(Reply reply) {
        ImmutableList<String> types = reply.columns().orElse(ImmutableList.of()).stream()
                .map(Reply.Column::type)
                .collect(ImmutableList.toImmutableList());
        ImmutableList.Builder<Reply.Values> rows = ImmutableList.builder();
        for (Reply.Values row : reply.rows()) {
            List<Optional<String>> values = new ArrayList<>();
            for (int i = 0; i < row.values().size(); i++) {
                String type = i < types.size() ? types.get(i) : "";
                values.add(row.values().get(i).map(value -> alike(value, type)));
            }
            rows.add(new Reply.Values(ImmutableList.copyOf(values)));
        }
        return new Reply(
                reply.parameterTypes(), reply.columns(), rows.build(), reply.tag(), reply.error(), reply.status());
    }

    private static String alike(String value, String type) {
        if (value.contains("N") || value.contains("I")) {
            return value; // NaN, Infinity; no text of ours has these
        }
        return switch (type) {
            case NUMERIC -> plain(new BigDecimal(value));
            case DOUBLE ->
                plain(new BigDecimal(value).round(new MathContext(10)).setScale(9, RoundingMode.HALF_EVEN));
            case REAL -> plain(new BigDecimal(value).round(new MathContext(5)));
            case PADDED -> value.stripTrailing();
            default -> value;
        };
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toString();
    }
}
