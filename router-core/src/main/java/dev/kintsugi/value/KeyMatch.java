package dev.kintsugi.value;

/// What a constant compared by `=` with a sharding key says about the key.
public sealed interface KeyMatch {
    /// The key can only be this value.
    record Exactly(KeyValue value) implements KeyMatch {}

    /// No key is equal to it (`bigint = 5.5`, `= NULL`).
    record Nothing() implements KeyMatch {
        public static final Nothing INSTANCE = new Nothing();
    }

    /// The router cannot tell (a date in a style that depends on settings, text Postgres will refuse): any key may
    /// match.
    record Unknown() implements KeyMatch {
        public static final Unknown INSTANCE = new Unknown();
    }
}
