package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.sql.StatementText;

/// A statement that writes on several shards in one transaction over them: what each of them is told.
public sealed interface WritePlan permits PushedWrite, SplitInsert {
    /// The command tag with the count.
    String tag(long count);

    /// Whether the shards are told the transaction's time, so that it is one.
    boolean readsClock();

    /// The same plan for another text of the shape that it was planned for.
    WritePlan in(StatementText text);

    /// What the shards run and what becomes of their answers in words, one step a line, for EXPLAIN (ROUTER).
    ImmutableList<String> explain();
}
