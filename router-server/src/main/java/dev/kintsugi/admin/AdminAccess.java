package dev.kintsugi.admin;

import dev.kintsugi.config.AdminConfig;
import java.util.Optional;

/// The console as a router offers it: the state it shows, and who may see and do what. Who is not named may nothing.
public record AdminAccess(AdminConfig config, RouterState state) {
    /// Whether a database name that a client asks for means the console.
    public static boolean isDatabase(String name) {
        return AdminConfig.DATABASES.contains(name);
    }

    /// What a user may do; empty for nothing.
    public Optional<AdminRights> of(String user) {
        if (config.users().contains(user)) {
            return Optional.of(AdminRights.ALL);
        }
        return config.statsUsers().contains(user) ? Optional.of(AdminRights.LOOK) : Optional.empty();
    }
}
