package dev.kintsugi.admin;

/// What somebody asks of the console.
sealed interface AdminCommand {
    /// Nothing: an empty text.
    record Empty() implements AdminCommand {
        static final Empty INSTANCE = new Empty();
    }

    record Show(View view, ShowFilter filter) implements AdminCommand {}

    /// A setting that drivers make by themselves and that means nothing here.
    record Set() implements AdminCommand {
        static final Set INSTANCE = new Set();
    }

    /// Ends a client's connection.
    record KillClient(int number) implements AdminCommand {}

    /// Replaces server connections as they become free.
    record Reconnect() implements AdminCommand {
        static final Reconnect INSTANCE = new Reconnect();
    }

    /// Whether it only looks.
    default boolean looks() {
        return switch (this) {
            case Empty _, Show _, Set _ -> true;
            case KillClient _, Reconnect _ -> false;
        };
    }

    /// The command tag; SHOW has none, its rows are counted for nobody.
    default String tag() {
        return switch (this) {
            case Empty _, Show _ -> "SHOW";
            case Set _ -> "SET";
            case KillClient _ -> "KILL_CLIENT";
            case Reconnect _ -> "RECONNECT";
        };
    }
}
