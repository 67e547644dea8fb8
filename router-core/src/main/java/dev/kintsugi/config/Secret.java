package dev.kintsugi.config;

/// A text that must not be printed: a password or what can stand in for one.
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "***";
    }
}
