package dev.kintsugi.config;

/// One user that clients may connect as.
public record UserConfig(String name, Credential credential) {}
