package dev.kintsugi.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kintsugi.error.RouterException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// However the network cuts a stream of messages, they come out whole, in order, and nobody keeps a buffer.
class FrameCumulationTest {
    private final FrameCumulation cumulation = new FrameCumulation();
    private final List<String> messages = new ArrayList<>();

    @Property
    void anyCutsGiveTheSameMessages(
            @ForAll @Size(max = 20) List<@IntRange(max = 60) Integer> lengths,
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 40) Integer> cuts) {
        messages.clear(); // one instance runs all tries
        ByteBuf stream = Unpooled.buffer();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < lengths.size(); i++) {
            String body = Character.toString('a' + i).repeat(lengths.get(i));
            char type = i % 4 == 0 ? 'C' : 'D'; // rows mostly
            stream.writeByte(type).writeInt(4 + body.length()).writeBytes(body.getBytes(StandardCharsets.US_ASCII));
            sent.add(type + body);
        }
        List<ByteBuf> reads = new ArrayList<>();
        for (int i = 0; stream.isReadable(); i++) {
            int length = Math.min(cuts.get(i % cuts.size()), stream.readableBytes());
            ByteBuf read = UnpooledByteBufAllocator.DEFAULT.directBuffer(length).writeBytes(stream, length);
            reads.add(read);
            feed(read);
        }
        assertThat(messages).isEqualTo(sent);
        assertThat(cumulation.hasPartial()).isFalse();
        assertThat(reads).allMatch(read -> read.refCnt() == 0);
    }

    @Example
    void aPartIsKeptUntilItIsReleased() {
        ByteBuf read = Unpooled.directBuffer().writeByte('D').writeInt(100).writeZero(3);
        feed(read);
        assertThat(read.refCnt()).isZero();
        assertThat(cumulation.hasPartial()).isTrue();
        cumulation.release();
        assertThat(cumulation.hasPartial()).isFalse();
    }

    @Example
    void anImpossibleLengthIsRefused() {
        feed(Unpooled.directBuffer().writeByte('D').writeShort(0));
        ByteBuf rest = Unpooled.directBuffer().writeShort(2).writeZero(9);
        assertThatExceptionOfType(RouterException.class).isThrownBy(() -> feed(rest));
        assertThat(rest.refCnt()).isZero();
        cumulation.release();
    }

    private void feed(ByteBuf read) {
        try {
            cumulation.feed(read, new Written());
        } finally {
            cumulation.endOfBuffer();
        }
    }

    private final class Written implements FrameCumulation.Sink {
        @Override
        public void accept(byte type, ByteBuf buffer, int start, int length) {
            assertThat(buffer.getByte(start)).isEqualTo(type).isNotEqualTo((byte) 'D');
            write(buffer, start, length);
        }

        @Override
        public void rows(ByteBuf buffer, int start, int length, int count) {
            int at = start;
            for (int i = 0; i < count; i++) {
                int one = buffer.getInt(at + 1) + 1;
                assertThat(buffer.getByte(at)).isEqualTo((byte) 'D');
                write(buffer, at, one);
                at += one;
            }
            assertThat(at).isEqualTo(start + length);
        }

        private void write(ByteBuf buffer, int start, int length) {
            messages.add(
                    (char) buffer.getByte(start) + buffer.toString(start + 5, length - 5, StandardCharsets.US_ASCII));
        }
    }
}
