package dev.kintsugi.config;

/// Where metrics and health are told over HTTP; port 0 means any free port.
public record MetricsConfig(String host, int port) {
    /// The host unless one is given.
    public static final String DEFAULT_HOST = "127.0.0.1";

    /// The port unless one is given.
    public static final int DEFAULT_PORT = 9187;
}
