package dev.kintsugi.plan;

import com.google.common.collect.ImmutableSet;
import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.MergePlan.TextOrder;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.QualifiedName;

/// Tells whether the text that a statement sorts is ordered by its bytes.
final class TextOrders {
    private static final ImmutableSet<String> BYTEWISE = ImmutableSet.of("C", "POSIX", "ucs_basic", "pg_c_utf8");

    private final TextOrder ordinary;

    TextOrders(StatementModel model, Catalog catalog) {
        boolean known = catalog.tables().isEmpty()
                || model.tables().stream()
                        .allMatch(table -> table.found() instanceof Tables.Found.Mapped mapped
                                && catalog.table(mapped.name())
                                        .map(Catalog.Table::collationsAreDefaultOrBytewise)
                                        .orElse(false));
        this.ordinary = catalog.textIsBytewise() && known && !collates(model) ? TextOrder.BYTES : TextOrder.UNKNOWN;
    }

    /// How a sort key's text is ordered.
    ///
    /// @throws RouterException 0A000 for an explicit collation that is not bytewise
    TextOrder of(Expr expr) {
        if (!(expr instanceof Expr.Collate collate)) {
            return ordinary;
        }
        if (isBytewise(collate.collation())) {
            return TextOrder.BYTES;
        }
        if (isDefault(collate.collation())) {
            return ordinary;
        }
        throw new RouterException(PlanErrors.orderBy("with COLLATE " + collate.collation()));
    }

    /// A collation given anywhere may be inherited by a sort key.
    private static boolean collates(StatementModel model) {
        boolean[] found = {false};
        for (StatementModel.Mention mention : model.mentions()) {
            Exprs.walk(
                    mention.expression(),
                    expr -> found[0] |= expr instanceof Expr.Collate collate
                            && !isBytewise(collate.collation())
                            && !isDefault(collate.collation()));
        }
        return found[0];
    }

    private static boolean isBytewise(QualifiedName name) {
        return isSystem(name) && BYTEWISE.contains(name.name());
    }

    private static boolean isDefault(QualifiedName name) {
        return isSystem(name) && name.name().equals("default");
    }

    private static boolean isSystem(QualifiedName name) {
        return name.schema().orElse("pg_catalog").equals("pg_catalog");
    }
}
