package dev.kintsugi.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.PgError.Severity;
import dev.kintsugi.error.RouterException;
import io.netty.pkitesting.CertificateBuilder;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// The published exchange of RFC 7677, section 3, and every way to break it.
class ScramTest {
    private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";
    private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String CLIENT_FIRST = "n,,n=user,r=" + CLIENT_NONCE;
    private static final String SERVER_FIRST = "r=" + CLIENT_NONCE + SERVER_NONCE + ",s=" + SALT + ",i=4096";
    private static final String WITHOUT_PROOF = "c=biws,r=" + CLIENT_NONCE + SERVER_NONCE;
    private static final String PROOF = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private static final String CLIENT_FINAL = WITHOUT_PROOF + ",p=" + PROOF;
    private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";
    private static final ScramSecret SECRET =
            ScramSecret.derive("pencil", Base64.getDecoder().decode(SALT), 4096);

    @Test
    void serverFollowsThePublishedExchange() {
        var challenge = server().clientFirst("SCRAM-SHA-256", utf8(CLIENT_FIRST));
        assertThat(new String(challenge.serverFirst(), UTF_8)).isEqualTo(SERVER_FIRST);
        var accepted = challenge.clientFinal(utf8(CLIENT_FINAL));
        assertThat(new String(accepted.serverFinal(), UTF_8)).isEqualTo(SERVER_FINAL);
        var expected = ScramKeys.derive("pencil", SECRET.salt(), 4096);
        assertThat(accepted.keys().clientKey()).isEqualTo(expected.clientKey());
        assertThat(accepted.keys().serverKey()).isEqualTo(expected.serverKey());
    }

    @Test
    void clientFollowsThePublishedExchange() {
        var client = ScramClient.create(List.of("SCRAM-SHA-256"), Optional.empty(), CLIENT_NONCE);
        assertThat(new String(client.clientFirst(), UTF_8)).isEqualTo("n,,n=,r=" + CLIENT_NONCE);
        var challenge = client.serverFirst(utf8(SERVER_FIRST), "user");
        assertThat(challenge.iterations()).isEqualTo(4096);
        var answer = challenge.respond(challenge.deriveKeys("pencil"));
        assertThat(new String(answer.clientFinal(), UTF_8)).isEqualTo(CLIENT_FINAL);
        answer.verify(utf8(SERVER_FINAL));
    }

    @Test
    void clientThatHopedForChannelBindingIsServed() {
        var challenge = server().clientFirst("SCRAM-SHA-256", utf8("y,,n=,r=abc"));
        assertServerFails(
                "08P01",
                "unexpected SCRAM channel-binding attribute in client-final-message",
                () -> challenge.clientFinal(utf8(finalFor("biws", "abc" + SERVER_NONCE))));
        assertServerFails(
                "28P01",
                "password authentication failed for user \"ann\"",
                () -> challenge.clientFinal(utf8(finalFor("eSws", "abc" + SERVER_NONCE))));
    }

    @Test
    void aBindingToAnotherCertificateIsRefused() throws Exception {
        var ours = ChannelBinding.of(certificate("CN=router"));
        var theirs = ChannelBinding.of(certificate("CN=between"));
        var offer = List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256");
        var server = ScramServer.withNonce("ann", SECRET, ours, SERVER_NONCE);
        assertThat(server.mechanisms()).isEqualTo(offer);
        for (var binding : List.of(ours, theirs)) {
            var client = ScramClient.create(offer, binding, CLIENT_NONCE);
            var challenge = server.clientFirst(client.mechanism(), client.clientFirst());
            var asked = client.serverFirst(challenge.serverFirst());
            var answer = asked.respond(asked.deriveKeys("pencil"));
            if (binding.equals(ours)) {
                answer.verify(challenge.clientFinal(answer.clientFinal()).serverFinal());
            } else {
                assertServerFails(
                        "08P01",
                        "unexpected SCRAM channel-binding attribute in client-final-message",
                        () -> challenge.clientFinal(answer.clientFinal()));
            }
        }
    }

    @Test
    void aMechanismAndItsHeaderBelongTogether() throws Exception {
        var server = ScramServer.withNonce("ann", SECRET, ChannelBinding.of(certificate("CN=router")), SERVER_NONCE);
        assertServerFails(
                "28000",
                "SCRAM channel binding negotiation error",
                () -> server.clientFirst("SCRAM-SHA-256", utf8("y,,n=,r=abc")));
        assertServerFails(
                "08P01",
                "malformed SCRAM message",
                () -> server.clientFirst("SCRAM-SHA-256-PLUS", utf8("n,,n=,r=abc")));
        assertServerFails(
                "08P01",
                "malformed SCRAM message",
                () -> server.clientFirst("SCRAM-SHA-256", utf8("p=tls-server-end-point,,n=,r=abc")));
        assertServerFails(
                "08P01",
                "unsupported SCRAM channel-binding type",
                () -> server.clientFirst("SCRAM-SHA-256-PLUS", utf8("p=tls-unique,,n=,r=abc")));
    }

