package dev.kintsugi.config;

import java.util.Optional;

/// Where clients connect; port 0 means any free port. Without `tls` connections are not encrypted.
public record ListenConfig(String host, int port, Optional<ListenTls> tls) {
    public static final ListenConfig DEFAULTS = new ListenConfig("127.0.0.1", 6432, Optional.empty());
}
