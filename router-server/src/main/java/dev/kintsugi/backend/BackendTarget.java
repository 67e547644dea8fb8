package dev.kintsugi.backend;

import java.util.Optional;

/// Where and as whom connections to one shard are opened.
public record BackendTarget(
        int shard, String name, String host, int port, String database, String user, Optional<String> password) {
    @Override
    public String toString() {
        return name + " (" + user + "@" + host + ":" + port + "/" + database + ")";
    }
}
