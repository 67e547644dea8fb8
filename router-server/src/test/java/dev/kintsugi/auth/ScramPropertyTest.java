package dev.kintsugi.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kintsugi.error.RouterException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/// Client and server agree on every password, and on nothing else.
class ScramPropertyTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @Property(tries = 200)
    void rightPasswordIsProvenBothWays(
            @ForAll @StringLength(max = 40) String password,
            @ForAll @Size(min = 1, max = 40) byte[] salt,
            @ForAll @IntRange(min = 1, max = 50) int iterations) {
        var secret = ScramSecret.derive(password, salt, iterations);
        var client = ScramClient.create(List.of("SCRAM-SHA-256"), Optional.empty(), RANDOM);
        var server = ScramServer.forUser("ann", secret, Optional.empty(), RANDOM)
                .clientFirst("SCRAM-SHA-256", client.clientFirst());
        var clientChallenge = client.serverFirst(server.serverFirst());
        var answer = clientChallenge.respond(clientChallenge.deriveKeys(password));
        var accepted = server.clientFinal(answer.clientFinal());
        answer.verify(accepted.serverFinal());

        assertKeysLogInAgain(accepted.keys(), secret);
    }

    @Property(tries = 200)
    void wrongPasswordFails(
            @ForAll @StringLength(max = 20) String password, @ForAll @StringLength(max = 20) String other) {
        // HMAC pads its key with zeros; a NUL cannot be part of a password on the wire
        Assume.that(password.indexOf('\0') < 0 && other.indexOf('\0') < 0);
        boolean same = SaslPrep.prepare(password).equals(SaslPrep.prepare(other));
        var client = ScramClient.create(List.of("SCRAM-SHA-256"), Optional.empty(), RANDOM);
        var server = ScramServer.forUser(
                        "ann", ScramSecret.derive(password, new byte[] {1}, 5), Optional.empty(), RANDOM)
                .clientFirst("SCRAM-SHA-256", client.clientFirst());
        var challenge = client.serverFirst(server.serverFirst());
        var answer = challenge.respond(challenge.deriveKeys(other)).clientFinal();
        if (same) {
            assertThat(server.clientFinal(answer).serverFinal()).isNotEmpty();
        } else {
            assertThatExceptionOfType(RouterException.class).isThrownBy(() -> server.clientFinal(answer));
        }
    }

    @Property(tries = 500)
    void anyChangedByteFails(
            @ForAll @IntRange(max = 3) int which, @ForAll int at, @ForAll @IntRange(min = 1) int flip) {
        var keys = ScramKeys.derive("secret", new byte[] {1}, 1);
        var secret = ScramSecret.derive("secret", new byte[] {1}, 1);
        assertThatExceptionOfType(RouterException.class).isThrownBy(() -> {
            var client = ScramClient.create(List.of("SCRAM-SHA-256"), Optional.empty(), RANDOM);
            // the name and the gs2 flag of client-first are ignored by servers, so tamper behind them
            var server = ScramServer.forUser("ann", secret, Optional.empty(), RANDOM)
                    .clientFirst(
                            "SCRAM-SHA-256", tampered(client.clientFirst(), which == 0, "n,,n=,".length(), at, flip));
            var challenge = client.serverFirst(tampered(server.serverFirst(), which == 1, 0, at, flip));
            var answer = challenge.respond(keys);
            var accepted = server.clientFinal(tampered(answer.clientFinal(), which == 2, 0, at, flip));
            answer.verify(tampered(accepted.serverFinal(), which == 3, 0, at, flip));
        });
    }

    @Property
    void randomBytesFailCleanly(@ForAll byte[] bytes) {
        var server =
                ScramServer.forUser("ann", ScramSecret.derive("secret", new byte[] {1}, 1), Optional.empty(), RANDOM);
        var challenge = server.clientFirst("SCRAM-SHA-256", "n,,n=,r=abc".getBytes(UTF_8));
        assertThatExceptionOfType(RouterException.class).isThrownBy(() -> server.clientFirst("SCRAM-SHA-256", bytes));
        assertThatExceptionOfType(RouterException.class).isThrownBy(() -> challenge.clientFinal(bytes));
        assertThatExceptionOfType(RouterException.class)
                .isThrownBy(() -> ScramClient.create(List.of("SCRAM-SHA-256"), Optional.empty(), RANDOM)
                        .serverFirst(bytes));
    }

    @Example
    void passwordsArePreparedAsPostgresDoes() {
        assertThat(SaslPrep.prepare("pencil")).isEqualTo("pencil");
        assertThat(SaslPrep.prepare("tab\there")).isEqualTo("tab\there");
        assertThat(SaslPrep.prepare("I\u00ADX")).isEqualTo("IX");
        assertThat(SaslPrep.prepare("\u00AA")).isEqualTo("a");
        assertThat(SaslPrep.prepare("\u2168")).isEqualTo("IX");
        assertThat(SaslPrep.prepare("a\u00A0b")).isEqualTo("a b");
        assertThat(SaslPrep.prepare("e\u0301")).isEqualTo("\u00E9");
        assertThat(SaslPrep.prepare("\u00AD")).isEqualTo("\u00AD");
        assertThat(SaslPrep.prepare("\u2168\u0007")).isEqualTo("\u2168\u0007");
        assertThat(SaslPrep.prepare("\u2168\uE000")).isEqualTo("\u2168\uE000");
        assertThat(SaslPrep.prepare("\u06271")).isEqualTo("\u06271");
        assertThat(SaslPrep.prepare("\u0627\u2168")).isEqualTo("\u0627\u2168");
    }

    private static void assertKeysLogInAgain(ScramKeys keys, ScramSecret secret) {
        var client = ScramClient.create(List.of("SCRAM-SHA-256"), Optional.empty(), RANDOM);
        var server = ScramServer.forUser("ann", secret, Optional.empty(), RANDOM)
                .clientFirst("SCRAM-SHA-256", client.clientFirst());
        var answer = client.serverFirst(server.serverFirst()).respond(keys);
        answer.verify(server.clientFinal(answer.clientFinal()).serverFinal());
    }

    private static byte[] tampered(byte[] message, boolean tamper, int from, int at, int flip) {
        var result = message.clone();
        if (tamper) {
            int mask = Math.max(1, flip & 0xff);
            result[from + Math.floorMod(at, result.length - from)] ^= (byte) mask;
        }
        return result;
    }
}
