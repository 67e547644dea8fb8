package dev.kintsugi.sql;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.statement.select.SelectItem;
import org.jspecify.annotations.Nullable;

/// Hands out a list of the parser's expressions in order, each exactly once.
final class Arguments {
    private final Iterator<? extends Expression> expressions;

    /// An absent list is an empty one.
    Arguments(@Nullable List<? extends Expression> expressions) {
        this.expressions = (expressions == null ? List.<Expression>of() : expressions).iterator();
    }

    /// The expressions of select items.
    static Arguments ofItems(List<SelectItem<?>> items) {
        List<Expression> expressions = new ArrayList<>();
        items.forEach(item -> expressions.add(item.getExpression()));
        return new Arguments(expressions);
    }

    Expression next() {
        if (!expressions.hasNext()) {
            throw new Unreadable("more terms in the text than in the tree");
        }
        return expressions.next();
    }

    /// Says that nothing may be left.
    void finish() {
        if (expressions.hasNext()) {
            throw new Unreadable("fewer terms in the text than in the tree");
        }
    }
}
