package dev.kintsugi.execute;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.ServerSettings;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.value.BindValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The transaction state of a session: what a client's ReadyForQuery says, and what a shard that joins late must be
/// told.
///
/// `replay` are the statements that every shard must have run after BEGIN, in order: SAVEPOINT, SET LOCAL and the like.
public final class TransactionBlock {
    /// The byte in ReadyForQuery.
    public enum Status {
        IDLE('I'),
        ACTIVE('T'),
        FAILED('E');

        private final char code;

        Status(char code) {
            this.code = code;
        }

        public char code() {
            return code;
        }
    }

    private record Savepoint(String name, int replayed, ServerSettings settings, ServerSettings local) {}

    private final List<String> replay = new ArrayList<>();
    private final List<Savepoint> savepoints = new ArrayList<>();
    private Status status = Status.IDLE;
    private boolean implicit;
    private String begin = "BEGIN";
    private ServerSettings settingsAtBegin = ServerSettings.NONE;
    private final BitSet writers = new BitSet();
    private boolean localSettings;
    private ServerSettings local = ServerSettings.NONE;
    private final List<String> characteristics = new ArrayList<>();
    private @Nullable BindValue time;

    public Status status() {
        return status;
    }

    /// Whether statements run inside a block: one that the client began, or that of a multi-statement Query.
    public boolean open() {
        return status != Status.IDLE;
    }

    /// Whether the block is that of a multi-statement Query, which ends with the Query.
    public boolean implicit() {
        return open() && implicit;
    }

    /// Starts a block: `beginSql` is what each shard is told when it joins.
    public void begin(String beginSql, boolean isImplicit, ServerSettings settings) {
        checkState(!open(), "a transaction is open");
        status = Status.ACTIVE;
        implicit = isImplicit;
        begin = beginSql;
        settingsAtBegin = settings;
    }

    /// BEGIN inside the block of a multi-statement Query: it now outlives the Query.
    public void makeExplicit() {
        implicit = false;
    }

    public void fail() {
        if (status == Status.ACTIVE) {
            status = Status.FAILED;
        }
    }

    /// Ends the block; the session's settings are `settingsAtBegin` again after a rollback.
    public void end() {
        status = Status.IDLE;
        implicit = false;
        begin = "BEGIN";
        writers.clear();
        localSettings = false;
        time = null;
        local = ServerSettings.NONE;
        characteristics.clear();
        replay.clear();
        savepoints.clear();
    }

    /// Whether something was set for this block alone, which ends with it.
    public boolean hasLocalSettings() {
        return localSettings;
    }

    public ServerSettings settingsAtBegin() {
        return settingsAtBegin;
    }

    public String beginSql() {
        return begin;
    }

    /// What a shard that joins now is told: BEGIN and all that is to be replayed.
    public String joinSql() {
        return replay.isEmpty() ? begin : begin + ";" + String.join(";", replay);
    }

    /// Whether a joining shard could refuse to be told, so that the answer must be awaited.
    public boolean joinMayFail() {
        return !replay.isEmpty() || begin.length() > "BEGIN".length();
    }

    public void replay(String sql) {
        replay.add(sql);
        localSettings = true;
    }

    /// SET TRANSACTION: for shards that join later, and for the next block if this one is chained.
    public void characteristic(String sql) {
        replay(sql);
        characteristics.add(sql);
    }

    /// The SET TRANSACTION statements of this block.
    public ImmutableList<String> characteristics() {
        return ImmutableList.copyOf(characteristics);
    }

    /// What SET LOCAL has set in this block, on top of the session's settings.
    public ServerSettings local() {
        return local;
    }

    public void local(ServerSettings settings) {
        local = settings;
    }

    public void savepoint(String name, String sql, ServerSettings settings) {
        savepoints.add(new Savepoint(name, replay.size(), settings, local));
        replay.add(sql);
    }

    /// RELEASE: the savepoint and all after it are gone, what was done stays.
    public void release(String name, String sql) {
        int index = find(name);
        savepoints.subList(index, savepoints.size()).clear();
        replay.add(sql);
    }

    /// ROLLBACK TO: back to the state right after the savepoint; answers the settings of then.
    public ServerSettings rollbackTo(String name) {
        int index = find(name);
        savepoints.subList(index + 1, savepoints.size()).clear();
        Savepoint savepoint = savepoints.get(index);
        replay.subList(savepoint.replayed() + 1, replay.size()).clear();
        status = Status.ACTIVE;
        local = savepoint.local();
        return savepoint.settings();
    }

    public boolean hasSavepoint(String name) {
        return savepoints.stream().anyMatch(savepoint -> savepoint.name().equals(name));
    }

    private int find(String name) {
        for (int i = savepoints.size() - 1; i >= 0; i--) {
            if (savepoints.get(i).name().equals(name)) {
                return i;
            }
        }
        throw noSuchSavepoint(name);
    }

    public static RouterException noSuchSavepoint(String name) {
        return new RouterException(
                SqlState.INVALID_SAVEPOINT_SPECIFICATION, "savepoint \"" + name + "\" does not exist");
    }

    /// When the transaction began, as a `timestamptz`: that of the shard that was asked first; null if none was.
    @Nullable
    BindValue time() {
        return time;
    }

    void time(BindValue began) {
        time = began;
    }

    /// Whether a statement of this transaction that counts as a write went to the shard.
    public boolean wroteAt(int shard) {
        return writers.get(shard);
    }

    /// Whether it has written to any shard.
    public boolean wrote() {
        return !writers.isEmpty();
    }

    public void wroteTo(int shard) {
        writers.set(shard);
    }
}
