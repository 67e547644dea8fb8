package dev.kintsugi.config;

/// Where clients connect; port 0 means any free port.
public record ListenConfig(String host, int port) {
    public static final ListenConfig DEFAULTS = new ListenConfig("127.0.0.1", 6432);
}
