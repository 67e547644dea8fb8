package dev.kintsugi.auth;

import static com.google.common.base.Preconditions.checkArgument;

import java.security.SecureRandom;
import java.util.Arrays;

/// Secrets for users that do not exist: the same user gets the same salt for as long as the seed lives, so that a
/// stranger cannot tell an unknown name from a known one.
public final class MockSecrets {
    private static final int SEED_LENGTH = 32;

    private final byte[] seed;
    private final int iterations;

    /// `iterations` should be what real users have; `seed` is secret and at least 16 bytes long.
    public MockSecrets(byte[] seed, int iterations) {
        checkArgument(seed.length >= ScramSecret.SALT_LENGTH, "seed of %s bytes", seed.length);
        this.seed = seed.clone();
        this.iterations = iterations;
    }

    /// With a fresh seed and the default iterations.
    public static MockSecrets random(SecureRandom random) {
        var seed = new byte[SEED_LENGTH];
        random.nextBytes(seed);
        return new MockSecrets(seed, ScramSecret.DEFAULT_ITERATIONS);
    }

    ScramSecret secretOf(String user) {
        var salt = Arrays.copyOf(ScramCrypto.hmac(seed, "salt " + user), ScramSecret.SALT_LENGTH);
        var storedKey = ScramCrypto.hmac(seed, "stored " + user);
        var serverKey = ScramCrypto.hmac(seed, "server " + user);
        return new ScramSecret(iterations, salt, storedKey, serverKey);
    }
}
