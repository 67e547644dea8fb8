package dev.kintsugi.admin;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.Longs;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.execute.ClientOutput;
import dev.kintsugi.merge.Row;
import dev.kintsugi.sql.StatementSplitter;
import dev.kintsugi.sql.TokenList;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.Oids;
import dev.kintsugi.value.ResultColumn;
import dev.kintsugi.wire.BackendEncoder;
import dev.kintsugi.wire.FrontendMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// One client of the console: the simple protocol, and the extended one without parameters. Used on the client's event
/// loop.
public final class AdminSession {
    private static final int MOST_STATEMENTS = 100;

    private final RouterState state;
    private final AdminRights rights;
    private final ClientOutput output;
    private final Executor loop;
    private final Flow flow;
    private final Map<String, AdminCommand> statements = new HashMap<>();
    private final Map<String, Portal> portals = new HashMap<>();
    private boolean skipping;

    /// A command that is bound: with the format of each column, or of all, or none for text.
    private record Portal(AdminCommand command, ImmutableList<Format> formats) {
        Portal(AdminCommand command) {
            this(command, ImmutableList.of());
        }

        /// One format for each of so many columns.
        ImmutableList<Format> formats(int columns) {
            if (formats.size() == columns) {
                return formats;
            }
            Format all = formats.size() == 1 ? formats.getFirst() : Format.TEXT;
            return ImmutableList.copyOf(Collections.nCopies(columns, all));
        }
    }

    /// How the client's connection goes on.
    @FunctionalInterface
    public interface Flow {
        /// The message has been dealt with.
        void next();
    }

    public AdminSession(RouterState state, AdminRights rights, ClientOutput output, Executor loop, Flow flow) {
        this.state = state;
        this.rights = rights;
        this.output = output;
        this.loop = loop;
        this.flow = flow;
    }

    /// What a driver wants to know of a server at its start.
    public void greet() {
        parameter("server_version", "18.0 (Kintsugi)");
        parameter("server_encoding", "UTF8");
        parameter("client_encoding", "UTF8");
        parameter("DateStyle", "ISO, MDY");
        parameter("TimeZone", "UTC");
        parameter("integer_datetimes", "on");
        parameter("standard_conforming_strings", "on");
    }

    private void parameter(String name, String value) {
        BackendEncoder.parameterStatus(name, value, output.buffer());
    }

    /// Deals with any message but Terminate; [Flow] tells when it has.
    public void message(FrontendMessage message) {
        if (skipping && !(message instanceof FrontendMessage.Sync)) {
            flow.next();
            return;
        }
        try {
            switch (message) {
                case FrontendMessage.Query(byte[] sql) -> query(sql);
                case FrontendMessage.Sync _ -> {
                    skipping = false;
                    ready();
                }
                case FrontendMessage.Execute execute -> run(found(portals, execute.portal()), false, flow::next);
                case FrontendMessage.Parse parse -> {
                    keep(statements, parse.statement(), single(parse.sql()));
                    BackendEncoder.parseComplete(output.buffer());
                    flow.next();
                }
                case FrontendMessage.Bind bind -> {
                    keep(
                            portals,
                            bind.portal(),
                            new Portal(found(statements, bind.statement()), bind.resultFormatList()));
                    BackendEncoder.bindComplete(output.buffer());
                    flow.next();
                }
                case FrontendMessage.Describe describe -> {
                    describe(describe);
                    flow.next();
                }
                case FrontendMessage.Close close -> {
                    switch (close.target()) {
                        case STATEMENT -> statements.remove(close.name());
                        case PORTAL -> portals.remove(close.name());
                    }
                    BackendEncoder.closeComplete(output.buffer());
                    flow.next();
                }
                case FrontendMessage.Flush _ -> {
                    output.flush();
                    flow.next();
                }
                case FrontendMessage.CopyData _, FrontendMessage.CopyDone _, FrontendMessage.CopyFail _ -> flow.next();
                case FrontendMessage.FunctionCall _ -> {
                    error(PgError.of(SqlState.FEATURE_NOT_SUPPORTED, "the console has no functions")
                            .withHint("SHOW HELP lists the commands"));
                    ready();
                }
                case FrontendMessage.Terminate _, FrontendMessage.Password _ ->
                    throw new RouterException(PgError.of(SqlState.PROTOCOL_VIOLATION, "unexpected message")
                            .asFatal());
            }
        } catch (RouterException e) {
            if (e.error().severity() != PgError.Severity.ERROR) {
                throw e;
            }
            error(e.error());
            if (message instanceof FrontendMessage.Query) {
                ready();
            } else {
                skipping = true;
                flow.next();
            }
        }
    }

    private void query(byte[] sql) {
        ImmutableList<TokenList> texts = StatementSplitter.split(TokenList.scan(sql, true));
        if (texts.stream().allMatch(text -> text.size() == 0)) {
            BackendEncoder.emptyQueryResponse(output.buffer());
            ready();
            return;
        }
        next(texts.stream()
                .filter(text -> text.size() > 0)
                .collect(ImmutableList.toImmutableList())
                .iterator());
    }

    private void next(Iterator<TokenList> rest) {
        if (!rest.hasNext()) {
            ready();
            return;
        }
        try {
            run(new Portal(AdminParser.parse(rest.next())), true, () -> next(rest));
        } catch (RouterException e) {
            error(e.error());
            ready();
        }
    }

