package dev.kintsugi.backend;

import com.google.common.primitives.ImmutableIntArray;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/// A statement to be prepared on shards: one object per distinct text and parameter types, known by identity.
///
/// Its `name` is unique in this router, so that a connection can keep it prepared for whoever comes next. Thread-safe.
public final class ShardStatement {
    private static final AtomicLong SEQUENCE = new AtomicLong();

    private final String name;
    private final byte[] terminatedName;
    private final byte[] sql;
    private final ImmutableIntArray declaredTypes;

    /// `sql` without a terminating NUL; `declaredTypes` as in Parse, 0 where the shard is to decide.
    public ShardStatement(byte[] sql, ImmutableIntArray declaredTypes) {
        this.name = "kintsugi_" + SEQUENCE.incrementAndGet();
        this.terminatedName = (name + '\0').getBytes(StandardCharsets.US_ASCII);
        this.sql = sql;
        this.declaredTypes = declaredTypes;
    }

    public String name() {
        return name;
    }

    /// The name as it stands in a message, NUL included; to be read only.
    public byte[] terminatedName() {
        return terminatedName;
    }

    public byte[] sql() {
        return sql;
    }

    public ImmutableIntArray declaredTypes() {
        return declaredTypes;
    }
}
