package dev.kintsugi.plan;

import dev.kintsugi.sql.ExplainOptions;
import dev.kintsugi.sql.Span;
import dev.kintsugi.sql.StatementText;
import java.nio.charset.StandardCharsets;

/// EXPLAIN of a statement that runs on several shards. `sql` is the client's text, of which the explained statement is
/// the part that is sent; `statement` is that statement's own plan, a scatter or a gather.
public record ExplainPlan(SqlText sql, ExplainOptions options, QueryPlan.Routed statement) {

    /// The same for another text of the shape.
    ExplainPlan in(StatementText text) {
        return new ExplainPlan(sql.in(text), options, statement.in(text));
    }

    /// What the client wrote before the statement: EXPLAIN with its options, a blank behind it.
    public String prefix() {
        return sql.string(new Span(0, sql.statement().start()));
    }

    /// The explained statement in UTF-8.
    public byte[] statementSql() {
        return sql.string(sql.statement()).getBytes(StandardCharsets.UTF_8);
    }
}