    private static AdminCommand single(byte[] sql) {
        ImmutableList<TokenList> texts = StatementSplitter.split(TokenList.scan(sql, true));
        if (texts.size() > 1) {
            throw new RouterException(
                    SqlState.SYNTAX_ERROR, "cannot insert multiple commands into a prepared statement");
        }
        return texts.isEmpty() ? AdminCommand.Empty.INSTANCE : AdminParser.parse(texts.getFirst());
    }

    private static <T> void keep(Map<String, T> kept, String name, T command) {
        if (kept.size() >= MOST_STATEMENTS && !kept.containsKey(name)) {
            throw new RouterException(SqlState.PROGRAM_LIMIT_EXCEEDED, "too many statements in one session");
        }
        kept.put(name, command);
    }

    private static <T> T found(Map<String, T> kept, String name) {
        T command = kept.get(name);
        if (command == null) {
            throw new RouterException(
                    SqlState.INVALID_SQL_STATEMENT_NAME, "statement or portal \"" + name + "\" does not exist");
        }
        return command;
    }

    private void describe(FrontendMessage.Describe describe) {
        Portal portal = switch (describe.target()) {
            case PORTAL -> found(portals, describe.name());
            case STATEMENT -> {
                Portal unbound = new Portal(found(statements, describe.name()));
                BackendEncoder.parameterDescription(ImmutableIntArray.of(), output.buffer());
                yield unbound;
            }
        };
        if (portal.command() instanceof AdminCommand.Show show) {
            describe(show.view(), portal);
        } else {
            BackendEncoder.noData(output.buffer());
        }
    }

    private void describe(View view, Portal portal) {
        ImmutableList<ResultColumn> columns = view.columns().stream()
                .map(column -> new ResultColumn(
                        column.name(), 0, 0, column.number() ? Oids.INT8 : Oids.TEXT, column.number() ? 8 : -1, -1))
                .collect(ImmutableList.toImmutableList());
        BackendEncoder.rowDescription(columns, portal.formats(columns.size()), output.buffer());
    }

    /// `done` runs on the event loop when the command has its answer; errors are thrown, or told here.
    private void run(Portal portal, boolean describing, Runnable done) {
        AdminCommand command = portal.command();
        if (!command.looks() && rights != AdminRights.ALL) {
            throw new RouterException(
                    PgError.of(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied for " + command.tag())
                            .withHint("users named in router.admin_users may do this"));
        }
        switch (command) {
            case AdminCommand.Empty _ -> {
                BackendEncoder.emptyQueryResponse(output.buffer());
                done.run();
            }
            case AdminCommand.Show show -> {
                if (describing) {
                    describe(show.view(), portal);
                }
                show.view()
                        .rows(state)
                        .whenComplete(
                                (table, failure) -> loop.execute(() -> shown(show, portal, table, failure, done)));
            }
            case AdminCommand.Set _ -> completed(command, done);
            case AdminCommand.Reconnect _ -> {
                state.reconnect();
                completed(command, done);
            }
            case AdminCommand.KillClient(int number) -> {
                if (!state.kill(number)) {
                    throw new RouterException(
                            PgError.of(SqlState.UNDEFINED_OBJECT, "there is no client with the id " + number)
                                    .withHint("SHOW CLIENTS has the ids"));
                }
                completed(command, done);
            }
        }
    }

    private void shown(
            AdminCommand.Show show,
            Portal portal,
            @Nullable AdminTable table,
            @Nullable Throwable failure,
            Runnable done) {
        if (table == null) {
            error(PgError.of(SqlState.INTERNAL_ERROR, "the router could not be asked: " + failure));
        } else {
            AdminTable left = show.filter().apply(table);
            ImmutableList<Format> formats = portal.formats(left.columns().size());
            left.rows().forEach(row -> BackendEncoder.dataRow(encoded(left.columns(), row, formats), output.buffer()));
            BackendEncoder.commandComplete(show.tag(), output.buffer());
        }
        done.run();
    }

    private void completed(AdminCommand command, Runnable done) {
        BackendEncoder.commandComplete(command.tag(), output.buffer());
        done.run();
    }

    private static Row encoded(
            ImmutableList<AdminTable.Column> columns,
            ImmutableList<Optional<String>> values,
            ImmutableList<Format> formats) {
        int length = Short.BYTES + Integer.BYTES * values.size();
        ImmutableList.Builder<Optional<byte[]>> texts = ImmutableList.builder();
        for (int i = 0; i < values.size(); i++) {
            boolean binaryNumber = columns.get(i).number() && formats.get(i) == Format.BINARY;
            Optional<byte[]> text = values.get(i)
                    .map(v -> binaryNumber ? Longs.toByteArray(Long.parseLong(v)) : v.getBytes(StandardCharsets.UTF_8));
            length += text.map(bytes -> bytes.length).orElse(0);
            texts.add(text);
        }
        ByteBuffer body = ByteBuffer.allocate(length).putShort((short) values.size());
        for (Optional<byte[]> text : texts.build()) {
            text.ifPresentOrElse(bytes -> body.putInt(bytes.length).put(bytes), () -> body.putInt(-1));
        }
        return new Row(body.array(), 0, body.capacity());
    }

    private void error(PgError error) {
        BackendEncoder.errorResponse(error, output.buffer());
    }

    private void ready() {
        BackendEncoder.readyForQuery('I', output.buffer());
        flow.next();
    }
}
