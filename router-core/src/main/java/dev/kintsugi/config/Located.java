package dev.kintsugi.config;

import org.tomlj.TomlPosition;

/// A value and the place in its file where it stands.
record Located<T>(T value, TomlPosition position) {}
