package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.plan.ShardQuery.ShardColumn;
import dev.kintsugi.sql.StatementText;
import dev.kintsugi.value.ResultColumn;

/// All rows of one table, in any order: COPY of a table.
record WholeTable(String sql) implements ScatterPlan {
    @Override
    public ScatterPlan in(StatementText text) {
        return this;
    }

    @Override
    public ShardQuery resolve(ImmutableList<ResultColumn> described) {
        var columns = ImmutableList.<ShardColumn>builder();
        for (int i = 0; i < described.size(); i++) {
            columns.add(new ShardColumn.AsClient(i));
        }
        return new ShardQuery(
                sql,
                columns.build(),
                new MergePlan(MergePlan.Union.Concatenate.INSTANCE, ImmutableList.of(), described.size()));
    }
}
