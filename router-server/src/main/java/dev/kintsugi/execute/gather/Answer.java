package dev.kintsugi.execute.gather;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.error.PgError;
import dev.kintsugi.execute.ClientOutput;
import dev.kintsugi.execute.CommandUnit;
import dev.kintsugi.execute.gather.GatherTask.Question;
import dev.kintsugi.plan.RewrittenText;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.ResultColumn;
import dev.kintsugi.wire.BackendEncoder;
import dev.kintsugi.wire.FrontendEncoder;
import dev.kintsugi.wire.FrontendMessage.Target;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/// The last step of a gather: the statement over the stand-ins, and its answer to the client, in one go or piece by
/// piece.
final class Answer {
    private static final int FIRST_USER_OID = 16384;
    private static final String PORTAL = "kintsugi";

    /// What the run wants to know.
    interface Listener {
        /// The first error; the end comes all the same.
        void failed(PgError error);

        /// Rows up to the limit are on their way.
        void suspended();

        /// The connection owes nothing any more.
        void ended();
    }

    private final GatherTask task;
    private final ClientOutput output;
    private int maxRows;
    private boolean underWay;

    Answer(GatherTask task, ClientOutput output) {
        this.task = task;
        this.output = output;
    }

    void limit(int rows) {
        maxRows = rows;
    }

    /// Whether replies are awaited, so that the end will be told by them.
    boolean isUnderWay() {
        return underWay;
    }

    /// Sends the statement and, if all rows are wanted, the end of its transaction.
    void ask(BackendConnection connection, Listener listener) {
        ByteBuf out = connection.out();
        switch (task.question()) {
            case Question.Simple(var text) -> query(text.sql(), out);
            case Question.Copy(var text, String before, String after) -> query(before + text.sql() + after, out);
            case Question.Extended(var text, var types, var values, var formats) -> {
                FrontendEncoder.parse("", text.sql().getBytes(StandardCharsets.UTF_8), types, out);
                FrontendEncoder.describe(Target.STATEMENT, "", out);
                FrontendEncoder.bind(PORTAL, "", values, formats, out);
                FrontendEncoder.execute(PORTAL, maxRows, out);
                FrontendEncoder.sync(out);
            }
            case Question.Explain(var text, String before, var _, var types, var values, var _) -> {
                byte[] sql = (before + text.sql()).getBytes(StandardCharsets.UTF_8);
                FrontendEncoder.parse("", sql, types, out);
                FrontendEncoder.bind("", "", values, ImmutableList.of(), out);
                FrontendEncoder.execute("", 0, out);
                FrontendEncoder.sync(out);
            }
        }
        await(connection, listener);
    }

    /// Asks for the next rows.
    void more(BackendConnection connection, Listener listener) {
        FrontendEncoder.execute(PORTAL, maxRows, connection.out());
        FrontendEncoder.sync(connection.out());
        await(connection, listener);
    }

    private static void query(String sql, ByteBuf out) {
        FrontendEncoder.query(sql.getBytes(StandardCharsets.UTF_8), out);
    }

    private void await(BackendConnection connection, Listener listener) {
        underWay = true;
        Replies replies = new Replies(connection, listener);
        connection.expect(
                task.question() instanceof Question.Explain explain
                        ? new ExplainUnit(explain.rows(), replies)
                        : new AnswerUnit(output, replies));
        if (maxRows == 0) {
            query("ROLLBACK", connection.out());
            connection.expect(new CommandUnit(_ -> ended(listener)));
        }
        connection.flush();
    }

    private void ended(Listener listener) {
        underWay = false;
        listener.ended();
    }

    private final class Replies implements AnswerUnit.Listener {
        private final BackendConnection connection;
        private final Listener listener;
        private boolean failed;

        Replies(BackendConnection connection, Listener listener) {
            this.connection = connection;
            this.listener = listener;
        }

        @Override
        public boolean described(List<ResultColumn> columns) {
            if (!alike(columns)) {
                failed = true;
                listener.failed(PgError.unsupported(
                        "the shards describe the result of this statement differently",
                        "give the tables the same columns on every shard"));
                return false;
            }
            if (task.question() instanceof Question.Simple) {
                BackendEncoder.rowDescription(
                        task.columns(),
                        ImmutableList.copyOf(Collections.nCopies(columns.size(), Format.TEXT)),
                        output.buffer());
            }
            return true;
        }

        @Override
        public void failed(PgError error) {
            failed = true;
            listener.failed(inClientsText(error));
        }

        @Override
        public void ready(boolean suspended) {
            if (maxRows == 0) {
                return; // the ROLLBACK behind it ends the run
            }
            underWay = false;
            if (suspended && !failed && !connection.lost()) {
                listener.suspended();
            } else {
                listener.ended();
            }
        }
    }

    /// Whether the stand-ins gave the columns that the tables have: built-in types exactly, others have OIDs that
    /// differ.
    private boolean alike(List<ResultColumn> columns) {
        if (columns.size() != task.columns().size()) {
            return false;
        }
        for (int i = 0; i < columns.size(); i++) {
            int wanted = task.columns().get(i).typeOid();
            int found = columns.get(i).typeOid();
            boolean sameType = wanted == found || (wanted >= FIRST_USER_OID && found >= FIRST_USER_OID);
            if (!sameType || !columns.get(i).name().equals(task.columns().get(i).name())) {
                return false;
            }
        }
        return true;
    }

    private PgError inClientsText(PgError error) {
        if (error.position().isEmpty()) {
            return error;
        }
        int position = error.position().getAsInt();
        return switch (task.question()) {
            case Question.Copy(var text, String before, var _) -> behind(before, text, error, position);
            case Question.Explain(var text, String before, var _, var _, var _, var _) ->
                behind(before, text, error, position);
            case Question.Simple(var text) -> at(error, text.clientPosition(position));
            case Question.Extended(var text, var _, var _, var _) -> at(error, text.clientPosition(position));
        };
    }

    private static PgError behind(String before, RewrittenText text, PgError error, int position) {
        int shift = before.codePointCount(0, before.length());
        return position <= shift ? error : at(error, text.clientPosition(position - shift) + shift);
    }

    private static PgError at(PgError error, int position) {
        return error.withPosition(OptionalInt.of(position));
    }
}
