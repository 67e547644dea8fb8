package dev.kintsugi.plan;

import dev.kintsugi.sql.StatementScan;
import dev.kintsugi.sql.StatementText;
import org.jspecify.annotations.Nullable;

/// What planning one text has come to: a plan whose constants have no values, which holds for every text of the same
/// shape that gives the same answers to `questions`.
public final class Planned {
    private final StatementText text;
    private final QueryPlan plan;
    private final Questions questions;
    private final @Nullable IntegerKey key;

    Planned(StatementText text, QueryPlan plan, Questions questions) {
        this.text = text;
        this.plan = plan;
        this.questions = questions;
        this.key = plan instanceof QueryPlan.Routed routed
                ? IntegerKey.of(routed.routing()).orElse(null)
                : null;
    }

    /// The text that was planned.
    public StatementText text() {
        return text;
    }

    public Questions questions() {
        return questions;
    }

    /// The same with another plan, made from nothing but the text's shape.
    public Planned with(QueryPlan other) {
        return new Planned(text, other, questions);
    }

    /// The plan as it was made: slots where the text has constants.
    public QueryPlan template() {
        return plan;
    }

    /// The one shard that a text for which this plan holds needs, or -1 if [#in] and [PlanBinder] have to tell.
    /// Allocates nothing.
    public int shard(StatementScan scan) {
        return key == null ? -1 : key.shard(scan);
    }

    /// The plan of `other`, a text for which this plan holds.
    ///
    /// @throws dev.kintsugi.error.RouterException 42601 and the like for a constant with a broken escape that the
    ///     plan needs
    public QueryPlan in(StatementText other) {
        return plan.in(other, text);
    }
}
