package dev.kintsugi.config;

import com.google.common.collect.ImmutableList;

/// Every table of the configuration files with the keys it may have: what is not here is a mistake.
///
/// [TableReader] reads no key that is not listed, and a test requires each to be on the reference page.
enum KnownKeys {
    SETTINGS("listen", "router", "metrics", "pool", "limits", "shards"),
    LISTEN("host", "port", "tls_certificate", "tls_key", "tls_required", "tls_client_ca"),
    ROUTER("database", "workers", "admin_users", "stats_users"),
    METRICS("host", "port"),
    POOL("size", "connect_timeout", "wait_timeout"),
    LIMITS(
            "max_clients",
            "max_message",
            "merge_memory",
            "spill_directory",
            "spill_limit",
            "gather_limit",
            "max_statement",
            "login_timeout",
            "plan_cache"),
    SHARD("name", "host", "port", "database", "user", "password", "tls", "tls_ca", "tls_certificate", "tls_key"),
    SHARD_MAP("epoch", "groups", "tables"),
    GROUP("key", "function", "slots", "ranges", "values", "default"),
    RANGE("from", "to", "shard"),
    TABLE("group", "key", "reference", "single"),
    USERS("users"),
    USER("name", "password", "auth");

    private final ImmutableList<String> names;

    KnownKeys(String... names) {
        this.names = ImmutableList.copyOf(names);
    }

    ImmutableList<String> names() {
        return names;
    }
}
