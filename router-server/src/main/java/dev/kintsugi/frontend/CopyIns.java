package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.error.PgError;
import dev.kintsugi.execute.copy.CopyRun;
import dev.kintsugi.execute.copy.CopyTask;
import dev.kintsugi.plan.Access;
import dev.kintsugi.plan.PlanBinder;
import dev.kintsugi.plan.QueryPlan.CopyIn;
import dev.kintsugi.plan.QueryPlan.CopyWay;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.shard.ShardSet;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.wire.BackendEncoder;
import dev.kintsugi.wire.FrameSplitter;
import java.util.function.Consumer;

/// Runs COPY FROM STDIN for both query protocols. On several shards it is part of a transaction block, which the caller
/// has seen to.
final class CopyIns {
    private final Session session;
    private final StatementExecution execution;

    CopyIns(Session session, StatementExecution execution) {
        this.session = session;
        this.execution = execution;
    }

    /// The shards that get data, or may get some.
    ShardSet shards(CopyIn plan) {
        ShardMap map = session.router().shardMap();
        return switch (plan.way()) {
            case CopyWay.Alike alike -> {
                ShardSet shards = PlanBinder.shards(alike.routing(), BindValues.NONE, map);
                yield shards.isEmpty() ? ShardSet.of(session.leases().anyShard(ShardMap.HOME)) : shards;
            }
            case CopyWay.Split _ -> map.allShards();
        };
    }

    /// Runs the statement `sql`; `copied` gets its command tag, and `completion` hears of failures only.
    ///
    /// @throws dev.kintsugi.error.RouterException 55000 if a shard that is to be written to could not be prepared
    void run(byte[] sql, CopyIn plan, ShardSet shards, Consumer<String> copied, Completion completion) {
        shards.stream().forEach(shard -> execution.admit(Access.WRITE, shard));
        int longest = (int) Math.min(session.router().limits().maxMessageBytes(), FrameSplitter.POSTGRES_LIMIT);
        CopyTask task = new CopyTask(sql, plan.relation(), plan.way(), longest);
        execution.connect(shards, completion, connections -> start(task, connections, copied, completion));
    }

    private void start(
            CopyTask task,
            ImmutableList<BackendConnection> connections,
            Consumer<String> copied,
            Completion completion) {
        CopyRun run = new CopyRun(task, connections, new CopyRun.Listener() {
            @Override
            public void begun(byte[] copyInResponse) {
                session.output().buffer().writeBytes(copyInResponse);
                session.output().flush();
                session.copy().begin();
            }

            @Override
            public void notice(PgError notice) {
                BackendEncoder.noticeResponse(notice, session.output().buffer());
                session.output().flush();
            }

            @Override
            public void completed(long rows) {
                session.copy().run(null);
                copied.accept("COPY " + rows);
            }

            @Override
            public void failed(PgError error) {
                session.copy().run(null);
                completion.failed(error);
            }
        });
        session.copy().run(run);
        run.start();
    }
}
