package dev.kintsugi.wire;

import static dev.kintsugi.wire.WireAssertions.encoded;
import static dev.kintsugi.wire.WireAssertions.failure;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.kintsugi.error.PgError.Severity;
import dev.kintsugi.wire.StartupMessage.CancelRequest;
import dev.kintsugi.wire.StartupMessage.GssEncRequest;
import dev.kintsugi.wire.StartupMessage.SslRequest;
import dev.kintsugi.wire.StartupMessage.Startup;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/// The packets before a session, good and bad.
class StartupDecoderTest {
    private static final int PROTOCOL_3_0 = 3 << 16;

    @Test
    void startupKeepsItsParametersInOrder() {
        var parameters = ImmutableMap.of("user", "ann", "database", "shop", "application_name", "psql");
        var bytes = encoded(out -> FrontendEncoder.startup(2, parameters, out));
        for (int cut = 0; cut < bytes.readableBytes(); cut++) {
            assertThat(StartupDecoder.complete(bytes.slice(0, cut))).isZero();
        }
        assertThat(StartupDecoder.complete(bytes)).isEqualTo(bytes.readableBytes());
        var startup = (Startup) StartupDecoder.decode(bytes);
        assertThat(startup.parameters()).containsExactlyEntriesOf(parameters);
        assertThat(startup.minor()).isEqualTo(2);
        assertThat(startup.database()).isEqualTo("shop");
        assertThat(startup.needsNegotiation()).isFalse();
        assertThat(bytes.readerIndex()).isZero();
    }

    @Test
    void databaseIsTheUserUnlessNamed() {
        assertThat(startup(3, 0, "user\0ann\0\0").database()).isEqualTo("ann");
        assertThat(startup(3, 0, "user\0ann\0database\0\0\0").database()).isEqualTo("ann");
    }

    @Test
    void lastOfRepeatedParametersCounts() {
        assertThat(startup(3, 0, "user\0ann\0user\0bob\0\0").user()).isEqualTo("bob");
    }

    @Test
    void newerMinorOrUnknownOptionNeedsNegotiation() {
        var newer = startup(3, 9999, "user\0ann\0\0");
        assertThat(newer.needsNegotiation()).isTrue();
        assertThat(newer.agreedMinor()).isEqualTo(2);
        var optional = startup(3, 0, "user\0ann\0_pq_.command_id\0on\0\0");
        assertThat(optional.needsNegotiation()).isTrue();
        assertThat(optional.agreedMinor()).isZero();
        assertThat(optional.unrecognisedOptions()).containsExactly("_pq_.command_id");
        assertThat(startup(3, 2, "user\0ann\0\0").needsNegotiation()).isFalse();
    }

    @Test
    void requestsAreTold() {
        assertThat(StartupDecoder.decode(encoded(FrontendEncoder::sslRequest))).isEqualTo(SslRequest.INSTANCE);
        assertThat(StartupDecoder.decode(packet(1234 << 16 | 5680, ""))).isEqualTo(GssEncRequest.INSTANCE);
        for (int length : new int[] {1, 4, 32, 256}) {
            var secret = new byte[length];
            secret[length - 1] = 7;
            var cancel = (CancelRequest)
                    StartupDecoder.decode(encoded(out -> FrontendEncoder.cancelRequest(42, secret, out)));
            assertThat(cancel.processId()).isEqualTo(42);
            assertThat(cancel.secret()).isEqualTo(secret);
        }
    }

    @Test
    void impossibleLengthIsRefusedAtOnce() {
        assertFails(
                "08P01",
                "invalid length of startup packet",
                Unpooled.buffer().writeInt(7).writeInt(0));
        assertFails(
                "08P01",
                "invalid length of startup packet",
                Unpooled.buffer().writeInt(10_005).writeInt(0));
        assertFails(
                "08P01",
                "invalid length of startup packet",
                Unpooled.buffer().writeInt(-1).writeInt(0));
        assertThat(StartupDecoder.complete(Unpooled.buffer().writeInt(10_004))).isZero();
        // an HTTP request
        assertThat(failure(() -> StartupDecoder.complete(Unpooled.copiedBuffer("GET / HTTP/1.1", ISO_8859_1)))
                        .code())
                .isEqualTo("08P01");
    }

    @Test
    void malformedPacketsAreRefusedAsPostgresDoes() {
        var layout = "invalid startup packet layout: expected terminator as last byte";
        assertFails("08P01", layout, packet(PROTOCOL_3_0, ""));
        assertFails("08P01", layout, packet(PROTOCOL_3_0, "user\0ann\0"));
        assertFails("08P01", layout, packet(PROTOCOL_3_0, "user\0ann"));
        assertFails("08P01", layout, packet(PROTOCOL_3_0, "user\0ann\0\0x"));
        assertFails("28000", "no PostgreSQL user name specified in startup packet", packet(PROTOCOL_3_0, "\0"));
        assertFails("28000", "no PostgreSQL user name specified in startup packet", packet(PROTOCOL_3_0, "user\0\0\0"));
        assertFails("0A000", "unsupported frontend protocol 2.0: server supports 3.0 to 3.2", packet(2 << 16, "\0"));
        assertFails("0A000", "unsupported frontend protocol 1.0: server supports 3.0 to 3.2", packet(1 << 16, "\0"));
        assertFails("0A000", "unsupported frontend protocol 4.1: server supports 3.0 to 3.2", packet(4 << 16 | 1, ""));
        assertFails(
                "22021",
                "invalid byte sequence for encoding \"UTF8\": 0xe9 0x6e",
                packet(PROTOCOL_3_0, "\u00E9n\0a\0\0"));
        assertFails("08P01", "invalid length of query cancel packet", packet(1234 << 16 | 5678, "abc"));
        assertFails("08P01", "invalid length of cancel key", packet(1234 << 16 | 5678, "abcd"));
        assertFails("08P01", "invalid length of cancel key", packet(1234 << 16 | 5678, "x".repeat(261)));
        assertFails("08P01", "invalid length of startup packet", packet(1234 << 16 | 5679, "x"));
    }

    private static void assertFails(String code, String message, ByteBuf packet) {
        var error = failure(() -> StartupDecoder.decode(packet));
        assertThat(error.message()).isEqualTo(message);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.severity()).isEqualTo(Severity.FATAL);
    }

    private static Startup startup(int major, int minor, String body) {
        return (Startup) StartupDecoder.decode(packet(major << 16 | minor, body));
    }

    private static ByteBuf packet(int code, String body) {
        var bytes = body.getBytes(ISO_8859_1);
        return Unpooled.buffer().writeInt(8 + bytes.length).writeInt(code).writeBytes(bytes);
    }
}
