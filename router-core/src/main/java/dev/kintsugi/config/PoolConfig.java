package dev.kintsugi.config;

import java.time.Duration;

/// How server connections are shared.
///
/// `size` is the number of connections per shard and user of the whole router; `connectTimeout` bounds opening one,
/// login included; `waitTimeout` is how long a session waits for one.
public record PoolConfig(int size, Duration connectTimeout, Duration waitTimeout) {
    public static final PoolConfig DEFAULTS = new PoolConfig(20, Duration.ofSeconds(5), Duration.ofSeconds(120));
}
