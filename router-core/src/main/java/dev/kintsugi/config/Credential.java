package dev.kintsugi.config;

/// What a client must prove before it may act as a user.
public sealed interface Credential {
    /// Nothing; the file says so explicitly.
    record Trust() implements Credential {
        public static final Trust INSTANCE = new Trust();
    }

    /// A client certificate whose common name is the user's name.
    record Certificate() implements Credential {
        public static final Certificate INSTANCE = new Certificate();
    }

    /// A password, kept in plain text by the file.
    record Password(Secret password) implements Credential {}

    /// The password behind a SCRAM verifier in the form of `pg_authid.rolpassword`, known to be well-formed:
    /// `SCRAM-SHA-256$iterations:salt$storedKey:serverKey`.
    record ScramVerifier(Secret verifier) implements Credential {}
}
