package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.shard.ColocationGroup;
import dev.kintsugi.shard.TableDistribution;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.StatementShape;
import java.util.Optional;

/// A statement with all names resolved: what every tier of the planner looks at.
record StatementModel(
        ImmutableList<Source> sources,
        ImmutableList<Fact> facts,
        ImmutableList<Target> targets,
        ImmutableList<Mention> mentions,
        boolean locking,
        boolean into,
        boolean recursive,
        boolean unusedCtes,
        Optional<QueryModel> query) {

    /// A table that the statement writes to; `scope` is where its assignments and RETURNING find their names,
    /// `from` what UPDATE … FROM or DELETE … USING joins to it, `rows` the query of INSERT … SELECT.
    record Target(
            StatementShape shape,
            Source.Base table,
            Scope scope,
            ImmutableList<QueryModel.Joined> from,
            Optional<QueryModel> rows) {}

    /// An expression that may matter for whether the statement can run on several shards, and the scope it stands
    /// in.
    record Mention(Expr expression, Scope scope) {}

    /// The mentions of sharded tables whose rows are read (the target of an INSERT is not one).
    ImmutableList<Source.Base> uses() {
        return sources.stream()
                .filter(Source.Base.class::isInstance)
                .map(Source.Base.class::cast)
                .filter(base -> base.sharded().isPresent() && !isInserted(base))
                .collect(ImmutableList.toImmutableList());
    }

    ImmutableList<Source.Base> tables() {
        return sources.stream()
                .filter(Source.Base.class::isInstance)
                .map(Source.Base.class::cast)
                .collect(ImmutableList.toImmutableList());
    }

    boolean writes() {
        return !targets.isEmpty();
    }

    Source.Base use(int id) {
        return (Source.Base) sources.get(id);
    }

    ColocationGroup group(Source.Base use) {
        return use.sharded().map(TableDistribution.Sharded::group).orElseThrow();
    }

    /// Whether a row of the block that `use` stands in (or of the outermost derived table around it) may lack a row
    /// of it.
    boolean mayBeMissing(Source use) {
        for (Source next = use; ; next = sources.get(next.owner().getAsInt())) {
            if (next.nullable()) {
                return true;
            }
            if (next.owner().isEmpty()) {
                return false;
            }
        }
    }

    private boolean isInserted(Source.Base base) {
        return targets.stream()
                .anyMatch(
                        target -> target.table().id() == base.id() && target.shape() instanceof StatementShape.Insert);
    }
}
