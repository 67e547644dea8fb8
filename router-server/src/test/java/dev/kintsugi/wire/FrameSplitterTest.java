package dev.kintsugi.wire;

import static dev.kintsugi.wire.WireAssertions.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.PgError.Severity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/// Boundaries, and the limits that guard them.
class FrameSplitterTest {
    private static final FrameSplitter CLIENTS = FrameSplitter.forClients(1 << 20);
    private static final FrameSplitter SHARDS = FrameSplitter.forShards(1 << 20);

    @Test
    void lengthIsKnownBeforeTheMessageIsComplete() {
        var bytes = Unpooled.buffer().writeByte('D').writeInt(100).writeByte(1);
        assertThat(SHARDS.length(bytes, 0)).isEqualTo(101);
        assertThat(SHARDS.complete(bytes, 0)).isEqualTo(FrameSplitter.NEED_MORE);
        assertThat(SHARDS.length(bytes, 6)).isEqualTo(FrameSplitter.NEED_MORE);
        bytes.writeZero(95);
        assertThat(SHARDS.complete(bytes, 0)).isEqualTo(101);
        assertThat(FrameSplitter.typeAt(bytes, 0)).isEqualTo(BackendType.DATA_ROW);
        assertThat(FrameSplitter.bodyAt(bytes, 0, 101).readableBytes()).isEqualTo(96);
    }

    @Test
    void impossibleLengthIsAProtocolViolation() {
        for (int length : new int[] {3, 0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertLengthRefused("08P01", CLIENTS, 'Q', length);
            assertLengthRefused("08P01", SHARDS, 'D', length);
        }
    }

    @Test
    void configuredLimitIsExact() {
        assertThat(CLIENTS.length(header('Q', 1 << 20), 0)).isEqualTo((1 << 20) + 1);
        assertThat(assertLengthRefused("54000", CLIENTS, 'Q', (1 << 20) + 1).detail())
                .contains("The message has 1048577 bytes, the limit is 1048576.");
        assertLengthRefused("54000", SHARDS, 'D', (1 << 20) + 1);
    }

    @Test
    void smallMessagesMustBeSmall() {
        for (char type : Lists.charactersOf("CDEHSXcf")) {
            assertThat(CLIENTS.length(header(type, 10_000), 0)).isEqualTo(10_001);
            assertLengthRefused("08P01", CLIENTS, type, 10_001);
        }
        assertLengthRefused("08P01", CLIENTS, 'p', 65_536);
        assertThat(SHARDS.length(header('D', 10_001), 0)).isEqualTo(10_002);
    }

    @Test
    void unknownClientTypeIsRefusedByItsFirstByte() {
        var error = failure(() -> CLIENTS.complete(Unpooled.buffer().writeByte(0xEF), 0));
        assertThat(error.message()).isEqualTo("invalid frontend message type 239");
        assertThat(error.code()).isEqualTo("08P01");
        assertThat(error.severity()).isEqualTo(Severity.FATAL);
    }

    @Test
    void largestLimitDoesNotOverflow() {
        assertThat(FrameSplitter.forShards(Integer.MAX_VALUE).length(header('D', 0x3fff_ffff), 0))
                .isEqualTo(0x4000_0000);
    }

    private static PgError assertLengthRefused(String code, FrameSplitter splitter, char type, int length) {
        var error = failure(() -> splitter.length(header(type, length), 0));
        assertThat(error.message()).isEqualTo("invalid message length");
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.severity()).isEqualTo(Severity.FATAL);
        return error;
    }

    private static ByteBuf header(char type, int length) {
        return Unpooled.buffer().writeByte(type).writeInt(length);
    }
}
