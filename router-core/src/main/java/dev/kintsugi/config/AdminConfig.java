package dev.kintsugi.config;

import com.google.common.collect.ImmutableSet;

/// Who may open the admin database: `users` may do everything there, `statsUsers` may look.
public record AdminConfig(ImmutableSet<String> users, ImmutableSet<String> statsUsers) {
    /// The names under which clients reach it; no other database can have them.
    public static final ImmutableSet<String> DATABASES = ImmutableSet.of("kintsugi", "pgbouncer");

    public static final AdminConfig NOBODY = new AdminConfig(ImmutableSet.of(), ImmutableSet.of());
}
