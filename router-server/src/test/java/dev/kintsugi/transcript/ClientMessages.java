package dev.kintsugi.transcript;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.BaseEncoding;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.value.BindValue;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.wire.FrontendEncoder;
import dev.kintsugi.wire.FrontendMessage.Target;
import io.netty.buffer.ByteBuf;

/// Encodes the message lines of a `send` block.
///
/// ```
/// Query "SELECT 1"
/// Parse name "SELECT $1" [23]                      "" is the unnamed statement or portal
/// Bind portal name {text "5" hex 00000005 null} [1 0]   parameters, result formats
/// Describe S name · Describe P portal · Close S name · Execute portal 10 · Sync · Flush · Terminate
/// Startup 3.0 user kintsugi database shop · SSLRequest · GSSENCRequest · Raw 58 00000004
/// ```
final class ClientMessages {
    private static final int GSS_ENC_CODE = 1234 << 16 | 5680;

    private ClientMessages() {}

    static void encode(String line, ByteBuf out) {
        LineWords words = new LineWords(line);
        String verb = words.next();
        switch (verb) {
            case "Query" -> FrontendEncoder.query(words.bytes(), out);
            case "Parse" -> FrontendEncoder.parse(words.next(), words.bytes(), numbers(words), out);
            case "Bind" -> bind(words, out);
            case "Describe" -> FrontendEncoder.describe(target(words), words.next(), out);
            case "Close" -> FrontendEncoder.close(target(words), words.next(), out);
            case "Execute" -> FrontendEncoder.execute(words.next(), words.hasNext() ? words.number() : 0, out);
            case "Sync" -> FrontendEncoder.sync(out);
            case "Flush" -> FrontendEncoder.flush(out);
            case "Terminate" -> FrontendEncoder.terminate(out);
            case "CopyData" -> FrontendEncoder.copyData(words.bytes(), out);
            case "CopyDone" -> FrontendEncoder.copyDone(out);
            case "CopyFail" -> FrontendEncoder.copyFail(words.next(), out);
            case "Password" -> FrontendEncoder.password(words.next(), out);
            case "SASLInitialResponse" ->
                FrontendEncoder.saslInitialResponse(words.next(), words.hasNext() ? words.bytes() : null, out);
            case "SASLResponse" -> FrontendEncoder.saslResponse(words.bytes(), out);
            case "Startup" -> startup(words, out);
            case "SSLRequest" -> FrontendEncoder.sslRequest(out);
            case "GSSENCRequest" -> out.writeInt(2 * Integer.BYTES).writeInt(GSS_ENC_CODE);
            case "Raw" -> {
                while (words.hasNext()) {
                    out.writeBytes(hex(words.next()));
                }
            }
            default -> throw new IllegalArgumentException("unknown message: " + line);
        }
        if (words.hasNext()) {
            throw new IllegalArgumentException("too many words: " + line);
        }
    }

    private static Target target(LineWords words) {
        return words.next().equals("S") ? Target.STATEMENT : Target.PORTAL;
    }

    private static ImmutableIntArray numbers(LineWords words) {
        ImmutableIntArray.Builder numbers = ImmutableIntArray.builder();
        if (words.take("[")) {
            while (!words.take("]")) {
                numbers.add(words.number());
            }
        }
        return numbers.build();
    }

    private static void bind(LineWords words, ByteBuf out) {
        String portal = words.next();
        String statement = words.next();
        ImmutableList.Builder<BindValue> values = ImmutableList.builder();
        if (words.take("{")) {
            while (!words.take("}")) {
                values.add(value(words));
            }
        }
        ImmutableList.Builder<Format> formats = ImmutableList.builder();
        if (words.take("[")) {
            while (!words.take("]")) {
                formats.add(words.number() == 0 ? Format.TEXT : Format.BINARY);
            }
        }
        FrontendEncoder.bind(portal, statement, new BindValues(values.build()), formats.build(), out);
    }

    private static BindValue value(LineWords words) {
        return switch (words.next()) {
            case "text" -> new BindValue(0, Format.TEXT, words.bytes());
            case "hex" -> new BindValue(0, Format.BINARY, hex(words.next()));
            case "null" -> new BindValue(0, Format.TEXT, null);
            case String other -> throw new IllegalArgumentException("unknown kind of value: " + other);
        };
    }

    private static byte[] hex(String text) {
        return BaseEncoding.base16().decode(text.toUpperCase(java.util.Locale.ROOT));
    }

    /// The encoder writes protocol 3; the major number is patched for the tests of others.
    private static void startup(LineWords words, ByteBuf out) {
        String[] version = words.next().split("\\.", 2);
        ImmutableMap.Builder<String, String> parameters = ImmutableMap.builder();
        while (words.hasNext()) {
            parameters.put(words.next(), words.next());
        }
        int start = out.writerIndex();
        FrontendEncoder.startup(Integer.parseInt(version[1]), parameters.buildOrThrow(), out);
        out.setShort(start + Integer.BYTES, Integer.parseInt(version[0]));
    }
}
