package dev.kintsugi.auth;

import static com.google.common.base.Preconditions.checkArgument;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a server keeps of a password: enough to check a proof, not enough to make one.
///
/// The arrays must not be changed by the holder.
@SuppressWarnings("ArrayRecordComponent") // secrets: compared in constant time where needed, never as records
public record ScramSecret(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
    /// Postgres' default, `scram_iterations`.
    public static final int DEFAULT_ITERATIONS = 4096;

    static final int SALT_LENGTH = 16;

    private static final Pattern VERIFIER = Pattern.compile("SCRAM-SHA-256\\$(\\d{1,10}):([^$:]+)\\$([^$:]+):([^$:]+)");

    public ScramSecret {
        checkArgument(iterations > 0, "iterations %s", iterations);
        checkArgument(salt.length > 0, "salt is empty");
        checkArgument(storedKey.length == ScramCrypto.KEY_LENGTH, "stored key of %s bytes", storedKey.length);
        checkArgument(serverKey.length == ScramCrypto.KEY_LENGTH, "server key of %s bytes", serverKey.length);
    }

    /// Derives the secret of a plain password with a fresh salt; as slow as [ScramKeys#derive].
    public static ScramSecret create(String password, SecureRandom random) {
        var salt = new byte[SALT_LENGTH];
        random.nextBytes(salt);
        return derive(password, salt, DEFAULT_ITERATIONS);
    }

    /// Derives the secret of a plain password; as slow as [ScramKeys#derive].
    public static ScramSecret derive(String password, byte[] salt, int iterations) {
        var keys = ScramKeys.derive(password, salt, iterations);
        return new ScramSecret(iterations, salt.clone(), keys.storedKey(), keys.serverKey());
    }

    /// Reads the verifier that `pg_authid.rolpassword` holds, `SCRAM-SHA-256$iterations:salt$storedKey:serverKey`;
    /// empty if the text is anything else.
    public static Optional<ScramSecret> parse(String verifier) {
        var matcher = VERIFIER.matcher(verifier);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var base64 = Base64.getDecoder();
        try {
            return Optional.of(new ScramSecret(
                    Integer.parseInt(matcher.group(1)),
                    base64.decode(matcher.group(2)),
                    base64.decode(matcher.group(3)),
                    base64.decode(matcher.group(4))));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /// The form that [#parse] reads.
    public String format() {
        return "SCRAM-SHA-256$%d:%s$%s:%s"
                .formatted(
                        iterations,
                        ScramCrypto.base64(salt),
                        ScramCrypto.base64(storedKey),
                        ScramCrypto.base64(serverKey));
    }

    /// Says nothing: secrets must not reach a log.
    @Override
    public String toString() {
        return "ScramSecret";
    }
}
