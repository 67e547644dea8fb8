package dev.kintsugi.wire;

import static dev.kintsugi.wire.WireAssertions.encoded;
import static dev.kintsugi.wire.WireAssertions.failure;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.PgError.Severity;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.wire.BackendMessage.ErrorResponse;
import dev.kintsugi.wire.BackendMessage.NegotiateProtocolVersion;
import dev.kintsugi.wire.BackendMessage.NoticeResponse;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// Errors as they travel, and what else a shard may say out of the ordinary.
class ErrorFieldsTest {
    @Test
    void fieldsTravelInPostgresOrder() {
        var error = new PgError(
                Severity.ERROR,
                "23505",
                "duplicate",
                Optional.of("detail"),
                Optional.of("hint"),
                OptionalInt.of(7),
                ImmutableMap.of('R', "routine", 'n', "pkey", 'W', "where", 'z', "new"));
        var bytes = encoded(out -> BackendEncoder.errorResponse(error, out));
        assertThat(bytes.toString(5, bytes.readableBytes() - 5, UTF_8))
                .isEqualTo("SERROR\0VERROR\0C23505\0Mduplicate\0Ddetail\0Hhint\0Wwhere\0npkey\0P7\0Rroutine\0znew\0\0");
    }

    @Test
    void unlocalisedSeverityIsPreferred() {
        assertThat(error("SFEHLER\0VFATAL\0C57P01\0Mx\0\0").severity()).isEqualTo(Severity.FATAL);
        assertThat(error("SPANIC\0C57P01\0Mx\0\0").severity()).isEqualTo(Severity.PANIC);
        assertThat(error("SFEHLER\0C57P01\0Mx\0\0").severity()).isEqualTo(Severity.ERROR);
        var notice = (NoticeResponse)
                BackendDecoder.decode(BackendType.NOTICE_RESPONSE, Unpooled.copiedBuffer("SHINWEIS\0\0", ISO_8859_1));
        assertThat(notice.notice().severity()).isEqualTo(Severity.NOTICE);
    }

    @Test
    void poorErrorsStillGetThrough() {
        assertThat(error("\0")).isEqualTo(PgError.of(SqlState.INTERNAL_ERROR, ""));
        assertThat(error("M\u00E9\0Pabc\0\0")).isEqualTo(PgError.of(SqlState.INTERNAL_ERROR, "\uFFFD"));
    }

    @Test
    void nulInsideATextCannotForgeFields() {
        var forged = PgError.of(SqlState.INTERNAL_ERROR, "a\0C00000");
        var bytes = encoded(out -> BackendEncoder.errorResponse(forged, out));
        var decoded =
                (ErrorResponse) WireAssertions.decodeBackend(bytes, List.of()).getFirst();
        assertThat(decoded.error().code()).isEqualTo("XX000");
        assertThat(decoded.error().message()).isEqualTo("a\uFFFDC00000");
    }

    @Test
    void negotiationReadsBothReadingsOfTheManual() {
        for (int version : new int[] {0, 3 << 16}) {
            var body = Unpooled.buffer().writeInt(version).writeInt(0);
            assertThat(BackendDecoder.decode(BackendType.NEGOTIATE_PROTOCOL_VERSION, body))
                    .isInstanceOfSatisfying(
                            NegotiateProtocolVersion.class,
                            said -> assertThat(said.newestMinor()).isZero());
        }
    }

    @Test
    void unknownTypesAndStatesAreViolations() {
        assertThat(failure(() -> BackendDecoder.decode((byte) '!', Unpooled.EMPTY_BUFFER))
                        .code())
                .isEqualTo("08P01");
        assertThat(failure(() -> BackendDecoder.decode(
                                BackendType.READY_FOR_QUERY, Unpooled.buffer().writeByte('X')))
                        .message())
                .isEqualTo("invalid transaction status 88");
    }

    private static PgError error(String fields) {
        var body = Unpooled.copiedBuffer(fields, ISO_8859_1);
        return ((ErrorResponse) BackendDecoder.decode(BackendType.ERROR_RESPONSE, body)).error();
    }
}
