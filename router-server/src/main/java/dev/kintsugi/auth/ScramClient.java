package dev.kintsugi.auth;

import dev.kintsugi.error.RouterException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/// The client's side of one SCRAM-SHA-256 exchange with a shard, bound to its TLS connection if there is one.
///
/// ```
/// var client = ScramClient.create(offered, binding, random);
/// client.mechanism(), client.clientFirst();        // send as SASLInitialResponse
/// var challenge = client.serverFirst(bytes);       // of SASLContinue
/// var keys = challenge.deriveKeys(password);       // slow: off the event loop, or from a cache by salt and iterations
/// var answer = challenge.respond(keys);            // send answer.clientFinal() as SASLResponse
/// answer.verify(bytes);                            // of SASLFinal; only then is the shard who it says it is
/// ```
/// Immutable. Every failure is 08001: the shard broke the rules or does not know the password.
public final class ScramClient {
    private final String mechanism;
    private final String gs2Header;
    private final String channelBinding;
    private final String nonce;

    private ScramClient(String mechanism, String gs2Header, String channelBinding, String nonce) {
        this.mechanism = mechanism;
        this.gs2Header = gs2Header;
        this.channelBinding = channelBinding;
        this.nonce = nonce;
    }

    /// Chooses the best of the mechanisms that the shard offers; `binding` is absent outside TLS.
    public static ScramClient create(List<String> offered, Optional<ChannelBinding> binding, SecureRandom random) {
        return create(offered, binding, ScramCrypto.nonce(random));
    }

    /// With a nonce from outside, for tests against published vectors.
    static ScramClient create(List<String> offered, Optional<ChannelBinding> binding, String nonce) {
        if (binding.isPresent() && offered.contains(ScramServer.BOUND_MECHANISM)) {
            String header = "p=" + ChannelBinding.TYPE + ",,";
            return new ScramClient(
                    ScramServer.BOUND_MECHANISM, header, binding.get().attribute(header), nonce);
        }
        if (!offered.contains(ScramServer.MECHANISM)) {
            throw ScramErrors.shard("The server offers neither SCRAM-SHA-256 nor, within TLS, SCRAM-SHA-256-PLUS.");
        }
        // "y": a server that did offer the binding learns that somebody took it out of the offer
        String header = binding.isPresent() ? "y,," : "n,,";
        return new ScramClient(ScramServer.MECHANISM, header, ScramCrypto.base64(ScramText.encode(header)), nonce);
    }

    /// The mechanism of this exchange.
    public String mechanism() {
        return mechanism;
    }

    /// The name is left out, as libpq does: servers take the startup packet's.
    public byte[] clientFirst() {
        return ScramText.encode(gs2Header + clientFirstBare(""));
    }

    /// Reads server-first: the nonce must continue ours, the iterations stay below [ScramKeys#MAX_ITERATIONS].
    public Challenge serverFirst(byte[] message) {
        return serverFirst(message, "");
    }

    Challenge serverFirst(byte[] message, String user) {
        var text = decode(message);
        var attributes = new ScramText(text);
        try {
            var fullNonce = attributes.attribute('r');
            if (!fullNonce.startsWith(nonce) || fullNonce.length() == nonce.length()) {
                throw ScramErrors.shard("The server's nonce does not continue the client's.");
            }
            var salt = ScramText.base64(attributes.attribute('s'))
                    .filter(bytes -> bytes.length > 0)
                    .orElseThrow(() -> ScramErrors.shard("The server's salt is malformed."));
            int iterations = iterations(attributes.attribute('i'));
            return new Challenge(clientFirstBare(user) + "," + text, channelBinding, fullNonce, salt, iterations);
        } catch (RouterException malformed) {
            throw asShardError(malformed);
        }
    }

    /// The exchange after server-first.
    public static final class Challenge {
        private final String authPrefix;
        private final String channelBinding;
        private final String nonce;
        private final byte[] salt;
        private final int iterations;

        private Challenge(String authPrefix, String channelBinding, String nonce, byte[] salt, int iterations) {
            this.authPrefix = authPrefix;
            this.channelBinding = channelBinding;
            this.nonce = nonce;
            this.salt = salt;
            this.iterations = iterations;
        }

        /// With [#iterations] the key of a cache of derived keys; a copy.
        public byte[] salt() {
            return salt.clone();
        }

        public int iterations() {
            return iterations;
        }

        /// As slow as [ScramKeys#derive].
        public ScramKeys deriveKeys(String password) {
            return ScramKeys.derive(password, salt, iterations);
        }

        /// The proof that the keys are known.
        public Answer respond(ScramKeys keys) {
            var withoutProof = "c=" + channelBinding + ",r=" + nonce;
            var authMessage = authPrefix + "," + withoutProof;
            var signature = ScramCrypto.hmac(keys.storedKey(), authMessage);
            var proof = ScramCrypto.base64(ScramCrypto.xor(keys.clientKey(), signature));
            return new Answer(withoutProof + ",p=" + proof, ScramCrypto.hmac(keys.serverKey(), authMessage));
        }
    }

    /// The exchange after client-final.
    public static final class Answer {
        private final String clientFinal;
        private final byte[] expectedSignature;

        private Answer(String clientFinal, byte[] expectedSignature) {
            this.clientFinal = clientFinal;
            this.expectedSignature = expectedSignature;
        }

        public byte[] clientFinal() {
            return ScramText.encode(clientFinal);
        }

        /// Returns only if the server knows the password's verifier.
        public void verify(byte[] serverFinal) {
            var text = decode(serverFinal);
            if (text.startsWith("e=")) {
                throw ScramErrors.shard("The server answered \"%s\".".formatted(text));
            }
            var signature = text.startsWith("v=") ? ScramText.base64(text.substring(2)) : ScramText.base64("?");
            if (signature.isEmpty() || !MessageDigest.isEqual(signature.get(), expectedSignature)) {
                throw ScramErrors.shard("The server's signature is wrong: it does not know the password.");
            }
        }
    }

    private String clientFirstBare(String user) {
        return "n=" + user + ",r=" + nonce;
    }

    private static int iterations(String text) {
        int iterations;
        try {
            iterations = Integer.parseInt(text);
        } catch (NumberFormatException malformed) {
            throw ScramErrors.shard("The server's iteration count is malformed.");
        }
        if (iterations < 1 || iterations > ScramKeys.MAX_ITERATIONS) {
            throw ScramErrors.shard("The server asks for %d iterations, the limit is %d."
                    .formatted(iterations, ScramKeys.MAX_ITERATIONS));
        }
        return iterations;
    }

    private static String decode(byte[] message) {
        try {
            return ScramText.decode(message);
        } catch (RouterException malformed) {
            throw asShardError(malformed);
        }
    }

    private static RouterException asShardError(RouterException failure) {
        var error = failure.error();
        return error.code().startsWith("08P") ? ScramErrors.shard(error.detail().orElse(error.message())) : failure;
    }
}
