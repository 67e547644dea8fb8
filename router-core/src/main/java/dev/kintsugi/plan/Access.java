package dev.kintsugi.plan;

/// What a statement does to the shards it runs on.
public enum Access {
    READ,
    WRITE
}
