package dev.kintsugi.wire;

import static dev.kintsugi.wire.WireAssertions.BY_CONTENT;
import static dev.kintsugi.wire.WireAssertions.decodeBackend;
import static dev.kintsugi.wire.WireAssertions.encoded;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.PgError.Severity;
import dev.kintsugi.merge.Row;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.ResultColumn;
import dev.kintsugi.wire.BackendMessage.AuthenticationCleartextPassword;
import dev.kintsugi.wire.BackendMessage.AuthenticationMd5Password;
import dev.kintsugi.wire.BackendMessage.AuthenticationOk;
import dev.kintsugi.wire.BackendMessage.AuthenticationOther;
import dev.kintsugi.wire.BackendMessage.AuthenticationSasl;
import dev.kintsugi.wire.BackendMessage.AuthenticationSaslContinue;
import dev.kintsugi.wire.BackendMessage.AuthenticationSaslFinal;
import dev.kintsugi.wire.BackendMessage.BackendKeyData;
import dev.kintsugi.wire.BackendMessage.Bare;
import dev.kintsugi.wire.BackendMessage.CommandComplete;
import dev.kintsugi.wire.BackendMessage.CopyBothResponse;
import dev.kintsugi.wire.BackendMessage.CopyData;
import dev.kintsugi.wire.BackendMessage.CopyInResponse;
import dev.kintsugi.wire.BackendMessage.CopyOutResponse;
import dev.kintsugi.wire.BackendMessage.DataRow;
import dev.kintsugi.wire.BackendMessage.ErrorResponse;
import dev.kintsugi.wire.BackendMessage.FunctionCallResponse;
import dev.kintsugi.wire.BackendMessage.NegotiateProtocolVersion;
import dev.kintsugi.wire.BackendMessage.NoticeResponse;
import dev.kintsugi.wire.BackendMessage.NotificationResponse;
import dev.kintsugi.wire.BackendMessage.ParameterDescription;
import dev.kintsugi.wire.BackendMessage.ParameterStatus;
import dev.kintsugi.wire.BackendMessage.ReadyForQuery;
import dev.kintsugi.wire.BackendMessage.RowDescription;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What is encoded is what is decoded, however the bytes arrive.
class BackendCodecPropertyTest {
    @Property(tries = 100)
    void everyMessageSurvivesEveryCut(@ForAll("conversations") List<BackendMessage> messages) {
        ByteBuf bytes = encoded(out -> messages.forEach(message -> encode(message, out)));
        for (int cut = 0; cut <= bytes.readableBytes(); cut++) {
            assertThat(decodeBackend(bytes, List.of(cut)))
                    .usingRecursiveFieldByFieldElementComparator(BY_CONTENT)
                    .isEqualTo(messages);
        }
    }

    @Property(tries = 100)
    void everyMessageSurvivesAnyCuts(
            @ForAll("conversations") List<BackendMessage> messages, @ForAll List<Integer> cuts) {
        ByteBuf bytes = encoded(out -> messages.forEach(message -> encode(message, out)));
        assertThat(decodeBackend(bytes, cuts))
                .usingRecursiveFieldByFieldElementComparator(BY_CONTENT)
                .isEqualTo(messages);
    }

    @Property
    void rowIsTheWindowAndNotTheBuffer(@ForAll byte[] before, @ForAll byte[] row, @ForAll byte[] after) {
        var buffer = encoded(out -> out.writeBytes(before).writeBytes(row).writeBytes(after))
                .array();
        ByteBuf bytes = encoded(out -> BackendEncoder.dataRow(new Row(buffer, before.length, row.length), out));
        assertThat(decodeBackend(bytes, List.of()))
                .usingRecursiveFieldByFieldElementComparator(BY_CONTENT)
                .containsExactly(new DataRow(new Row(row, 0, row.length)));
    }

    @Provide
    Arbitrary<List<BackendMessage>> conversations() {
        return Arbitraries.oneOf(simple(), described()).list().ofMinSize(1).ofMaxSize(3);
    }

    private static Arbitrary<BackendMessage> simple() {
        var integers = Arbitraries.integers();
        return Arbitraries.oneOf(
                Arbitraries.of(Bare.class),
                Arbitraries.of(AuthenticationOk.INSTANCE, AuthenticationCleartextPassword.INSTANCE),
                bytes().map(bytes -> new AuthenticationMd5Password(Arrays.copyOf(bytes, 4))),
                names().filter(name -> !name.isEmpty())
                        .list()
                        .ofMaxSize(3)
                        .map(ImmutableList::copyOf)
                        .map(AuthenticationSasl::new),
                bytes().map(AuthenticationSaslContinue::new),
                bytes().map(AuthenticationSaslFinal::new),
                Combinators.combine(names(), names()).as(ParameterStatus::new),
                Combinators.combine(integers, bytes()).as(BackendKeyData::new),
                Arbitraries.of('I', 'T', 'E').map(ReadyForQuery::new),
                integers.list().ofMaxSize(4).map(ImmutableIntArray::copyOf).map(ParameterDescription::new),
                names().map(CommandComplete::new),
                bytes().map(bytes -> new DataRow(new Row(bytes, 0, bytes.length))),
                bytes().map(CopyData::new));
    }

