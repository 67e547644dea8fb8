package dev.kintsugi.frontend;

import dev.kintsugi.auth.ScramSecret;

/// What a client must prove to log in as one user.
public sealed interface LoginRule {
    /// Nothing.
    record Trust() implements LoginRule {
        public static final Trust INSTANCE = new Trust();
    }

    /// A TLS client certificate for the user's name.
    record Certificate() implements LoginRule {
        public static final Certificate INSTANCE = new Certificate();
    }

    /// The password behind a secret, by SCRAM.
    record Password(ScramSecret secret) implements LoginRule {}
}
