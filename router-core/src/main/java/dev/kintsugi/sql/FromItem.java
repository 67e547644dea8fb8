package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/// A term of FROM.
public sealed interface FromItem {
    Span span();

    /// A table, view or CTE by name.
    record Table(
            QualifiedName name, Optional<String> alias, ImmutableList<String> columnAliases, boolean sampled, Span span)
            implements FromItem {
        /// The name by which columns of this item are qualified.
        public String bindingName() {
            return alias.orElse(name.name());
        }
    }

    /// A subquery or VALUES list.
    record Derived(Query query, boolean lateral, Optional<String> alias, ImmutableList<String> columnAliases, Span span)
            implements FromItem {}

    /// A function call as a table.
    record Function(Expr call, boolean lateral, Optional<String> alias, ImmutableList<String> columnAliases, Span span)
            implements FromItem {}

    record Join(
            JoinKind kind,
            FromItem left,
            FromItem right,
            Optional<Expr> on,
            ImmutableList<String> using,
            boolean natural,
            Span span)
            implements FromItem {}

    enum JoinKind {
        INNER,
        LEFT,
        RIGHT,
        FULL,
        /// CROSS JOIN and the comma
        CROSS
    }
}
