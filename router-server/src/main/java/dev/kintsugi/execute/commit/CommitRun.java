package dev.kintsugi.execute.commit;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.LeaseHolder;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.execute.ShardLeases;
import dev.kintsugi.execute.commit.AnswerUnit.Answer;
import dev.kintsugi.execute.commit.CommitWatch.Step;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The COMMIT of one transaction on all shards that it has joined.
///
/// 1. Shards taken for readers end at once, unless it shows that they have written; writers tell their transaction's
///    number, unless there is one only.
/// 2. With two writers or more, the first one's log is flushed, and the others are prepared under a name that holds its
///    transaction's number.
/// 3. The first writer commits: that is the decision, and `pg_xact_status` of that number its record.
/// 4. What is prepared is committed, too.
///
/// An error up to the decision rolls back everywhere. From step 2 on nothing is cancelled. Runs on the event loop of
/// the session.
public final class CommitRun implements LeaseHolder {
    /// Takes the outcome; one of them is called, once.
    public interface Outcome {
        void committed();

        /// Nothing of the transaction is or will be visible anywhere.
        void rolledBack(PgError error);

        /// A shard was lost while it decided, and could not be asked since.
        void unknown(PgError error);
    }

    private static final String SAVEPOINT = "SAVEPOINT kintsugi_end";

    /// Fails with 22012 if the transaction has written, else commits it.
    private static final String END_OF_READER = SAVEPOINT
            + ";SELECT 1 OPERATOR(pg_catalog./) (pg_catalog.pg_current_xact_id_if_assigned() IS NULL)::pg_catalog.int4"
            + ";COMMIT";

    private static final String DIVISION_BY_ZERO = "22012";
    private static final String UNDEFINED_OBJECT = "42704";

    private final TwoPhase twoPhase;
    private final String user;
    private final EventLoop loop;
    private final Outcome outcome;
    private final ImmutableList<Part> parts;
    private long transaction;
    private boolean left;
    private boolean abandoned;
    private boolean over;

    /// What a shard has been told last, and what came of it.
    private enum State {
        OPEN,
        PREPARED,
        /// PREPARE TRANSACTION was sent and never answered.
        UNCERTAIN,
        ENDED
    }

    private static final class Part {
        private final BackendConnection connection;
        private boolean writer;
        private State state = State.OPEN;
        private GlobalId.@Nullable Decider identity;
        private boolean asynchronous;
        private @Nullable GlobalId id;

        Part(BackendConnection connection, boolean writer) {
            this.connection = connection;
            this.writer = writer;
        }

        int shard() {
            return connection.shard();
        }
    }

    /// `writers` tells the shards whose statements count as writes; `user` may ask for the decision; `loop` is the
    /// session's.
    public CommitRun(
            TwoPhase twoPhase,
            ImmutableList<BackendConnection> joined,
            IntPredicate writers,
            String user,
            EventLoop loop,
            Outcome outcome) {
        this.twoPhase = twoPhase;
        this.user = user;
        this.loop = loop;
        this.outcome = outcome;
        this.parts = joined.stream()
                .map(connection -> new Part(connection, writers.test(connection.shard())))
                .collect(ImmutableList.toImmutableList());
    }

    public void start() {
        if (parts.isEmpty()) {
            end(outcome::committed);
        } else if (parts.size() == 1) {
            decide(parts.get(0));
        } else {
            ask();
        }
    }

    private List<Part> writers() {
        return parts.stream().filter(part -> part.writer).toList();
    }

    // 1. Who has written?

    private void ask() {
        boolean several = writers().size() > 1;
        List<Part> unexpected = new ArrayList<>();
        onAll(
                Step.ASK,
                parts.stream().filter(part -> !part.writer || several).toList(),
                part -> part.writer ? DecisionSql.own() : END_OF_READER,
                (part, answer) -> {
                    if (part.writer) {
                        return toldNumber(part, answer);
                    }
                    if (wroteUnexpectedly(part, answer)) {
                        part.writer = true;
                        unexpected.add(part);
                        return null;
                    }
                    return ended(part, answer);
                },
                () -> {
                    if (unexpected.isEmpty()) {
                        endIdle();
                    } else {
                        askAgain(unexpected);
                    }
                });
    }

    private static boolean wroteUnexpectedly(Part part, Answer answer) {
        return answer.error() != null
                && answer.error().code().equals(DIVISION_BY_ZERO)
                && !part.connection.lost()
                && part.connection.status() == 'E';
    }

    /// A statement that was taken for a read has written: its shard is a writer like any other.
    private void askAgain(List<Part> unexpected) {
        onAll(
                Step.ASK,
                writers().stream().filter(part -> part.identity == null).toList(),
                part -> unexpected.contains(part)
                        ? "ROLLBACK TO " + SAVEPOINT + ";" + DecisionSql.own()
                        : DecisionSql.own(),
                this::toldNumber,
                this::endIdle);
    }

