package dev.kintsugi.backend;

import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The statements that one connection has prepared, at most [#LIMIT]; the one unused for longest gives way.
public final class PreparedStatements {
    /// Statements a connection keeps; each costs the server some 10 to 100 KB.
    public static final int LIMIT = 500;

    private static final class Entry {
        private final StatementDescription description;
        private long lastUse;

        Entry(StatementDescription description) {
            this.description = description;
        }
    }

    private final IdentityHashMap<ShardStatement, Entry> entries = new IdentityHashMap<>();
    private long clock;

    /// How the shard described the statement, if it has it prepared.
    public @Nullable StatementDescription find(ShardStatement statement) {
        Entry entry = entries.get(statement);
        if (entry == null) {
            return null;
        }
        entry.lastUse = ++clock;
        return entry.description;
    }

    /// Records a statement that the shard has just prepared.
    public void add(ShardStatement statement, StatementDescription description) {
        Entry entry = new Entry(description);
        entry.lastUse = ++clock;
        entries.put(statement, entry);
    }

    /// Forgets the statement that has to be closed before one more is prepared, if the limit is reached.
    public @Nullable ShardStatement evict() {
        if (entries.size() < LIMIT) {
            return null;
        }
        ShardStatement oldest = null;
        long oldestUse = Long.MAX_VALUE;
        for (Map.Entry<ShardStatement, Entry> candidate : entries.entrySet()) {
            if (candidate.getValue().lastUse < oldestUse) {
                oldestUse = candidate.getValue().lastUse;
                oldest = candidate.getKey();
            }
        }
        if (oldest != null) {
            entries.remove(oldest);
        }
        return oldest;
    }

    /// Forgets all: the server has been told to, or can no longer be relied on to have them.
    public void clear() {
        entries.clear();
    }

    public int size() {
        return entries.size();
    }
}
