package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.plan.Source.Columns;
import dev.kintsugi.plan.Source.KeyNode;
import dev.kintsugi.sql.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The sources whose columns an expression can name, innermost first; filled while FROM is read, then left alone.
///
/// Binding errs on one side only: a column is bound when Postgres can bind it to nothing else (or raises an error).
final class Scope {
    private final @Nullable Scope parent;
    private final List<Source> sources = new ArrayList<>();
    private final Map<String, Optional<KeyNode>> merged = new HashMap<>();
    private final IdentityHashMap<Expr.Subquery, QueryModel> subqueries = new IdentityHashMap<>();
    private boolean natural;

    Scope(@Nullable Scope parent) {
        this.parent = parent;
    }

    /// What a column name stands for: the scope and source it belongs to, and the key column it is.
    record Binding(Scope scope, Optional<Source> source, Optional<KeyNode> key) {}

    @Nullable
    Scope parent() {
        return parent;
    }

    ImmutableList<Source> sources() {
        return ImmutableList.copyOf(sources);
    }

    boolean mergesColumns() {
        return natural || !merged.isEmpty();
    }

    void add(Source source) {
        sources.add(source);
    }

    /// NATURAL JOIN: which columns are merged is not known.
    void addNatural() {
        natural = true;
    }

    /// A column merged by USING; `key` is the key column whose value it always has.
    void setMerged(String name, Optional<KeyNode> key) {
        merged.put(name, key);
    }

    void copyMergesInto(Scope outer) {
        outer.natural |= natural;
        merged.forEach((name, key) -> outer.merged.merge(name, key, (_, _) -> Optional.empty()));
    }

    void addSubquery(Expr.Subquery subquery, QueryModel model) {
        subqueries.put(subquery, model);
    }

    /// The model of a subquery whose expression stands in this scope.
    QueryModel subquery(Expr.Subquery subquery) {
        return Objects.requireNonNull(subqueries.get(subquery));
    }

    /// The key column that `name` is among this scope's own columns.
    Optional<KeyNode> ownKey(String name) {
        Optional<KeyNode> mergedKey = merged.get(name);
        if (natural || mergedKey != null) {
            return natural || mergedKey == null ? Optional.empty() : mergedKey;
        }
        List<Source> holders = holders(name);
        return holders.size() == 1 ? keyOf(holders.getFirst().columns(), name) : Optional.empty();
    }

    /// Whether none of this scope's sources can have a column `name`.
    boolean surelyLacks(String name) {
        return !natural
                && !merged.containsKey(name)
                && holders(name).isEmpty()
                && sources.stream().allMatch(source -> source.columns().isClosed());
    }

    private List<Source> holders(String name) {
        return sources.stream()
                .filter(source -> !source.columns().named(name).isEmpty())
                .toList();
    }

    /// The key column that `expr` surely is.
    Optional<KeyNode> key(Expr expr) {
        return expr instanceof Expr.Column column ? bind(column).flatMap(Binding::key) : Optional.empty();
    }

    /// What `column` stands for, if that is sure.
    Optional<Binding> bind(Expr.Column column) {
        return column.table().isPresent()
                ? bindQualified(column, column.table().get())
                : bindUnqualified(column.name());
    }

    private Optional<Binding> bindQualified(Expr.Column column, String table) {
        for (Scope scope = this; scope != null; scope = scope.parent) {
            List<Source> named = scope.sources.stream()
                    .filter(source -> source.binding().equals(Optional.of(table)))
                    .toList();
            if (named.size() > 1) {
                return Optional.empty();
            }
            if (named.size() == 1) {
                Source source = named.getFirst();
                return schemaFits(column, source)
                        ? Optional.of(new Binding(scope, Optional.of(source), keyOf(source.columns(), column.name())))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean schemaFits(Expr.Column column, Source source) {
        return column.schema().isEmpty()
                || (source instanceof Source.Base base
                        && base.item().alias().isEmpty()
                        && base.found() instanceof Tables.Found.Mapped mapped
                        && mapped.name().schema().equals(column.schema().get()));
    }

    /// A second holder of the name would be an ambiguity error, so one sure holder is enough; but to look further
    /// out, all columns of this scope must be known.
    private Optional<Binding> bindUnqualified(String name) {
        for (Scope scope = this; scope != null; scope = scope.parent) {
            if (scope.natural) {
                return Optional.empty();
            }
            Optional<KeyNode> mergedKey = scope.merged.get(name);
            if (mergedKey != null) {
                return Optional.of(new Binding(scope, Optional.empty(), mergedKey));
            }
            List<Source> holders = scope.holders(name);
            if (holders.size() == 1) {
                Source holder = holders.getFirst();
                return Optional.of(new Binding(scope, Optional.of(holder), keyOf(holder.columns(), name)));
            }
            if (holders.size() > 1
                    || !scope.sources.stream()
                            .allMatch(source -> source.columns().isClosed())) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<KeyNode> keyOf(Columns columns, String name) {
        ImmutableList<Columns.Column> named = columns.named(name);
        return named.size() == 1 ? named.getFirst().key() : Optional.empty();
    }
}
