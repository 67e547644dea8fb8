package dev.kintsugi.wire;

import static dev.kintsugi.wire.WireAssertions.BY_CONTENT;
import static dev.kintsugi.wire.WireAssertions.decodeFrontend;
import static dev.kintsugi.wire.WireAssertions.encoded;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.Ints;
import com.google.common.primitives.Longs;
import com.google.common.primitives.Shorts;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.value.BindValue;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Constant;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.KeyValue;
import dev.kintsugi.value.Oids;
import dev.kintsugi.wire.FrontendMessage.Bind;
import dev.kintsugi.wire.FrontendMessage.Describe;
import dev.kintsugi.wire.FrontendMessage.Execute;
import dev.kintsugi.wire.FrontendMessage.Sync;
import dev.kintsugi.wire.FrontendMessage.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/// A batch read in place says what its messages say when they are decoded one by one.
class WholeBatchTest {
    private final WholeBatch whole = new WholeBatch();

    @Property
    void saysWhatTheMessagesSay(@ForAll("batches") List<FrontendMessage> messages, @ForAll("names") String name) {
        ByteBuf bytes = encode(messages);
        Bind bind = (Bind) messages.getFirst();
        boolean ordinary = bind.portal().isEmpty()
                && messages.stream().allMatch(message -> switch (message) {
                    case Describe(Target target, String portal) -> target == Target.PORTAL && portal.isEmpty();
                    case Execute(String portal, int _) -> portal.isEmpty();
                    default -> true;
                });
        assertThat(read(bytes)).isEqualTo(ordinary);
        if (!ordinary) {
            return;
        }
        assertThat(whole.length()).isEqualTo(bytes.readableBytes());
        assertThat(whole.statement()).isEqualTo(bind.statement());
        assertThat(whole.parameterCount()).isEqualTo(bind.parameters().size());

        List<FrontendMessage> renamed = new ArrayList<>(messages);
        renamed.set(0, new Bind("", name, bind.parameters(), bind.resultFormats()));
        assertThat(decodeFrontend(encoded(out -> whole.write((name + "\0").getBytes(US_ASCII), out)), List.of()))
                .usingRecursiveFieldByFieldElementComparator(BY_CONTENT)
                .isEqualTo(renamed);
    }

    @Property
    void needsAllBytes(@ForAll("batches") List<FrontendMessage> messages, @ForAll int cut) {
        ByteBuf bytes = encode(messages);
        int bind = bytes.getInt(1) + 1;
        int end = bind + Math.floorMod(cut, bytes.readableBytes() - bind);
        assertThat(whole.read(bytes.slice(0, end), 0, bind)).isFalse();
    }

    @Property(tries = 20_000)
    void readsNoIntegerThatIsNone(
            @ForAll("formats") Format format, @ForAll("integers") byte[] bytes, @ForAll("oids") int oid) {
        ByteBuf batch = encode(List.of(
                bind(new BindValue(0, Format.TEXT, new byte[] {'7'}), new BindValue(0, format, bytes)),
                new Execute("", 0),
                Sync.INSTANCE));
        assertThat(read(batch)).isTrue();
        if (whole.readInteger(2, ImmutableIntArray.of(Oids.INT4, oid))) {
            assertThat(new BindValue(oid, format, bytes))
                    .extracting(Constant::of)
                    .isInstanceOfSatisfying(
                            Constant.Typed.class,
                            typed -> assertThat(typed.value()).isEqualTo(new KeyValue.Int(whole.integer())));
        }
    }

    @Property
    void readsPlainIntegers(@ForAll int value) {
        for (int oid : new int[] {Oids.INT4, Oids.INT8}) {
            byte[] binary = oid == Oids.INT4 ? Ints.toByteArray(value) : Longs.toByteArray(value);
            byte[] text = Integer.toString(value).getBytes(US_ASCII);
            assertReads(new BindValue(0, Format.BINARY, binary), oid, value);
            assertReads(new BindValue(0, Format.TEXT, text), oid, value);
        }
        assertReads(new BindValue(0, Format.BINARY, Shorts.toByteArray((short) value)), Oids.INT2, (short) value);
    }

    private void assertReads(BindValue parameter, int oid, long value) {
        assertThat(read(encode(List.of(bind(parameter), new Execute("", 0), Sync.INSTANCE))))
                .isTrue();
        assertThat(whole.readInteger(1, ImmutableIntArray.of(oid))).isTrue();
        assertThat(whole.integer()).isEqualTo(value);
    }

    @Example
    void nullIsNoInteger() {
        assertThat(read(encode(List.of(bind(new BindValue(0, Format.TEXT, null)), new Execute("", 0), Sync.INSTANCE))))
                .isTrue();
        assertThat(whole.readInteger(1, ImmutableIntArray.of(Oids.INT4, Oids.INT4)))
                .isFalse();
        assertThat(whole.readInteger(2, ImmutableIntArray.of(Oids.INT4, Oids.INT4)))
                .isFalse();
    }

