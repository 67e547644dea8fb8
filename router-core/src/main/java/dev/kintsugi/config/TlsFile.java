package dev.kintsugi.config;

import java.nio.file.Path;

/// A file that the configuration names: `path` is absolute, `setting` is the key that names it, for messages.
public record TlsFile(String setting, Path path) {
    @Override
    public String toString() {
        return setting + " " + path;
    }
}
