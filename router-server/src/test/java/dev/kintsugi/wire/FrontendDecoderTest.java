package dev.kintsugi.wire;

import static dev.kintsugi.wire.WireAssertions.failure;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.PgError.Severity;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.Oids;
import dev.kintsugi.wire.FrontendMessage.Bind;
import dev.kintsugi.wire.FrontendMessage.Password;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/// Malformed bodies, and the formats and types of Bind.
class FrontendDecoderTest {
    @Test
    void malformedBodiesAreRefusedAsPostgresDoes() {
        assertRefused("08P01", "invalid string in message", 'Q', "SELECT 1");
        assertRefused("08P01", "invalid string in message", 'P', "s\0SELECT 1");
        assertRefused("08P01", "insufficient data left in message", 'P', "s\0SELECT 1\0");
        assertRefused("08P01", "insufficient data left in message", 'P', "s\0SELECT 1\0\0\1\0\0\0");
        assertRefused("08P01", "invalid message format", 'Q', "SELECT 1\0\0");
        assertRefused("08P01", "invalid message format", 'S', "x");
        assertRefused("08P01", "insufficient data left in message", 'E', "p\0\0\0\0");
        assertRefused("08P01", "no data left in message", 'D', "");
        assertRefused("08P01", "invalid DESCRIBE message subtype 88", 'D', "Xname\0");
        assertRefused("08P01", "invalid CLOSE message subtype 255", 'C', "\u00FFname\0");
        assertRefused("22021", "invalid byte sequence for encoding \"UTF8\": 0xff", 'D', "S\u00FF\0");
        assertRefused("22021", "invalid byte sequence for encoding \"UTF8\": 0xe2 0x82", 'D', "Sab\u00E2\u0082\0");
    }

    @Test
    void unknownTypeIsFatal() {
        var error = failure(() -> FrontendDecoder.decode((byte) 'y', Unpooled.EMPTY_BUFFER));
        assertThat(error.message()).isEqualTo("invalid frontend message type 121");
        assertThat(error.severity()).isEqualTo(Severity.FATAL);
    }

    @Test
    void malformedBindIsRefusedAsPostgresDoes() {
        assertRefused("08P01", "bind message has 2 parameter formats but 1 parameters", 'B', "\0\0\0\2\0\0\0\1\0\1");
        assertRefused("22023", "unsupported format code: 2", 'B', "\0\0\0\1\0\2\0\1\0\0\0\0\0\0");
        assertRefused("22023", "unsupported format code: -1", 'B', "\0\0\0\1\u00FF\u00FF\0\1\0\0\0\0\0\0");
        assertRefused("08P01", "insufficient data left in message", 'B', "\0\0\0\0\0\1\0\0\0\5abcd");
        assertRefused("08P01", "insufficient data left in message", 'B', "\0\0\0\0\0\1\u00FF\u00FF\u00FF\u00FE\0\0");
    }

    @Test
    void oneParameterFormatIsForAll() {
        var bind = bind("\0s\0\0\1\0\1\0\2\0\0\0\1a\u00FF\u00FF\u00FF\u00FF\0\0");
        var values = bind.values(ImmutableIntArray.of(Oids.INT8));
        assertThat(values.parameter(1).format()).isEqualTo(Format.BINARY);
        assertThat(values.parameter(1).typeOid()).isEqualTo(Oids.INT8);
        assertThat(values.parameter(1).bytes()).containsExactly('a');
        assertThat(values.parameter(2).format()).isEqualTo(Format.BINARY);
        assertThat(values.parameter(2).typeOid()).isEqualTo(Oids.UNSPECIFIED);
        assertThat(values.parameter(2).bytes()).isNull();
    }

    @Test
    void parameterCountMustMatchTheStatement() {
        var bind = bind("\0s\0\0\0\0\1\0\0\0\0\0\0");
        bind.requireParameterCount(1);
        assertThat(failure(() -> bind.requireParameterCount(2)).message())
                .isEqualTo("bind message supplies 1 parameters, but prepared statement \"s\" requires 2");
    }

    @Test
    void resultFormatsExpandOrFailAsPostgresDoes() {
        assertThat(bindWithResultFormats().resultFormats(2)).containsExactly(Format.TEXT, Format.TEXT);
        assertThat(bindWithResultFormats(1).resultFormats(2)).containsExactly(Format.BINARY, Format.BINARY);
        assertThat(bindWithResultFormats(1).resultFormats(0)).isEmpty();
        assertThat(bindWithResultFormats(0, 1).resultFormats(2)).containsExactly(Format.TEXT, Format.BINARY);
        assertThat(bindWithResultFormats(0, 1).resultFormat(1, 2)).isEqualTo(Format.BINARY);
        var count = failure(() -> bindWithResultFormats(0, 1).resultFormat(0, 3));
        assertThat(count.message()).isEqualTo("bind message has 2 result formats but query has 3 columns");
        assertThat(count.code()).isEqualTo("08P01");
        var code = failure(() -> bindWithResultFormats(7).resultFormats(1));
        assertThat(code.message()).isEqualTo("unsupported format code: 7");
        assertThat(code.code()).isEqualTo("22023");
    }

    @Test
    void passwordIsOneTerminatedString() {
        assertThat(password("secret\0").text()).isEqualTo("secret");
        assertThat(failure(() -> password("secret").text()).message()).isEqualTo("invalid password packet size");
        assertThat(failure(() -> password("a\0b\0").text()).message()).isEqualTo("invalid password packet size");
        assertThat(failure(() -> password("").text()).code()).isEqualTo("08P01");
        assertThat(failure(() -> password("\0").text()).code()).isEqualTo("28P01");
        assertThat(password("secret\0")).asString().doesNotContain("secret");
    }

    private static Password password(String bytes) {
        return new Password(bytes.getBytes(ISO_8859_1));
    }

    private static Bind bindWithResultFormats(int... codes) {
        var body = Unpooled.buffer().writeZero(6).writeShort(codes.length);
        for (int code : codes) {
            body.writeShort(code);
        }
        return (Bind) FrontendDecoder.decode(FrontendType.BIND, body);
    }

    private static Bind bind(String body) {
        return (Bind) FrontendDecoder.decode(FrontendType.BIND, latin1(body));
    }

    private static void assertRefused(String code, String message, char type, String body) {
        PgError error = failure(() -> FrontendDecoder.decode((byte) type, latin1(body)));
        assertThat(error.message()).isEqualTo(message);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.severity()).isEqualTo(Severity.ERROR);
    }

    private static ByteBuf latin1(String body) {
        return Unpooled.copiedBuffer(body, ISO_8859_1);
    }
}