    /// Whatever a Bind holds: it is left alone, or a decoder takes it, too.
    @Property(tries = 20_000)
    void survivesHostileBinds(@ForAll("bodies") byte[] body) {
        ByteBuf bytes = Unpooled.buffer();
        bytes.writeByte(FrontendType.BIND).writeInt(body.length + 4).writeBytes(body);
        int bind = bytes.readableBytes();
        FrontendEncoder.execute("", 0, bytes);
        FrontendEncoder.sync(bytes);
        if (whole.read(bytes, 0, bind)) {
            try {
                Bind decoded = (Bind) FrontendDecoder.decode(bytes, 0, bind);
                assertThat(decoded.portal()).isEmpty();
                assertThat(decoded.statement()).isEqualTo(whole.statement());
                assertThat(decoded.parameters()).hasSize(whole.parameterCount());
                assertThat(decoded.resultFormatList())
                        .hasSize(decoded.resultFormats().length());
            } catch (RouterException e) {
                throw new AssertionError("read, but refused by the decoder", e);
            }
        }
    }

    private boolean read(ByteBuf bytes) {
        return whole.read(bytes, 0, bytes.getInt(1) + 1);
    }

    private static Bind bind(BindValue... parameters) {
        return new Bind("", "s", ImmutableList.copyOf(parameters), ImmutableIntArray.of());
    }

    private static ByteBuf encode(List<FrontendMessage> messages) {
        return encoded(out -> messages.forEach(message -> {
            switch (message) {
                case Bind(var portal, var statement, var parameters, var formats) ->
                    FrontendEncoder.bind(
                            portal,
                            statement,
                            new BindValues(parameters),
                            formats.stream().mapToObj(FormatCodes::format).collect(ImmutableList.toImmutableList()),
                            out);
                case Describe(var target, var name) -> FrontendEncoder.describe(target, name, out);
                case Execute(var portal, var maxRows) -> FrontendEncoder.execute(portal, maxRows, out);
                default -> FrontendEncoder.sync(out);
            }
        }));
    }

    @Provide
    Arbitrary<List<FrontendMessage>> batches() {
        var portals =
                Arbitraries.frequencyOf(Tuple.of(9, Arbitraries.just("")), Tuple.of(1, Arbitraries.of("p", "portal")));
        var bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(20).injectNull(0.2);
        var values = Combinators.combine(Arbitraries.of(Format.class), bytes)
                .as((format, value) -> new BindValue(0, format, value));
        var binds = Combinators.combine(
                        portals,
                        names(),
                        values.list().ofMaxSize(5).map(ImmutableList::copyOf),
                        Arbitraries.integers().between(0, 1).list().ofMaxSize(4).map(ImmutableIntArray::copyOf))
                .as(Bind::new);
        var targets = Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.just(Target.PORTAL)), Tuple.of(1, Arbitraries.just(Target.STATEMENT)));
        var describes =
                Combinators.combine(targets, portals).as(Describe::new).list().ofMaxSize(1);
        var executes = Combinators.combine(portals, Arbitraries.integers().between(0, 3))
                .as(Execute::new);
        return Combinators.combine(binds, describes, executes)
                .as((bind, describe, execute) -> ImmutableList.<FrontendMessage>builder()
                        .add(bind)
                        .addAll(describe)
                        .add(execute, Sync.INSTANCE)
                        .build());
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().withCharRange('a', 'z').ofMaxLength(8);
    }

    @Provide
    Arbitrary<Format> formats() {
        return Arbitraries.of(Format.class);
    }

    @Provide
    Arbitrary<Integer> oids() {
        return Arbitraries.of(Oids.INT2, Oids.INT4, Oids.INT8, Oids.TEXT, Oids.NUMERIC, Oids.UNSPECIFIED);
    }

    @Provide
    Arbitrary<byte[]> integers() {
        var digits = Arbitraries.strings().withChars("0123456789-+ _x.").ofMaxLength(20);
        return Arbitraries.oneOf(
                digits.map(text -> text.getBytes(US_ASCII)),
                Arbitraries.longs().map(value -> Long.toString(value).getBytes(US_ASCII)),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(9));
    }

    @Provide
    Arbitrary<byte[]> bodies() {
        var telling = Arbitraries.of((byte) 0, (byte) 0, (byte) 1, (byte) 2, (byte) 's', (byte) -1);
        return Arbitraries.frequencyOf(Tuple.of(6, telling), Tuple.of(1, Arbitraries.bytes()))
                .array(byte[].class)
                .ofMaxSize(30);
    }
}