    private static Arbitrary<BackendMessage> described() {
        var names = names().list().ofMaxSize(3).map(ImmutableList::copyOf);
        var minor = Arbitraries.integers().between(0, 9999);
        var formats = formats().list().ofMaxSize(4).map(ImmutableList::copyOf);
        return Arbitraries.oneOf(
                columns()
                        .list()
                        .ofMaxSize(4)
                        .flatMap(columns -> formats()
                                .list()
                                .ofSize(columns.size())
                                .map(codes -> new RowDescription(
                                        ImmutableList.copyOf(columns), ImmutableList.copyOf(codes)))),
                errors().map(ErrorResponse::new),
                errors().map(NoticeResponse::new),
                Combinators.combine(Arbitraries.integers(), names(), names()).as(NotificationResponse::new),
                Combinators.combine(minor, names).as(NegotiateProtocolVersion::new),
                Combinators.combine(formats(), formats).as(CopyInResponse::new),
                Combinators.combine(formats(), formats).as(CopyOutResponse::new));
    }

    private static Arbitrary<ResultColumn> columns() {
        var integers = Arbitraries.integers();
        var shorts = Arbitraries.shorts().map(Short::intValue);
        return Combinators.combine(names(), integers, shorts, integers, shorts, integers)
                .as(ResultColumn::new);
    }

    private static Arbitrary<PgError> errors() {
        var positions =
                Arbitraries.integers().injectNull(0.3).map(n -> n == null ? OptionalInt.empty() : OptionalInt.of(n));
        var others = Arbitraries.maps(
                        Arbitraries.of('W', 's', 't', 'c', 'd', 'n', 'p', 'q', 'F', 'L', 'R', 'z'), names())
                .ofMaxSize(4)
                .map(ImmutableMap::copyOf);
        return Combinators.combine(
                        Arbitraries.of(Severity.class),
                        names(),
                        names(),
                        names().optional(),
                        names().optional(),
                        positions,
                        others)
                .as(PgError::new);
    }

    private static Arbitrary<Format> formats() {
        return Arbitraries.of(Format.class);
    }

    private static Arbitrary<String> names() {
        return Arbitraries.strings()
                .ofMaxLength(10)
                .filter(name -> name.indexOf('\0') < 0 && UTF_8.newEncoder().canEncode(name));
    }

    private static Arbitrary<byte[]> bytes() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(20);
    }

    private static void encode(BackendMessage message, ByteBuf out) {
        switch (message) {
            case AuthenticationOk() -> BackendEncoder.authenticationOk(out);
            case AuthenticationCleartextPassword() -> BackendEncoder.authenticationCleartextPassword(out);
            case AuthenticationMd5Password(var salt) -> BackendEncoder.authenticationMd5Password(salt, out);
            case AuthenticationSasl(var mechanisms) -> BackendEncoder.authenticationSasl(mechanisms, out);
            case AuthenticationSaslContinue(var bytes) -> BackendEncoder.authenticationSaslContinue(bytes, out);
            case AuthenticationSaslFinal(var bytes) -> BackendEncoder.authenticationSaslFinal(bytes, out);
            case ParameterStatus(var name, var value) -> BackendEncoder.parameterStatus(name, value, out);
            case BackendKeyData(var pid, var secret) -> BackendEncoder.backendKeyData(pid, secret, out);
            case ReadyForQuery(var status) -> BackendEncoder.readyForQuery(status, out);
            case RowDescription(var columns, var formats) -> BackendEncoder.rowDescription(columns, formats, out);
            case ParameterDescription(var oids) -> BackendEncoder.parameterDescription(oids, out);
            case DataRow(var row) -> BackendEncoder.dataRow(row, out);
            case CommandComplete(var tag) -> BackendEncoder.commandComplete(tag, out);
            case ErrorResponse(var error) -> BackendEncoder.errorResponse(error, out);
            case NoticeResponse(var notice) -> BackendEncoder.noticeResponse(notice, out);
            case NotificationResponse(var pid, var channel, var payload) ->
                BackendEncoder.notificationResponse(pid, channel, payload, out);
            case CopyInResponse(var format, var formats) -> BackendEncoder.copyInResponse(format, formats, out);
            case CopyOutResponse(var format, var formats) -> BackendEncoder.copyOutResponse(format, formats, out);
            case CopyData(var bytes) -> BackendEncoder.copyData(bytes, out);
            case NegotiateProtocolVersion(var minor, var options) ->
                BackendEncoder.negotiateProtocolVersion(minor, options, out);
            case Bare bare -> encode(bare, out);
            case AuthenticationOther _, CopyBothResponse _, FunctionCallResponse _ ->
                throw new AssertionError("the router never sends " + message);
        }
    }

    private static void encode(Bare message, ByteBuf out) {
        switch (message) {
            case PARSE_COMPLETE -> BackendEncoder.parseComplete(out);
            case BIND_COMPLETE -> BackendEncoder.bindComplete(out);
            case CLOSE_COMPLETE -> BackendEncoder.closeComplete(out);
            case NO_DATA -> BackendEncoder.noData(out);
            case PORTAL_SUSPENDED -> BackendEncoder.portalSuspended(out);
            case EMPTY_QUERY_RESPONSE -> BackendEncoder.emptyQueryResponse(out);
            case COPY_DONE -> BackendEncoder.copyDone(out);
        }
    }
}
