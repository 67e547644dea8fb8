package dev.kintsugi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;

/// What the wire tests share: feeding bytes in pieces, and looking at failures.
final class WireAssertions {
    static final int MAX_LENGTH = 1 << 20;

    /// Messages hold arrays, so records cannot say whether they are equal.
    static final RecursiveComparisonConfiguration BY_CONTENT = RecursiveComparisonConfiguration.builder()
            .withStrictTypeChecking(true)
            .withEqualsForType(ImmutableIntArray::equals, ImmutableIntArray.class)
            .build();

    private WireAssertions() {}

    static ByteBuf encoded(Consumer<ByteBuf> writer) {
        var out = Unpooled.buffer();
        writer.accept(out);
        return out;
    }

    /// Feeds `bytes` in pieces that end at the cuts (any integers, folded into range), and decodes what is
    /// complete.
    static List<FrontendMessage> decodeFrontend(ByteBuf bytes, List<Integer> cuts) {
        return decode(bytes, cuts, FrameSplitter.forClients(MAX_LENGTH), FrontendDecoder::decode);
    }

    static List<BackendMessage> decodeBackend(ByteBuf bytes, List<Integer> cuts) {
        return decode(bytes, cuts, FrameSplitter.forShards(MAX_LENGTH), BackendDecoder::decode);
    }

    static PgError failure(ThrowingCallable call) {
        return assertThatExceptionOfType(RouterException.class)
                .isThrownBy(call)
                .actual()
                .error();
    }

    private static <M> List<M> decode(
            ByteBuf bytes, List<Integer> cuts, FrameSplitter splitter, BiFunction<Byte, ByteBuf, M> decoder) {
        var messages = new ArrayList<M>();
        var cumulation = Unpooled.buffer();
        int fed = 0;
        for (int end : ends(bytes.readableBytes(), cuts)) {
            cumulation.writeBytes(bytes, fed, end - fed);
            fed = end;
            int at = cumulation.readerIndex();
            for (int length; (length = splitter.complete(cumulation, at)) != FrameSplitter.NEED_MORE; at += length) {
                var body = FrameSplitter.bodyAt(cumulation, at, length);
                messages.add(decoder.apply(FrameSplitter.typeAt(cumulation, at), body));
                assertThat(body.readerIndex()).isZero();
                assertThat(body.refCnt()).isEqualTo(1);
            }
            cumulation.readerIndex(at);
        }
        assertThat(cumulation.readableBytes()).as("bytes left over").isZero();
        return messages;
    }

    private static int[] ends(int length, List<Integer> cuts) {
        return IntStream.concat(cuts.stream().mapToInt(cut -> Math.floorMod(cut, length + 1)), IntStream.of(length))
                .sorted()
                .toArray();
    }
}
