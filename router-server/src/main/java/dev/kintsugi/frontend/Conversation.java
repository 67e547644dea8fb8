package dev.kintsugi.frontend;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.metrics.Traffic;
import dev.kintsugi.wire.FrontendDecoder;
import dev.kintsugi.wire.FrontendMessage;
import dev.kintsugi.wire.FrontendType;
import io.netty.buffer.ByteBuf;

/// What a client that has logged in says: each message goes to the one who deals with it. Used on the client's event
/// loop.
final class Conversation {
    private final Session session;
    private final Traffic traffic;
    private final Owner owner;
    private final SimpleQueries simple;
    private final ExtendedQueries extended;

    /// How the client's connection goes on.
    interface Owner extends ExtendedQueries.Flow {
        /// The message needed nothing.
        void passed();

        void close();
    }

    Conversation(Session session, Traffic traffic, Owner owner) {
        this.session = session;
        this.traffic = traffic;
        this.owner = owner;
        StatementExecution execution = new StatementExecution(session);
        ControlStatements control = new ControlStatements(session);
        this.simple = new SimpleQueries(session, execution, control, owner::ready);
        this.extended = new ExtendedQueries(session, execution, control, owner);
    }

    /// Whether replies wait for the rest of a batch.
    boolean holdsReplies() {
        return extended.holdsReplies();
    }

    /// See [BatchForward#forward].
    int forwardWhole(ByteBuf bytes, int start, int bindLength) {
        int length = extended.forwardWhole(bytes, start, bindLength);
        if (length > 0) {
            traffic.statement();
        }
        return length;
    }

    /// Deals with the message at `start`.
    void message(byte type, ByteBuf bytes, int start, int length) {
        if (extended.skipping() && type != FrontendType.SYNC && type != FrontendType.TERMINATE) {
            owner.passed();
            return;
        }
        FrontendMessage message;
        try {
            message = FrontendDecoder.decode(bytes, start, length);
        } catch (RouterException e) {
            if (e.error().severity() != PgError.Severity.ERROR) {
                throw e;
            }
            refuse(type, e.error());
            return;
        }
        switch (message) {
            case FrontendMessage.Query(byte[] sql) -> {
                traffic.statement();
                extended.settled(() -> simple.query(sql));
            }
            case FrontendMessage.Parse parse -> extended.parse(parse);
            case FrontendMessage.Bind bind -> extended.bind(bind);
            case FrontendMessage.Describe describe -> extended.describe(describe);
            case FrontendMessage.Execute execute -> {
                traffic.statement();
                extended.execute(execute);
            }
            case FrontendMessage.Close close -> extended.close(close);
            case FrontendMessage.Flush _ -> extended.flush();
            case FrontendMessage.Sync _ -> extended.sync();
            case FrontendMessage.Terminate _ -> owner.close();
            case FrontendMessage.CopyData _, FrontendMessage.CopyDone _, FrontendMessage.CopyFail _ ->
                owner.passed(); // Postgres drops them outside COPY, too
            case FrontendMessage.FunctionCall _ ->
                refuse(
                        type,
                        PgError.unsupported(
                                "the function call protocol is not supported through the router",
                                "call the function with SELECT"));
            case FrontendMessage.Password _ ->
                throw new RouterException(PgError.of(SqlState.PROTOCOL_VIOLATION, "unexpected password message")
                        .asFatal());
        }
    }

    /// A message that is wrong in itself: Query and FunctionCall end with ReadyForQuery, the others skip to Sync.
    private void refuse(byte type, PgError error) {
        if (type == FrontendType.QUERY || type == FrontendType.FUNCTION_CALL) {
            extended.settled(() -> {
                session.error(error);
                session.releaseIfIdle();
                owner.ready();
            });
        } else {
            extended.fail(error);
        }
    }
}
