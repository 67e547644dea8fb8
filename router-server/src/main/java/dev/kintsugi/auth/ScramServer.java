package dev.kintsugi.auth;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/// The server's side of one SCRAM-SHA-256 exchange, bound to its TLS connection if there is one to bind to.
///
/// ```
/// server.mechanisms();                                    // offer them in AuthenticationSASL
/// var challenge = server.clientFirst(mechanism, bytes);   // answer challenge.serverFirst() as SASLContinue
/// var accepted = challenge.clientFinal(bytes);            // answer accepted.serverFinal() as SASLFinal, then
/// AuthenticationOk
/// ```
/// Immutable; nothing here is slow. Every failure is FATAL: 08P01 for a message that breaks the rules, 0A000 for what
/// Postgres does not support either, 28P01 for a wrong password and for a user that does not exist.
public final class ScramServer {
    /// The mechanism without channel binding.
    public static final String MECHANISM = "SCRAM-SHA-256";

    /// The mechanism with channel binding, within TLS only.
    public static final String BOUND_MECHANISM = "SCRAM-SHA-256-PLUS";

    private final String user;
    private final ScramSecret secret;
    private final Optional<ChannelBinding> binding;
    private final String serverNonce;

    private ScramServer(String user, ScramSecret secret, Optional<ChannelBinding> binding, String serverNonce) {
        this.user = user;
        this.secret = secret;
        this.binding = binding;
        this.serverNonce = serverNonce;
    }

    /// For a user with a secret; `binding` is absent outside TLS.
    public static ScramServer forUser(
            String user, ScramSecret secret, Optional<ChannelBinding> binding, SecureRandom random) {
        return new ScramServer(user, secret, binding, ScramCrypto.nonce(random));
    }

    /// For a user without one: the exchange looks the same and fails at its end, since nobody knows a client key
    /// whose digest is the mock's stored key.
    public static ScramServer forUnknownUser(
            String user, MockSecrets secrets, Optional<ChannelBinding> binding, SecureRandom random) {
        return new ScramServer(user, secrets.secretOf(user), binding, ScramCrypto.nonce(random));
    }

    /// With a nonce from outside, for tests against published vectors.
    static ScramServer withNonce(
            String user, ScramSecret secret, Optional<ChannelBinding> binding, String serverNonce) {
        return new ScramServer(user, secret, binding, serverNonce);
    }

    /// What to offer, the better one first.
    public ImmutableList<String> mechanisms() {
        return binding.isPresent() ? ImmutableList.of(BOUND_MECHANISM, MECHANISM) : ImmutableList.of(MECHANISM);
    }

    /// Fails FATAL with 08P01 unless `mechanism` was offered.
    public void requireOffered(String mechanism) {
        if (!mechanisms().contains(mechanism)) {
            throw ScramErrors.violation("client selected an invalid SASL authentication mechanism");
        }
    }

    /// Reads client-first; the name in it is ignored, as in Postgres: the startup packet's counts.
    /// `mechanism` is the one that the client chose of those offered.
    public Challenge clientFirst(String mechanism, byte[] message) {
        requireOffered(mechanism);
        var first =
                ClientFirst.parse(ScramText.decode(message), mechanism.equals(BOUND_MECHANISM), binding.isPresent());
        var nonce = first.nonce() + serverNonce;
        var serverFirst = "r=%s,s=%s,i=%d".formatted(nonce, ScramCrypto.base64(secret.salt()), secret.iterations());
        return new Challenge(first, nonce, serverFirst);
    }

    /// The exchange after server-first.
    public final class Challenge {
        private final ClientFirst first;
        private final String nonce;
        private final String serverFirst;

        private Challenge(ClientFirst first, String nonce, String serverFirst) {
            this.first = first;
            this.nonce = nonce;
            this.serverFirst = serverFirst;
        }

        public byte[] serverFirst() {
            return serverFirst.getBytes(StandardCharsets.UTF_8);
        }

        /// Reads client-final and checks its proof in constant time.
        public Accepted clientFinal(byte[] message) {
            var last = ClientFinal.parse(ScramText.decode(message));
            if (!last.channelBinding().equals(first.channelBinding(binding))) {
                throw ScramErrors.violation("unexpected SCRAM channel-binding attribute in client-final-message");
            }
            if (!MessageDigest.isEqual(ScramText.encode(last.nonce()), ScramText.encode(nonce))) {
                throw ScramErrors.violation("invalid SCRAM response", "Nonce does not match.");
            }
            var authMessage = first.bare() + "," + serverFirst + "," + last.withoutProof();
            var signature = ScramCrypto.hmac(secret.storedKey(), authMessage);
            var clientKey = ScramCrypto.xor(last.proof(), signature);
            if (!MessageDigest.isEqual(ScramCrypto.sha256(clientKey), secret.storedKey())) {
                throw wrongPassword();
            }
            var serverSignature = ScramCrypto.hmac(secret.serverKey(), authMessage);
            return new Accepted(
                    ScramText.encode("v=" + Base64.getEncoder().encodeToString(serverSignature)),
                    new ScramKeys(clientKey, secret.serverKey()));
        }
    }

    /// The end of an exchange that proved the password; `keys` log in wherever the same verifier is stored.
    @SuppressWarnings("ArrayRecordComponent") // a message, never compared
    public record Accepted(byte[] serverFinal, ScramKeys keys) {}

    private RouterException wrongPassword() {
        return new RouterException(
                PgError.of(SqlState.INVALID_PASSWORD, "password authentication failed for user \"%s\"".formatted(user))
                        .asFatal());
    }
}
