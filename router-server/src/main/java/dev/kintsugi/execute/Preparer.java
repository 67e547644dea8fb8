package dev.kintsugi.execute;

import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.Replies;
import dev.kintsugi.backend.ReplyUnit;
import dev.kintsugi.backend.ShardStatement;
import dev.kintsugi.backend.StatementDescription;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.wire.BackendType;
import dev.kintsugi.wire.FrontendEncoder;
import dev.kintsugi.wire.FrontendMessage.Target;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Has a statement prepared on a connection, once, and knows how the shard described it.
public final class Preparer {
    private Preparer() {}

    /// Gives `ready` the description as soon as the connection has the statement prepared: at once if it has
    /// already.
    ///
    /// The shard is asked with Parse, Describe and Flush, so the connection is left without a Sync. `failed` gets
    /// the shard's own error.
    public static void prepare(
            BackendConnection connection,
            ShardStatement statement,
            Consumer<StatementDescription> ready,
            Consumer<PgError> failed) {
        StatementDescription known = connection.prepared().find(statement);
        if (known != null) {
            ready.accept(known);
            return;
        }
        ByteBuf out = connection.out();
        ShardStatement evicted = connection.prepared().evict();
        if (evicted != null) {
            FrontendEncoder.close(Target.STATEMENT, evicted.name(), out);
            connection.expect(SilentUnit.forClose());
        }
        FrontendEncoder.parse(
                statement.name(), statement.sql(), connection.types().shard(statement.declaredTypes()), out);
        FrontendEncoder.describe(Target.STATEMENT, statement.name(), out);
        FrontendEncoder.flush(out);
        connection.expect(new DescribeUnit(connection, statement, ready, failed));
        connection.flush();
    }

    /// Encodes Parse and Describe of the statement under no name, which the shard forgets with the next such; the
    /// caller flushes. `failed` gets the shard's own error.
    static void prepareUnnamed(
            BackendConnection connection,
            ShardStatement statement,
            Consumer<StatementDescription> ready,
            Consumer<PgError> failed) {
        ByteBuf out = connection.out();
        FrontendEncoder.parse("", statement.sql(), connection.types().shard(statement.declaredTypes()), out);
        FrontendEncoder.describe(Target.STATEMENT, "", out);
        connection.expect(new DescribeUnit(connection, null, ready, failed));
    }

    /// ParseComplete, ParameterDescription, then RowDescription or NoData.
    private static final class DescribeUnit extends ReplyUnit {
        private final BackendConnection connection;
        private final @Nullable ShardStatement statement;
        private final Consumer<StatementDescription> ready;
        private final Consumer<PgError> failed;
        private ImmutableIntArray parameterTypes = ImmutableIntArray.of();
        private @Nullable StatementDescription description;
        private boolean parsed;

        /// `statement` is null for one without a name.
        DescribeUnit(
                BackendConnection connection,
                @Nullable ShardStatement statement,
                Consumer<StatementDescription> ready,
                Consumer<PgError> failed) {
            super(Extent.EXTENDED);
            this.connection = connection;
            this.statement = statement;
            this.ready = ready;
            this.failed = failed;
        }

        @Override
        protected boolean onMessage(byte type, ByteBuf buffer, int start, int length) {
            switch (type) {
                case BackendType.PARSE_COMPLETE -> parsed = true;
                case BackendType.PARAMETER_DESCRIPTION ->
                    parameterTypes =
                            Replies.parameterDescription(buffer, start, length).typeOids();
                case BackendType.ROW_DESCRIPTION ->
                    finish(new StatementDescription(
                            parameterTypes,
                            Optional.of(Replies.rowDescription(buffer, start, length)
                                    .columns())));
                case BackendType.NO_DATA -> finish(new StatementDescription(parameterTypes, Optional.empty()));
                default -> throw new IllegalStateException("unexpected message '" + (char) type + "'");
            }
            return description != null;
        }

        private void finish(StatementDescription finished) {
            description = finished;
            if (statement != null) {
                connection.prepared().add(statement, finished);
            }
        }

        @Override
        protected void onCompleted() {
            StatementDescription finished = description;
            if (finished != null) {
                ready.accept(finished);
            }
        }

        @Override
        protected void onError(ByteBuf buffer, int start, int length) {
            if (parsed && statement != null) {
                connection.taint(); // it has a statement that we have no description of
            }
            failed.accept(Replies.error(buffer, start, length));
        }

        @Override
        protected void onSkipped() {
            failed.accept(PgError.of(SqlState.INTERNAL_ERROR, "a statement was to be prepared behind an error"));
        }

        @Override
        protected void onClosed(PgError error) {
            failed.accept(error);
        }
    }
}
