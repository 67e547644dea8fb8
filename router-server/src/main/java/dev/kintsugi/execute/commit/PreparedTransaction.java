package dev.kintsugi.execute.commit;

/// A transaction that is prepared on a shard: half of a commit under way, or what a crash has left.
///
/// `gid` is its name there, `prepared` the time as the shard prints it, `age` in seconds.
public record PreparedTransaction(int shard, String gid, String owner, String prepared, long age) {}