    private static X509Certificate certificate(String subject) throws Exception {
        return new CertificateBuilder()
                .subject(subject)
                .setIsCertificateAuthority(true)
                .buildSelfSigned()
                .getCertificate();
    }

    @Test
    void wrongProofIsAWrongPassword() {
        var challenge = server().clientFirst("SCRAM-SHA-256", utf8(CLIENT_FIRST));
        var wrong = CLIENT_FINAL.replace("p=dH", "p=dI");
        var error = assertServerFails(
                "28P01", "password authentication failed for user \"ann\"", () -> challenge.clientFinal(utf8(wrong)));
        assertThat(error.detail()).isEmpty();
    }

    @Test
    void malformedClientFirstIsRefusedAsPostgresDoes() {
        assertFirstFails("", "08P01", "malformed SCRAM message");
        assertFirstFails("n,,n=,r=a\0b", "08P01", "malformed SCRAM message");
        assertFirstFails("p=tls-server-end-point,,n=,r=abc", "08P01", "malformed SCRAM message");
        assertFirstFails("x,,n=,r=abc", "08P01", "malformed SCRAM message");
        assertFirstFails("n", "08P01", "malformed SCRAM message");
        assertFirstFails("n,n=,r=abc", "08P01", "malformed SCRAM message");
        assertFirstFails("n,,r=abc", "08P01", "malformed SCRAM message");
        assertFirstFails("n,,n=", "08P01", "malformed SCRAM message");
        assertFirstFails("n,,n", "08P01", "malformed SCRAM message");
        assertFirstFails("n,a=bob,n=,r=abc", "0A000", "client uses authorization identity, but it is not supported");
        assertFirstFails("n,,m=x,n=,r=abc", "0A000", "client requires an unsupported SCRAM extension");
        assertFirstFails("n,,n=,r=", "08P01", "non-printable characters in SCRAM nonce");
        assertFirstFails("n,,n=,r=a b", "08P01", "non-printable characters in SCRAM nonce");
        assertFirstFails("n,,n=,r=é", "08P01", "non-printable characters in SCRAM nonce");
    }

    @Test
    void malformedClientFinalIsRefusedAsPostgresDoes() {
        assertFinalFails(WITHOUT_PROOF.replace("Ek", "kE") + ",p=" + PROOF, "invalid SCRAM response");
        assertFinalFails("c=biws,r=" + CLIENT_NONCE + ",p=" + PROOF, "invalid SCRAM response");
        assertFinalFails(WITHOUT_PROOF, "malformed SCRAM message");
        assertFinalFails(WITHOUT_PROOF + ",p=AAAA", "malformed SCRAM message");
        assertFinalFails(WITHOUT_PROOF + ",p=*" + PROOF, "malformed SCRAM message");
        assertFinalFails(CLIENT_FINAL + ",x=y", "malformed SCRAM message");
        assertFinalFails(CLIENT_FINAL + ",", "malformed SCRAM message");
        assertFinalFails("r=x,c=biws,p=" + PROOF, "malformed SCRAM message");
    }

    @Test
    void mechanismMustBeTheOneOffered() {
        assertServerFails(
                "08P01",
                "client selected an invalid SASL authentication mechanism",
                () -> server().clientFirst("SCRAM-SHA-256-PLUS", utf8(CLIENT_FIRST)));
    }

    @Test
    void clientRefusesAShardThatDoesNotKnowThePassword() {
        var challenge = ScramClient.create(List.of("SCRAM-SHA-256"), Optional.empty(), CLIENT_NONCE)
                .serverFirst(utf8(SERVER_FIRST), "user");
        var answer = challenge.respond(challenge.deriveKeys("pencil"));
        assertShardFails(() -> answer.verify(utf8(SERVER_FINAL.replace("6r", "7r"))));
        assertShardFails(() -> answer.verify(utf8("e=invalid-proof")));
        assertShardFails(() -> answer.verify(utf8("v=")));
        assertShardFails(() -> answer.verify(utf8("v=*")));
        assertShardFails(() -> answer.verify(utf8("")));
    }

    @Test
    void clientRefusesAServerFirstThatBreaksTheRules() {
        assertServerFirstFails("r=" + SERVER_NONCE + ",s=" + SALT + ",i=4096");
        assertServerFirstFails("r=" + CLIENT_NONCE + ",s=" + SALT + ",i=4096");
        assertServerFirstFails(SERVER_FIRST.replace("i=4096", "i=0"));
        assertServerFirstFails(SERVER_FIRST.replace("i=4096", "i=1000001"));
        assertServerFirstFails(SERVER_FIRST.replace("i=4096", "i=99999999999"));
        assertServerFirstFails(SERVER_FIRST.replace("i=4096", "i=x"));
        assertServerFirstFails(SERVER_FIRST.replace(SALT, ""));
        assertServerFirstFails(SERVER_FIRST.replace(SALT, "*"));
        assertServerFirstFails("m=x," + SERVER_FIRST);
        assertServerFirstFails("");
    }

