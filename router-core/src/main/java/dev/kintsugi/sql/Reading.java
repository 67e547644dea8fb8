package dev.kintsugi.sql;

/// An expression as read, and how tightly its outermost operator binds.
record Reading(Expr expr, Level level) {
    /// Postgres' operator precedence, loosest first (manual, section 4.1.6); the levels above OPERATOR need not be
    /// told apart since they are all `Other`.
    enum Level {
        OR,
        AND,
        NOT,
        IS,
        COMPARISON,
        RANGE,
        OPERATOR,
        PRIMARY
    }

    static Reading primary(Expr expr) {
        return new Reading(expr, Level.PRIMARY);
    }

    /// The expression, if Postgres too would read it as an operand beside an operator of `level`, which does not
    /// associate.
    Expr above(Level other) {
        if (level.compareTo(other) <= 0) {
            throw new Unreadable("operators that bind in another order");
        }
        return expr;
    }
}
