package dev.kintsugi.sql;

import dev.kintsugi.sql.Token.Kind;
import java.util.Optional;

/// Reads operator tokens.
final class Operators {
    private Operators() {}

    /// Whether the token is one of Postgres' comparison operators, which bind less tightly than all others.
    static boolean isComparison(TokenList tokens, int i) {
        return comparison(tokens, i).isPresent();
    }

    /// The comparison that the token stands for.
    static Optional<Expr.Operator> comparison(TokenList tokens, int i) {
        return !tokens.is(i, Kind.OPERATOR)
                ? Optional.empty()
                : switch (tokens.text(i)) {
                    case "=" -> Optional.of(Expr.Operator.EQUAL);
                    case "<>", "!=" -> Optional.of(Expr.Operator.NOT_EQUAL);
                    case "<" -> Optional.of(Expr.Operator.LESS);
                    case "<=" -> Optional.of(Expr.Operator.LESS_OR_EQUAL);
                    case ">" -> Optional.of(Expr.Operator.GREATER);
                    case ">=" -> Optional.of(Expr.Operator.GREATER_OR_EQUAL);
                    default -> Optional.empty();
                };
    }

    /// The comparison's standard spelling.
    static String text(TokenList tokens, int i) {
        var text = tokens.text(i);
        return text.equals("!=") ? "<>" : text;
    }
}
