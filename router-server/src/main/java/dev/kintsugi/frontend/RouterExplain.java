package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.execute.PlannedText;
import dev.kintsugi.merge.Row;
import dev.kintsugi.plan.PlanPrinter;
import dev.kintsugi.plan.QueryPlan;
import dev.kintsugi.sql.Span;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.Oids;
import dev.kintsugi.value.ResultColumn;
import dev.kintsugi.wire.BackendEncoder;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The answer to EXPLAIN (ROUTER): the printed plan and whether it is at hand, one row a line, in a column named as
/// Postgres names it.
final class RouterExplain {
    private static final ImmutableList<ResultColumn> COLUMNS =
            ImmutableList.of(new ResultColumn("QUERY PLAN", 0, 0, Oids.TEXT, -1, -1));

    private RouterExplain() {}

    static void answer(PlannedText text, QueryPlan.ExplainRouter explain, Session session) {
        describe(session.output().buffer());
        rows(text, explain, session);
    }

    static void describe(ByteBuf out) {
        BackendEncoder.rowDescription(COLUMNS, ImmutableList.of(Format.TEXT), out);
    }

    /// `text` is the whole statement, EXPLAIN and all.
    static void rows(PlannedText text, QueryPlan.ExplainRouter explain, Session session) {
        String printed = PlanPrinter.print(explain.plan(), session.router().shardMap())
                + (isKnown(text, explain.span(), session) ? "  Plan: cached" : "  Plan: new");
        printed.lines()
                .forEach(line ->
                        BackendEncoder.dataRow(row(line), session.output().buffer()));
        BackendEncoder.commandComplete("EXPLAIN", session.output().buffer());
    }

    private static boolean isKnown(PlannedText text, Span statement, Session session) {
        byte[] sql = Arrays.copyOfRange(text.sql(), statement.start(), statement.end());
        return session.router().statements().knows(session.read(sql));
    }

    static Row row(String line) {
        byte[] text = line.getBytes(StandardCharsets.UTF_8);
        ByteBuffer body = ByteBuffer.allocate(2 + 4 + text.length);
        body.putShort((short) 1).putInt(text.length).put(text);
        return new Row(body.array(), 0, body.capacity());
    }
}
