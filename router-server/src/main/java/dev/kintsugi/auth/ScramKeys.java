package dev.kintsugi.auth;

import static com.google.common.base.Preconditions.checkArgument;

import java.security.GeneralSecurityException;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// The two keys that a password, a salt and an iteration count give: what a client needs to log in.
///
/// As good as the password itself for every server that has the same salt and iterations. The arrays must not be
/// changed.
@SuppressWarnings("ArrayRecordComponent") // secrets: compared in constant time where needed, never as records
public record ScramKeys(byte[] clientKey, byte[] serverKey) {
    /// The iteration cap that [ScramClient] puts on servers; a higher count would only burn the caller's CPU.
    public static final int MAX_ITERATIONS = 1_000_000;

    private static final int KEY_BITS = 256;

    /// Derives the keys; slow by design (milliseconds at 4096 iterations), so not for an event loop.
    public static ScramKeys derive(String password, byte[] salt, int iterations) {
        checkArgument(salt.length > 0, "salt is empty");
        checkArgument(iterations > 0 && iterations <= MAX_ITERATIONS, "iterations %s", iterations);
        var salted = saltedPassword(SaslPrep.prepare(password), salt, iterations);
        return new ScramKeys(ScramCrypto.hmac(salted, "Client Key"), ScramCrypto.hmac(salted, "Server Key"));
    }

    /// The H(ClientKey) by which a server checks proofs.
    byte[] storedKey() {
        return ScramCrypto.sha256(clientKey);
    }

    @Override
    public String toString() {
        return "ScramKeys";
    }

    private static byte[] saltedPassword(String password, byte[] salt, int iterations) {
        var spec = new PBEKeySpec(password.toCharArray(), salt, iterations, KEY_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2 with HMAC-SHA-256", e);
        } finally {
            spec.clearPassword();
        }
    }
}
