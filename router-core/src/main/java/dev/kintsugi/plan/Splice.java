package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.sql.Span;
import dev.kintsugi.sql.StatementText;
import dev.kintsugi.sql.ValueSource;
import dev.kintsugi.value.SqlLiteral;
import java.math.BigInteger;
import java.util.List;

/// A piece of SQL for shards: the router's own words, and copies from the client's text whose constants nobody has
/// looked at.
record Splice(ImmutableList<Part> parts) {
    static final Splice NOTHING = new Splice(ImmutableList.of());

    sealed interface Part {
        record Words(String words) implements Part {}

        record Copy(Span span) implements Part {}

        /// LIMIT with the sum of two integers, or nothing if no bigint can hold it.
        record Limit(ValueSource count, ValueSource offset) implements Part {
            String in(StatementText text) {
                BigInteger sum = number(count, text).add(number(offset, text));
                return sum.bitLength() < Long.SIZE ? "LIMIT " + sum : "";
            }

            private static BigInteger number(ValueSource source, StatementText text) {
                var literal = (ValueSource.Literal) source.in(text);
                return new BigInteger(((SqlLiteral.Number) literal.value()).digits());
            }
        }
    }

    static Splice of(String words) {
        return new Splice(ImmutableList.of(new Part.Words(words)));
    }

    static Splice copy(Span span) {
        return new Splice(ImmutableList.of(new Part.Copy(span)));
    }

    static Splice limit(ValueSource count, ValueSource offset) {
        return new Splice(ImmutableList.of(new Part.Limit(count, offset)));
    }

    Splice plus(Splice more) {
        return new Splice(
                ImmutableList.<Part>builder().addAll(parts).addAll(more.parts).build());
    }

    Splice plus(String words) {
        return plus(of(words));
    }

    static Splice join(String separator, List<Splice> splices) {
        var parts = ImmutableList.<Part>builder();
        for (int i = 0; i < splices.size(); i++) {
            if (i > 0) {
                parts.add(new Part.Words(separator));
            }
            parts.addAll(splices.get(i).parts);
        }
        return new Splice(parts.build());
    }
}