    /// Answers what is wrong with the answer, or null.
    private @Nullable PgError toldNumber(Part part, Answer answer) {
        if (answer.error() != null) {
            return answer.error();
        }
        Optional<String> xid = answer.row().get(2);
        if (xid.isEmpty()) {
            part.writer = false;
            return null;
        }
        part.identity = new GlobalId.Decider(
                part.shard(),
                answer.row().get(0).orElseThrow(),
                answer.row().get(1).orElseThrow(),
                xid.get());
        part.asynchronous = answer.row().get(3).equals(Optional.of("off"));
        return null;
    }

    private static @Nullable PgError ended(Part part, Answer answer) {
        if (!part.connection.lost() && part.connection.status() == 'I') {
            part.state = State.ENDED;
        }
        return answer.error() == null && !answer.tag().equals("COMMIT") ? aborted() : answer.error();
    }

    private static PgError aborted() {
        return PgError.of(SqlState.INVALID_TRANSACTION_STATE, "a shard has rolled back its part of the transaction");
    }

    /// Shards whose writes have changed nothing end like readers; then the rest.
    private void endIdle() {
        List<Part> writers = writers();
        List<Part> idle = parts.stream()
                .filter(part -> !part.writer && part.state == State.OPEN)
                .toList();
        if (writers.size() > 1) {
            makeNumberSafe(writers, idle);
            return;
        }
        onAll(Step.ASK, idle, _ -> "COMMIT", CommitRun::ended, () -> {
            if (writers.isEmpty()) {
                end(outcome::committed);
            } else {
                decide(writers.getFirst());
            }
        });
    }

    // 2. Prepare

    /// Before its number is in a prepared transaction's name, the decider has it on disk: see [Flushes].
    private void makeNumberSafe(List<Part> writers, List<Part> idle) {
        Part decider = writers.getFirst();
        twoPhase.flushed(decider.shard(), user)
                .whenCompleteAsync(
                        (_, failure) -> {
                            if (failure == null) {
                                prepare(decider, writers.subList(1, writers.size()), idle);
                            } else {
                                rollBack(reason(failure));
                            }
                        },
                        loop);
    }

    private void prepare(Part decider, List<Part> others, List<Part> idle) {
        transaction = twoPhase.begun();
        GlobalId.Decider decision = requireNonNull(decider.identity);
        for (Part part : others) {
            part.id = new GlobalId(twoPhase.router(), transaction, part.shard(), decision);
        }
        List<Part> all = new ArrayList<>(others);
        all.addAll(idle);
        onAll(
                Step.PREPARE,
                all,
                part -> part.id == null ? "COMMIT" : "PREPARE TRANSACTION " + part.id.literal(),
                (part, answer) -> part.id == null ? ended(part, answer) : prepared(part, answer),
                () -> decide(decider));
    }

    private @Nullable PgError prepared(Part part, Answer answer) {
        PgError error = answer.error();
        if (error == null && answer.tag().equals("PREPARE TRANSACTION")) {
            part.state = State.PREPARED;
            return null;
        }
        if (part.connection.lost()) {
            part.state = State.UNCERTAIN;
            left = true;
        } else {
            part.state = State.ENDED; // a PREPARE TRANSACTION that fails is a ROLLBACK
        }
        if (error == null) {
            return aborted();
        }
        return error.code().equals(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE.code())
                        || error.code().equals(SqlState.OUT_OF_MEMORY.code())
                ? error.withHint(TwoPhase.HINT)
                : error;
    }

    // 3. Decide

    private void decide(Part decider) {
        if (decider.connection.lost()) {
            rollBack(lost(decider)); // COMMIT was never sent
            return;
        }
        watched(Step.COMMIT, decider, () -> {
            boolean sent = !decider.connection.lost();
            // what the others do next must never be ahead of what the decider has on disk
            String flushed = decider.asynchronous ? "SET LOCAL synchronous_commit TO on;" : "";
            ShardLeases.command(
                    decider.connection, flushed + "COMMIT", new AnswerUnit(answer -> decided(decider, answer, sent)));
        });
    }

