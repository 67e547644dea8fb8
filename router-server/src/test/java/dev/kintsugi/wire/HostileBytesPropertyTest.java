package dev.kintsugi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.error.RouterException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/// Whatever comes over the network, decoders answer with a message or a RouterException and leave the buffer alone.
class HostileBytesPropertyTest {
    /// Written around every body: a decoder that reads past the end finds terminators and decodes what is not
    /// there.
    private static final byte[] FENCE = new byte[16];

    @Property(tries = 20_000)
    void frontendDecoderSurvives(@ForAll("frontendTypes") byte type, @ForAll("bodies") byte[] body) {
        assertSurvives(body, bytes -> FrontendDecoder.decode(type, bytes));
    }

    @Property(tries = 20_000)
    void backendDecoderSurvives(@ForAll("backendTypes") byte type, @ForAll("bodies") byte[] body) {
        assertSurvives(body, bytes -> BackendDecoder.decode(type, bytes));
    }

    @Property(tries = 5_000)
    void startupDecoderSurvives(@ForAll("bodies") byte[] body) {
        assertSurvives(body, StartupDecoder::decode);
        var packet = Unpooled.buffer();
        packet.writeInt(body.length + 8).writeInt(3 << 16).writeBytes(body);
        assertSurvives(bytesOf(packet), StartupDecoder::decode);
    }

    @Property(tries = 5_000)
    void splittersSurvive(@ForAll("bodies") byte[] bytes) {
        assertSurvives(bytes, buffer -> FrameSplitter.forClients(1000).complete(buffer, buffer.readerIndex()));
        assertSurvives(bytes, buffer -> FrameSplitter.forShards(1000).complete(buffer, buffer.readerIndex()));
        assertSurvives(bytes, StartupDecoder::complete);
    }

    @Property(tries = 5_000)
    void passwordReadingsSurvive(@ForAll("bodies") byte[] bytes) {
        assertSurvives(bytes, _ -> new FrontendMessage.Password(bytes).text());
        assertSurvives(bytes, _ -> new FrontendMessage.Password(bytes).saslInitialResponse());
    }

    @Provide
    Arbitrary<Byte> frontendTypes() {
        return Arbitraries.of("BCDEFHPQSXcdfp!".chars().mapToObj(c -> (byte) c).toList());
    }

    @Provide
    Arbitrary<Byte> backendTypes() {
        return Arbitraries.of(
                "RK23CWdcGHDIEVvnNAtS1sZT!".chars().mapToObj(c -> (byte) c).toList());
    }

    /// Small numbers and terminators are common, so that decoders get far before they fail.
    @Provide
    Arbitrary<byte[]> bodies() {
        var telling = Arbitraries.of((byte) 0, (byte) 1, (byte) 2, (byte) 'S', (byte) 'P', (byte) 'M', (byte) -1);
        return Arbitraries.frequencyOf(Tuple.of(4, telling), Tuple.of(1, Arbitraries.bytes()))
                .array(byte[].class)
                .ofMaxSize(40);
    }

    private static void assertSurvives(byte[] body, Reading reading) {
        ByteBuf fenced = Unpooled.buffer().writeBytes(FENCE).writeBytes(body).writeBytes(FENCE);
        ByteBuf window = fenced.slice(FENCE.length, body.length);
        ByteBuf alone = Unpooled.wrappedBuffer(body);
        // read past the end, the fenced window would give another answer than the bytes alone
        assertThat(outcome(window, reading)).isEqualTo(outcome(alone, reading));
        assertThat(window.readerIndex()).isZero();
        assertThat(window.writerIndex()).isEqualTo(body.length);
        assertThat(fenced.refCnt()).isEqualTo(1);
        assertThat(bytesOf(window)).isEqualTo(body);
        assertThat(fenced.release()).isTrue();
    }

    private static String outcome(ByteBuf bytes, Reading reading) {
        try {
            return reading.of(bytes).getClass().getSimpleName();
        } catch (RouterException refused) {
            return refused.error().toString();
        }
    }

    private static byte[] bytesOf(ByteBuf buffer) {
        var bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return bytes;
    }

    /// One way to read bytes.
    private interface Reading {
        Object of(ByteBuf bytes);
    }
}
