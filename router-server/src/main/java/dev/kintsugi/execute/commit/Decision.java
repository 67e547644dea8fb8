package dev.kintsugi.execute.commit;

/// What the deciding shard says of a transaction.
enum Decision {
    COMMITTED,
    ABORTED,
    IN_PROGRESS,

    /// The shard cannot know: it is another server than then, or has forgotten. Nobody may guess.
    UNDECIDABLE
}