    private static PgError reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RouterException refused
                ? refused.error()
                : PgError.of(SqlState.INTERNAL_ERROR, "internal error: " + cause);
    }

    private void watched(Step step, Part part, Runnable go) {
        twoPhase.watch().before(step, part.shard(), () -> {
            if (loop.inEventLoop()) {
                go.run();
            } else {
                loop.execute(go);
            }
        });
    }

    private void decided(Part decider, Answer answer, boolean sent) {
        PgError error = answer.error();
        if (error == null && answer.tag().equals("COMMIT")) {
            decider.state = State.ENDED;
            commitPrepared(decider);
        } else if (error != null && decider.connection.lost() && sent && decider.writer) {
            lookUp(decider, error);
        } else {
            if (!decider.connection.lost()) {
                decider.state = State.ENDED;
            }
            rollBack(error == null ? aborted() : error);
        }
    }

    /// The connection was lost while the shard decided: only the shard knows.
    private void lookUp(Part decider, PgError error) {
        GlobalId.Decider identity = decider.identity;
        if (identity == null) {
            end(() -> outcome.unknown(unknownOutcome(error)));
            return;
        }
        twoPhase.awaitDecision(identity, user)
                .thenAcceptAsync(
                        decision -> {
                            switch (decision) {
                                case COMMITTED -> commitPrepared(decider);
                                case ABORTED -> rollBack(error);
                                case IN_PROGRESS, UNDECIDABLE -> {
                                    left = true;
                                    end(() -> outcome.unknown(unknownOutcome(error)));
                                }
                            }
                        },
                        loop);
    }

    private static PgError lost(Part part) {
        return PgError.of(
                SqlState.CONNECTION_FAILURE,
                "the connection to shard \"" + part.connection.target().name() + "\" was lost");
    }

    private static PgError unknownOutcome(PgError cause) {
        return PgError.of(
                        SqlState.TRANSACTION_RESOLUTION_UNKNOWN,
                        "the connection to the shard was lost during COMMIT: the outcome is unknown")
                .withDetail(cause.message())
                .withHint("read back what the transaction wrote before you repeat it");
    }

    // 4. Follow

    private void commitPrepared(Part decider) {
        onAll(
                Step.COMMIT_PREPARED,
                parts.stream().filter(part -> part.state == State.PREPARED).toList(),
                part -> "COMMIT PREPARED " + id(part).literal(),
                this::followed,
                () -> watched(Step.TELL, decider, () -> end(outcome::committed)));
    }

    private static GlobalId id(Part part) {
        return requireNonNull(part.id);
    }

    /// Whatever happens here, it is decided: what could not be told now is left to the recovery.
    private @Nullable PgError followed(Part part, Answer answer) {
        PgError error = answer.error();
        if (error == null || error.code().equals(UNDEFINED_OBJECT)) { // a recovery was quicker
            part.state = State.ENDED;
        } else {
            left = true;
        }
        return null;
    }

    /// Every part that is still open, or prepared, is rolled back; then the client is told why.
    private void rollBack(PgError why) {
        onAll(
                Step.ROLLBACK_PREPARED,
                parts.stream()
                        .filter(part -> part.state == State.OPEN || part.state == State.PREPARED)
                        .filter(part -> !part.connection.lost() || markLeft(part))
                        .toList(),
                part -> part.state == State.PREPARED ? "ROLLBACK PREPARED " + id(part).literal() : "ROLLBACK",
                this::followed,
                () -> end(() -> outcome.rolledBack(why)));
    }

    private boolean markLeft(Part part) {
        left |= part.state == State.PREPARED;
        return false;
    }

    // The end

    private void end(Runnable tell) {
        over = true;
        if (transaction != 0) {
            twoPhase.over(transaction, left);
        }
        if (abandoned) {
            parts.forEach(part -> part.connection.discard());
        } else {
            tell.run();
        }
    }

    /// The client is gone: what was begun is brought to its end on the connections, which are this run's from now
    /// on.
    public void abandon(ShardLeases leases) {
        if (!over) {
            abandoned = true;
            leases.handOver(this);
        }
    }

    /// Sends each part its command at once; when all have answered, goes on, or rolls back if `check` has found an
    /// error: the first in shard order.
    private void onAll(
            Step step,
            List<Part> addressed,
            Function<Part, String> sql,
            BiFunction<Part, Answer, @Nullable PgError> check,
            Runnable next) {
        @Nullable PgError[] errors = new PgError[addressed.size()];
        int[] awaited = {addressed.size() + 1};
        Runnable countDown = () -> {
            awaited[0]--;
            if (awaited[0] == 0) {
                PgError first = null;
                for (PgError error : errors) {
                    first = first == null ? error : first;
                }
                if (first == null) {
                    next.run();
                } else {
                    rollBack(first);
                }
            }
        };
        for (int i = 0; i < addressed.size(); i++) {
            Part part = addressed.get(i);
            int index = i;
            AnswerUnit unit = new AnswerUnit(answer -> {
                errors[index] = check.apply(part, answer);
                countDown.run();
            });
            watched(step, part, () -> ShardLeases.command(part.connection, sql.apply(part), unit));
        }
        countDown.run();
    }

    // LeaseHolder, once the client is gone: the units tell all there is to know

    @Override
    public void endOfBuffer() {}

    @Override
    public void endOfBurst() {}

    @Override
    public void onConnectionLost(BackendConnection connection, PgError error) {}
}
