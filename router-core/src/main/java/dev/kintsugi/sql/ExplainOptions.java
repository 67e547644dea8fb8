package dev.kintsugi.sql;

/// The options of EXPLAIN that the router itself has to know; all others are the servers' business.
///
/// `router` tells EXPLAIN (ROUTER), `analyze` that the statement runs. `timing` and `summary` are as they take effect,
/// so that `summary` is on with `analyze`. `format` is UNKNOWN for one that no server has.
public record ExplainOptions(boolean router, boolean analyze, boolean timing, boolean summary, Format format) {
    /// How the answer is written.
    public enum Format {
        TEXT,
        JSON,
        XML,
        YAML,
        UNKNOWN
    }
}
