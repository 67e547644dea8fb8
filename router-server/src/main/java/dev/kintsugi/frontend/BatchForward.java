package dev.kintsugi.frontend;

import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.Replies;
import dev.kintsugi.backend.ShardTypes;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.execute.DescribedStatement;
import dev.kintsugi.execute.QueryRelayUnit;
import dev.kintsugi.plan.IntegerKey;
import dev.kintsugi.plan.QueryPlan;
import dev.kintsugi.shard.ShardSet;
import dev.kintsugi.wire.FrontendDecoder;
import dev.kintsugi.wire.FrontendMessage;
import dev.kintsugi.wire.WholeBatch;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Forwards a batch that is all there, Bind to Sync, and needs one shard: in one piece, answered in one piece. It is
/// the way of nearly every statement, and the shortest.
///
/// What it leaves alone [ExtendedQueries] deals with message by message, to the same effect.
final class BatchForward {
    private static final int NO_SHARD = -1;

    private final Session session;
    private final StatementExecution execution;
    private final Batch batch;
    private final ExtendedQueries.Flow flow;
    private final ShardTypes types;
    private final WholeBatch whole = new WholeBatch();
    private final QueryRelayUnit.Listener replies = new Replied();
    private @Nullable PreparedStatement running;

    BatchForward(Session session, StatementExecution execution, Batch batch, ExtendedQueries.Flow flow) {
        this.session = session;
        this.execution = execution;
        this.batch = batch;
        this.flow = flow;
        this.types = session.router().connector().types();
    }

    /// Forwards the batch that starts with the complete Bind at `start`, which has `bindLength` bytes. Answers how
    /// many bytes the batch has, or 0 if nothing was done.
    int forward(ByteBuf bytes, int start, int bindLength) {
        if (!batch.untouched()
                || session.transaction().open()
                || !session.leases().isEmpty()) {
            return 0;
        }
        if (!session.portals().isEmpty() || !whole.read(bytes, start, bindLength)) {
            return 0;
        }
        PreparedStatement statement = session.statements().get(whole.statement());
        if (statement == null || statement.described().isEmpty()) {
            return 0;
        }
        DescribedStatement described = statement.described().get();
        int shard = shard(statement, described, bytes, start, bindLength);
        if (shard == NO_SHARD || types.mayCarryOids(shard, described.columns())) {
            return 0;
        }
        BackendConnection connection = session.leases().readyNow(shard);
        if (connection == null || !PreparedCheck.has(connection, described)) {
            return 0;
        }
        if (statement.text().leavesState()) {
            connection.taint();
        }
        running = statement;
        whole.write(described.statement().terminatedName(), connection.out());
        connection.expect(new QueryRelayUnit(session.output(), 0, replies));
        connection.flush();
        return whole.length();
    }

    private int shard(
            PreparedStatement statement, DescribedStatement described, ByteBuf bytes, int start, int bindLength) {
        if (!(statement.text().plan() instanceof QueryPlan.Routed routed)
                || described.parameterTypes().length() != whole.parameterCount()
                || !statement.text().searchPath().equals(session.searchPath())) {
            return NO_SHARD;
        }
        IntegerKey key = statement.text().shape().planned().parameterKey();
        if (key != null && whole.readInteger(key.parameter(), described.parameterTypes())) {
            return key.shard(whole.integer());
        }
        return decodedShard(routed, described, (FrontendMessage.Bind) FrontendDecoder.decode(bytes, start, bindLength));
    }

    /// For keys of other types, and statements that any shard can answer.
    private int decodedShard(QueryPlan.Routed routed, DescribedStatement described, FrontendMessage.Bind bind) {
        try {
            ShardSet shards = execution.shards(routed, bind.values(described.parameterTypes()));
            return execution.single(routed, shards).orElse(NO_SHARD);
        } catch (RouterException _) {
            return NO_SHARD; // refused for good the other way, behind what is due before it
        }
    }

    private final class Replied implements QueryRelayUnit.Listener {
        @Override
        public void onError(ByteBuf buffer, int start, int length) {
            PreparedStatement statement = running;
            if (statement != null) {
                PreparedCheck.forgetIfStale(statement, Replies.error(buffer, start, length));
            }
        }

        @Override
        public void onReady(boolean failed, ByteBuf buffer, int start, int length) {
            end();
        }

        @Override
        public void onLost(boolean told, PgError error) {
            if (!told) {
                session.error(error);
            }
            end();
        }

        private void end() {
            running = null;
            batch.end();
            session.releaseIfIdle();
            flow.ready();
        }
    }
}
