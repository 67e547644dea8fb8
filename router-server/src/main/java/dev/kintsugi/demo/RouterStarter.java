package dev.kintsugi.demo;

import java.nio.file.Path;

/// Starts the router from a configuration directory; closing what it returns stops the router.
@FunctionalInterface
public interface RouterStarter {
    /// Returns when the router takes connections.
    AutoCloseable start(Path configDirectory) throws Exception;
}