    @Test
    void unknownUsersLookLikeKnownOnesUntilTheyFail() {
        var random = new SecureRandom();
        var mocks = MockSecrets.random(random);
        var first = serverFirstOf(ScramServer.forUnknownUser("bob", mocks, Optional.empty(), random));
        var again = serverFirstOf(ScramServer.forUnknownUser("bob", mocks, Optional.empty(), random));
        var other = serverFirstOf(ScramServer.forUnknownUser("eve", mocks, Optional.empty(), random));
        var elsewhere =
                serverFirstOf(ScramServer.forUnknownUser("bob", MockSecrets.random(random), Optional.empty(), random));
        assertThat(saltOf(first))
                .isEqualTo(saltOf(again))
                .isNotEqualTo(saltOf(other))
                .isNotEqualTo(saltOf(elsewhere));
        assertThat(first)
                .isNotEqualTo(again)
                .endsWith(",i=4096")
                .hasSameSizeAs(serverFirstOf(ScramServer.forUser("ann", SECRET, Optional.empty(), random)));
    }

    @Test
    void unknownUserFailsLikeAWrongPassword() {
        var random = new SecureRandom();
        var client = ScramClient.create(List.of("SCRAM-SHA-256"), Optional.empty(), random);
        var server = ScramServer.forUnknownUser("bob", MockSecrets.random(random), Optional.empty(), random)
                .clientFirst("SCRAM-SHA-256", client.clientFirst());
        var challenge = client.serverFirst(server.serverFirst());
        var answer = challenge.respond(challenge.deriveKeys("pencil"));
        assertServerFails(
                "28P01",
                "password authentication failed for user \"bob\"",
                () -> server.clientFinal(answer.clientFinal()));
    }

    @Test
    void verifierIsReadAndWrittenAsPostgresDoes() {
        var verifier = SECRET.format();
        assertThat(verifier).startsWith("SCRAM-SHA-256$4096:" + SALT + "$").hasSize(133);
        assertThat(ScramSecret.parse(verifier)).get().usingRecursiveComparison().isEqualTo(SECRET);
        assertThat(ScramSecret.parse("pencil")).isEmpty();
        assertThat(ScramSecret.parse("md5" + "0".repeat(32))).isEmpty();
        assertThat(ScramSecret.parse(verifier.replace("$4096", "$0"))).isEmpty();
        assertThat(ScramSecret.parse(verifier.replace("$4096", "$9999999999"))).isEmpty();
        assertThat(ScramSecret.parse(verifier.substring(0, verifier.length() - 4)))
                .isEmpty();
        assertThat(ScramSecret.parse(verifier + "\n")).isEmpty();
        assertThat(SECRET).asString().doesNotContain(SALT);
    }

    @Test
    void md5ResponseIsPostgresDigest() {
        // md5('md5(secretann)' || salt), computed with md5sum
        var salt = HexFormat.of().parseHex("01020304");
        assertThat(Md5Password.response("ann", "secret", salt)).isEqualTo("md59009ce60b9ca97f1e752376843d1309e");
    }

    private static ScramServer server() {
        return ScramServer.withNonce("ann", SECRET, Optional.empty(), SERVER_NONCE);
    }

    private static String finalFor(String channelBinding, String nonce) {
        return "c=" + channelBinding + ",r=" + nonce + ",p=" + PROOF;
    }

    private static String serverFirstOf(ScramServer server) {
        return new String(
                server.clientFirst("SCRAM-SHA-256", utf8(CLIENT_FIRST)).serverFirst(), UTF_8);
    }

    private static String saltOf(String serverFirst) {
        return serverFirst.split(",", -1)[1];
    }

    private static void assertFirstFails(String message, String code, String text) {
        assertServerFails(code, text, () -> server().clientFirst("SCRAM-SHA-256", utf8(message)));
    }

    private static void assertFinalFails(String message, String text) {
        var challenge = server().clientFirst("SCRAM-SHA-256", utf8(CLIENT_FIRST));
        assertServerFails("08P01", text, () -> challenge.clientFinal(utf8(message)));
    }

    private static void assertServerFirstFails(String message) {
        assertShardFails(() -> ScramClient.create(List.of("SCRAM-SHA-256"), Optional.empty(), CLIENT_NONCE)
                .serverFirst(utf8(message)));
    }

    private static void assertShardFails(ThrowingCallable call) {
        var error = failure(call);
        assertThat(error.code()).isEqualTo("08001");
        assertThat(error.message()).isEqualTo("SCRAM authentication with the shard failed");
        assertThat(error.detail()).isPresent();
    }

    private static PgError assertServerFails(String code, String text, ThrowingCallable call) {
        var error = failure(call);
        assertThat(error.message()).isEqualTo(text);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.severity()).isEqualTo(Severity.FATAL);
        return error;
    }

    private static PgError failure(ThrowingCallable call) {
        return assertThatExceptionOfType(RouterException.class)
                .isThrownBy(call)
                .actual()
                .error();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
