package dev.kintsugi.config;

import java.nio.file.Path;
import java.time.Duration;

/// What a client may ask of the router before it is told no.
///
/// `maxMessageBytes` bounds one frontend message, `maxStatementBytes` one SQL text, `mergeMemoryBytes` what one
/// statement may hold while merging, `spillLimitBytes` what it may put aside in `spillDirectory` beyond that (0:
/// nothing), `gatherLimitBytes` the rows that one may pull to one Postgres, `planCacheBytes`
/// all cached plans (0: none is cached), `loginTimeout` the time from accept to ReadyForQuery.
public record LimitsConfig(
        int maxClients,
        long maxMessageBytes,
        long mergeMemoryBytes,
        Path spillDirectory,
        long spillLimitBytes,
        long gatherLimitBytes,
        long maxStatementBytes,
        Duration loginTimeout,
        long planCacheBytes) {
    private static final long MIB = 1L << 20;

    public static final LimitsConfig DEFAULTS = new LimitsConfig(
            10_000,
            64 * MIB,
            64 * MIB,
            Path.of(System.getProperty("java.io.tmpdir")),
            4096 * MIB,
            256 * MIB,
            16 * MIB,
            Duration.ofSeconds(60),
            32 * MIB);
}
