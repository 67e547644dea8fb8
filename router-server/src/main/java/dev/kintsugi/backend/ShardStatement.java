package dev.kintsugi.backend;

import com.google.common.primitives.ImmutableIntArray;
import java.util.concurrent.atomic.AtomicLong;

/// A statement to be prepared on shards: one object per distinct text and parameter types, known by identity.
///
/// Its `name` is unique in this router, so that a connection can keep it prepared for whoever comes next. Thread-safe.
public final class ShardStatement {
    private static final AtomicLong SEQUENCE = new AtomicLong();

    private final String name;
    private final byte[] sql;
    private final ImmutableIntArray declaredTypes;

    /// `sql` without a terminating NUL; `declaredTypes` as in Parse, 0 where the shard is to decide.
    public ShardStatement(byte[] sql, ImmutableIntArray declaredTypes) {
        this.name = "kintsugi_" + SEQUENCE.incrementAndGet();
        this.sql = sql;
        this.declaredTypes = declaredTypes;
    }

    public String name() {
        return name;
    }

    public byte[] sql() {
        return sql;
    }

    public ImmutableIntArray declaredTypes() {
        return declaredTypes;
    }
}
