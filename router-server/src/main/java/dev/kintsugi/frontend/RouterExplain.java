package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.merge.Row;
import dev.kintsugi.plan.PlanPrinter;
import dev.kintsugi.plan.QueryPlan;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.Oids;
import dev.kintsugi.value.ResultColumn;
import dev.kintsugi.wire.BackendEncoder;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The answer to EXPLAIN (ROUTER): the printed plan, one row a line, in a column named as Postgres names it.
final class RouterExplain {
    private static final ImmutableList<ResultColumn> COLUMNS =
            ImmutableList.of(new ResultColumn("QUERY PLAN", 0, 0, Oids.TEXT, -1, -1));

    private RouterExplain() {}

    static void answer(QueryPlan.ExplainRouter explain, Session session) {
        describe(session.output().buffer());
        rows(explain, session);
    }

    static void describe(ByteBuf out) {
        BackendEncoder.rowDescription(COLUMNS, ImmutableList.of(Format.TEXT), out);
    }

    static void rows(QueryPlan.ExplainRouter explain, Session session) {
        String printed = PlanPrinter.print(explain.plan(), session.router().shardMap());
        printed.lines()
                .forEach(line ->
                        BackendEncoder.dataRow(row(line), session.output().buffer()));
        BackendEncoder.commandComplete("EXPLAIN", session.output().buffer());
    }

    private static Row row(String line) {
        byte[] text = line.getBytes(StandardCharsets.UTF_8);
        ByteBuffer body = ByteBuffer.allocate(2 + 4 + text.length);
        body.putShort((short) 1).putInt(text.length).put(text);
        return new Row(body.array(), 0, body.capacity());
    }
}
