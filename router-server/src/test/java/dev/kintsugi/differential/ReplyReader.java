package dev.kintsugi.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.differential.Reply.Column;
import dev.kintsugi.differential.Reply.Values;
import dev.kintsugi.error.PgError;
import dev.kintsugi.value.ResultColumn;
import dev.kintsugi.wire.BackendMessage;
import dev.kintsugi.wire.BackendMessage.Bare;
import dev.kintsugi.wire.BackendMessage.CommandComplete;
import dev.kintsugi.wire.BackendMessage.CopyData;
import dev.kintsugi.wire.BackendMessage.DataRow;
import dev.kintsugi.wire.BackendMessage.ErrorResponse;
import dev.kintsugi.wire.BackendMessage.ParameterDescription;
import dev.kintsugi.wire.BackendMessage.ReadyForQuery;
import dev.kintsugi.wire.BackendMessage.RowDescription;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Gathers a server's messages into replies, one for each statement.
final class ReplyReader {
    /// Where reading may stop; a FATAL error stops it everywhere.
    enum Stop {
        AT_READY,
        AT_PORTION
    }

    private final TypeNames types;
    private final List<Reply> finished = new ArrayList<>();
    private final List<Values> rows = new ArrayList<>();
    private Optional<ImmutableList<String>> parameterTypes = Optional.empty();
    private Optional<ImmutableList<Column>> columns = Optional.empty();
    private Optional<PgError> lastError = Optional.empty();
    private boolean suspended;
    private boolean portionEnded;
    private char status;

    ReplyReader(TypeNames types) {
        this.types = types;
    }

    /// `body` is the message's bytes, as `message` was decoded from.
    void take(BackendMessage message, byte[] body) {
        portionEnded = false;
        status = 0;
        switch (message) {
            case RowDescription(var described, var formats) -> {
                ImmutableList.Builder<Column> list = ImmutableList.builder();
                for (int i = 0; i < described.size(); i++) {
                    ResultColumn column = described.get(i);
                    list.add(new Column(
                            column.name(),
                            types.name(column.typeOid()),
                            column.typeSize(),
                            column.typeModifier(),
                            column.tableOid() != 0,
                            column.columnNumber(),
                            formats.get(i)));
                }
                columns = Optional.of(list.build());
            }
            case ParameterDescription(ImmutableIntArray oids) ->
                parameterTypes =
                        Optional.of(oids.stream().mapToObj(types::name).collect(ImmutableList.toImmutableList()));
            case DataRow _ -> rows.add(values(ByteBuffer.wrap(body)));
            case CopyData(byte[] line) ->
                rows.add(new Values(ImmutableList.of(Optional.of(new String(line, ISO_8859_1)))));
            case CommandComplete(String tag) -> finish(tag, Optional.empty());
            case ErrorResponse(PgError error) -> finish("", Optional.of(error));
            case ReadyForQuery ready -> status = ready.status();
            case Bare.NO_DATA -> columns = Optional.of(ImmutableList.of());
            case Bare.EMPTY_QUERY_RESPONSE -> finish("(empty)", Optional.empty());
            case Bare.PORTAL_SUSPENDED -> {
                suspended = true;
                portionEnded = true;
            }
            default -> {}
        }
    }

    private void finish(String tag, Optional<PgError> error) {
        finished.add(new Reply(parameterTypes, columns, ImmutableList.copyOf(rows), tag, error, ' '));
        rows.clear();
        parameterTypes = Optional.empty();
        columns = Optional.empty();
        lastError = error;
        suspended = false;
        portionEnded = true;
    }

    private static Values values(ByteBuffer body) {
        int count = body.getShort();
        ImmutableList.Builder<Optional<String>> values = ImmutableList.builder();
        for (int i = 0; i < count; i++) {
            int length = body.getInt();
            if (length < 0) {
                values.add(Optional.empty());
            } else {
                byte[] bytes = new byte[length];
                body.get(bytes);
                values.add(Optional.of(new String(bytes, ISO_8859_1)));
            }
        }
        if (body.hasRemaining()) {
            throw new IllegalStateException("a row is longer than its values");
        }
        return new Values(values.build());
    }

    boolean reached(Stop stop) {
        boolean fatal =
                lastError.filter(e -> e.severity() != PgError.Severity.ERROR).isPresent();
        return fatal || status != 0 || (stop == Stop.AT_PORTION && portionEnded);
    }

    boolean suspended() {
        return suspended;
    }

    Optional<PgError> lastError() {
        return lastError;
    }

    /// All replies, the last with the transaction status.
    ImmutableList<Reply> replies() {
        ImmutableList.Builder<Reply> all = ImmutableList.builder();
        for (Reply reply : finished) {
            all.add(new Reply(
                    reply.parameterTypes(), reply.columns(), reply.rows(), reply.tag(), reply.error(), status));
        }
        return all.build();
    }

    /// The only reply; a server that answers one statement twice, or not at all, is wrong.
    Reply reply() {
        ImmutableList<Reply> all = replies();
        if (all.size() != 1) {
            throw new IllegalStateException("one statement was answered by " + all);
        }
        return all.get(0);
    }
}
