package dev.kintsugi.backend;

import dev.kintsugi.tls.TlsConnector;
import java.util.Optional;

/// Where and as whom connections to one shard are opened; without `tls` they are not encrypted.
public record BackendTarget(
        int shard,
        String name,
        String host,
        int port,
        String database,
        String user,
        Optional<String> password,
        Optional<TlsConnector> tls) {
    @Override
    public String toString() {
        return name + " (" + user + "@" + host + ":" + port + "/" + database + ")";
    }
}
