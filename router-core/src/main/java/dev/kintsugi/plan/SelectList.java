package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.Query;
import dev.kintsugi.sql.SelectItem;
import dev.kintsugi.sql.Span;
import dev.kintsugi.value.ResultColumn;
import java.util.List;
import java.util.Optional;

/// A block's select list beside the columns that a shard described for it.
///
/// A star stands for as many columns as are left over when all other items have taken theirs.
record SelectList(SqlText text, Query.Block block, ImmutableList<ResultColumn> described) {
    /// The first result column that an unqualified name in ORDER BY means, as Postgres looks it up: result columns
    /// go before columns of tables.
    Optional<Integer> named(Expr expr) {
        if (!(expr instanceof Expr.Column column) || column.table().isPresent()) {
            return Optional.empty();
        }
        for (int i = 0; i < described.size(); i++) {
            if (described.get(i).name().equals(column.name())) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /// The result column that ORDER BY means by a number or a name.
    Optional<Integer> target(Expr expr) {
        int number = Outputs.ordinal(expr);
        if (number > described.size()) {
            throw new RouterException(PlanErrors.orderBy("position " + number));
        }
        return number > 0 ? Optional.of(number - 1) : named(expr);
    }

    /// The item that makes result column `column`; empty if a star does.
    Optional<SelectItem> item(int column) {
        ImmutableList<SelectItem> items = block.items();
        int first = firstStar();
        if (column < first || first == items.size()) {
            return Optional.of(items.get(column));
        }
        int fromEnd = described.size() - column;
        int at = items.size() - fromEnd;
        return at > lastStar() ? Optional.of(items.get(at)) : Optional.empty();
    }

    /// An expression for result column `column` that can stand in the same select list.
    Splice expression(int column) {
        Optional<SelectItem> item = item(column);
        if (item.isPresent()) {
            return Splice.copy(item.get().expression().span());
        }
        String name = described.get(column).name();
        long same =
                described.stream().filter(other -> other.name().equals(name)).count();
        if (same > 1) {
            throw new RouterException(PlanErrors.orderBy("a column of * whose name is not unique"));
        }
        Expr.Star star = (Expr.Star) block.items().get(firstStar()).expression();
        String qualifier = firstStar() == lastStar() && star.table().isPresent()
                ? SqlText.quoted(star.table().get()) + "."
                : "";
        return Splice.of(qualifier + SqlText.quoted(name));
    }

    /// The text of all items, to be repeated.
    Span span() {
        List<SelectItem> items = block.items();
        boolean isTableCommand = items.isEmpty()
                || items.stream()
                        .anyMatch(item -> item.expression() instanceof Expr.Star star
                                && !text.read(star.span()).endsWith("*"));
        if (isTableCommand) {
            throw new RouterException(PlanErrors.construct("TABLE, or an empty select list, with a merge step"));
        }
        return items.getFirst().span().cover(items.getLast().span());
    }

    private int firstStar() {
        ImmutableList<SelectItem> items = block.items();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).expression() instanceof Expr.Star) {
                return i;
            }
        }
        return items.size();
    }

    private int lastStar() {
        ImmutableList<SelectItem> items = block.items();
        for (int i = items.size() - 1; i >= 0; i--) {
            if (items.get(i).expression() instanceof Expr.Star) {
                return i;
            }
        }
        return -1;
    }
}
