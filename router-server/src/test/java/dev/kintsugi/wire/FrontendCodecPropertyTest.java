package dev.kintsugi.wire;

import static dev.kintsugi.wire.WireAssertions.BY_CONTENT;
import static dev.kintsugi.wire.WireAssertions.decodeFrontend;
import static dev.kintsugi.wire.WireAssertions.encoded;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.value.BindValue;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.wire.FrontendMessage.Bind;
import dev.kintsugi.wire.FrontendMessage.Close;
import dev.kintsugi.wire.FrontendMessage.CopyData;
import dev.kintsugi.wire.FrontendMessage.CopyDone;
import dev.kintsugi.wire.FrontendMessage.CopyFail;
import dev.kintsugi.wire.FrontendMessage.Describe;
import dev.kintsugi.wire.FrontendMessage.Execute;
import dev.kintsugi.wire.FrontendMessage.Flush;
import dev.kintsugi.wire.FrontendMessage.FunctionCall;
import dev.kintsugi.wire.FrontendMessage.Parse;
import dev.kintsugi.wire.FrontendMessage.Password;
import dev.kintsugi.wire.FrontendMessage.Query;
import dev.kintsugi.wire.FrontendMessage.Sync;
import dev.kintsugi.wire.FrontendMessage.Target;
import dev.kintsugi.wire.FrontendMessage.Terminate;
import io.netty.buffer.ByteBuf;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What is encoded is what is decoded, however the bytes arrive.
class FrontendCodecPropertyTest {
    @Property(tries = 100)
    void everyMessageSurvivesEveryCut(@ForAll("conversations") List<FrontendMessage> messages) {
        ByteBuf bytes = encoded(out -> messages.forEach(message -> encode(message, out)));
        for (int cut = 0; cut <= bytes.readableBytes(); cut++) {
            assertThat(decodeFrontend(bytes, List.of(cut)))
                    .usingRecursiveFieldByFieldElementComparator(BY_CONTENT)
                    .isEqualTo(messages);
        }
    }

    @Property(tries = 100)
    void everyMessageSurvivesAnyCuts(
            @ForAll("conversations") List<FrontendMessage> messages, @ForAll List<Integer> cuts) {
        ByteBuf bytes = encoded(out -> messages.forEach(message -> encode(message, out)));
        assertThat(decodeFrontend(bytes, cuts))
                .usingRecursiveFieldByFieldElementComparator(BY_CONTENT)
                .isEqualTo(messages);
    }

    @Property
    void saslInitialResponseSurvives(@ForAll("names") String mechanism, @ForAll byte[] response) {
        ByteBuf bytes = encoded(out -> {
            FrontendEncoder.saslInitialResponse(mechanism, response, out);
            FrontendEncoder.saslInitialResponse(mechanism, null, out);
        });
        var decoded = decodeFrontend(bytes, List.of());
        var withResponse = ((Password) decoded.get(0)).saslInitialResponse();
        assertThat(withResponse.mechanism()).isEqualTo(mechanism);
        assertThat(withResponse.response()).isEqualTo(response);
        assertThat(((Password) decoded.get(1)).saslInitialResponse().response()).isNull();
    }

    @Provide
    Arbitrary<List<FrontendMessage>> conversations() {
        return messages().list().ofMinSize(1).ofMaxSize(4);
    }

    private Arbitrary<FrontendMessage> messages() {
        var targets = Arbitraries.of(Target.class);
        return Arbitraries.oneOf(
                text().map(Query::new),
                Combinators.combine(names(), text(), ints()).as(Parse::new),
                binds(),
                Combinators.combine(targets, names()).as(Describe::new),
                Combinators.combine(names(), Arbitraries.integers()).as(Execute::new),
                Combinators.combine(targets, names()).as(Close::new),
                Arbitraries.of(Flush.INSTANCE, Sync.INSTANCE, Terminate.INSTANCE, CopyDone.INSTANCE),
                bytes().map(CopyData::new),
                names().map(CopyFail::new),
                bytes().map(Password::new),
                Combinators.combine(Arbitraries.integers(), bytes()).as(FunctionCall::new));
    }

    @Provide
    Arbitrary<Bind> binds() {
        var values = Combinators.combine(Arbitraries.of(Format.class), bytes().injectNull(0.2))
                .as((format, bytes) -> new BindValue(0, format, bytes));
        return Combinators.combine(names(), names(), values.list().ofMaxSize(5).map(ImmutableList::copyOf), codes())
                .as(Bind::new);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings()
                .ofMaxLength(10)
                .filter(name -> name.indexOf('\0') < 0 && UTF_8.newEncoder().canEncode(name));
    }

    private Arbitrary<byte[]> text() {
        return names().map(name -> name.getBytes(UTF_8));
    }

    private static Arbitrary<byte[]> bytes() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(20);
    }

    private static Arbitrary<ImmutableIntArray> ints() {
        return Arbitraries.integers().list().ofMaxSize(5).map(ImmutableIntArray::copyOf);
    }

    private static Arbitrary<ImmutableIntArray> codes() {
        return Arbitraries.integers().between(0, 1).list().ofMaxSize(4).map(ImmutableIntArray::copyOf);
    }

    private static void encode(FrontendMessage message, ByteBuf out) {
        switch (message) {
            case Query(var sql) -> FrontendEncoder.query(sql, out);
            case Parse(var statement, var sql, var typeOids) -> FrontendEncoder.parse(statement, sql, typeOids, out);
            case Bind(var portal, var statement, var parameters, var formats) ->
                FrontendEncoder.bind(
                        portal,
                        statement,
                        new BindValues(parameters),
                        formats.stream()
                                .mapToObj(code -> FormatCodes.format(code))
                                .collect(ImmutableList.toImmutableList()),
                        out);
            case Describe(var target, var name) -> FrontendEncoder.describe(target, name, out);
            case Execute(var portal, var maxRows) -> FrontendEncoder.execute(portal, maxRows, out);
            case Close(var target, var name) -> FrontendEncoder.close(target, name, out);
            case Flush() -> FrontendEncoder.flush(out);
            case Sync() -> FrontendEncoder.sync(out);
            case Terminate() -> FrontendEncoder.terminate(out);
            case CopyData(var bytes) -> FrontendEncoder.copyData(bytes, out);
            case CopyDone() -> FrontendEncoder.copyDone(out);
            case CopyFail(var text) -> FrontendEncoder.copyFail(text, out);
            case Password(var bytes) -> FrontendEncoder.saslResponse(bytes, out);
            case FunctionCall(var oid, var arguments) ->
                MessageWriter.message(
                        FrontendType.FUNCTION_CALL,
                        out,
                        body -> body.writeInt(oid).writeBytes(arguments));
        }
    }
}
