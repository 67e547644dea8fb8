package dev.kintsugi.execute.commit;

/// Sees every step of a commit over several shards before it is taken; for tests that stop or kill something there.
/// Called on the session's event loop.
@FunctionalInterface
public interface CommitWatch {
    /// Goes on at once.
    CommitWatch NONE = (_, _, step) -> step.run();

    /// What is about to be sent to a shard.
    enum Step {
        ASK,
        PREPARE,
        COMMIT,
        COMMIT_PREPARED,
        ROLLBACK_PREPARED,
        /// The client is about to be told; the shard is the one that decided.
        TELL
    }

    /// `go` takes the step; it is run at most once, by any thread, possibly later or never.
    void before(Step step, int shard, Runnable go);
}
