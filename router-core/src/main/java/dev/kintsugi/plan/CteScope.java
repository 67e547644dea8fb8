package dev.kintsugi.plan;

import dev.kintsugi.sql.Query;
import org.jspecify.annotations.Nullable;

/// The CTEs that a table name can mean, innermost first.
final class CteScope {
    final @Nullable CteScope next;
    final Query.Cte cte;

    /// What the CTE's body itself can name: the CTEs before it, or under RECURSIVE all of its WITH.
    @Nullable
    CteScope visible;

    /// Where the body's outer columns come from.
    final @Nullable Scope outer;

    boolean referenced;
    boolean inProgress;

    CteScope(@Nullable CteScope next, Query.Cte cte, @Nullable Scope outer) {
        this.next = next;
        this.cte = cte;
        this.outer = outer;
        this.visible = next;
    }

    static @Nullable CteScope find(@Nullable CteScope from, String name) {
        for (CteScope scope = from; scope != null; scope = scope.next) {
            if (scope.cte.name().equals(name)) {
                return scope;
            }
        }
        return null;
    }
}
