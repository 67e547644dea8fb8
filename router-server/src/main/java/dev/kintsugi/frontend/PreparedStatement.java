package dev.kintsugi.frontend;

import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.execute.DescribedStatement;
import dev.kintsugi.execute.PlannedText;
import dev.kintsugi.plan.QueryPlan;
import dev.kintsugi.value.Format;
import dev.kintsugi.wire.BackendEncoder;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/// A statement that a client has parsed; `described` is absent for what no shard is asked about.
record PreparedStatement(PlannedText text, ImmutableIntArray declaredTypes, Optional<DescribedStatement> described) {

    /// Encodes the answer to Describe: ParameterDescription, and RowDescription or NoData.
    void describe(ByteBuf out) {
        ImmutableIntArray types =
                described.map(DescribedStatement::parameterTypes).orElse(declaredTypes);
        BackendEncoder.parameterDescription(types, out);
        if (text.plan() instanceof QueryPlan.ExplainRouter) {
            RouterExplain.describe(out);
            return;
        }
        described
                .flatMap(known -> known.description().columns())
                .ifPresentOrElse(
                        columns -> BackendEncoder.rowDescription(
                                columns, StatementExecution.formats(Format.TEXT, columns.size()), out),
                        () -> BackendEncoder.noData(out));
    }
}
