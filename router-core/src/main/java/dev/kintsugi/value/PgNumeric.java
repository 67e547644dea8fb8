package dev.kintsugi.value;

import java.math.BigDecimal;

/// A Postgres numeric: a decimal with its display scale, or NaN, or an infinity.
public sealed interface PgNumeric {
    /// A finite value; `value.scale()` is the display scale and is never negative.
    record Finite(BigDecimal value) implements PgNumeric {
        public Finite {
            if (value.scale() < 0) {
                value = value.setScale(0);
            }
        }
    }

    record NaN() implements PgNumeric {
        public static final NaN INSTANCE = new NaN();
    }

    record Infinity(boolean negative) implements PgNumeric {}
}
