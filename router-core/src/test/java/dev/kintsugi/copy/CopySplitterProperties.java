package dev.kintsugi.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.copy.CopySplitter.Doubt;
import dev.kintsugi.copy.RecordLayout.Characters;
import dev.kintsugi.copy.RecordLayout.Dialect;
import dev.kintsugi.copy.RecordLayout.Kind;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.shard.ColocationGroup;
import dev.kintsugi.shard.ShardingFunction;
import dev.kintsugi.value.Constant;
import dev.kintsugi.value.KeyCoercion;
import dev.kintsugi.value.KeyMatch;
import dev.kintsugi.value.KeyType;
import dev.kintsugi.value.KeyValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/// However the data is cut, the splitter finds the lines that the server's own reader finds, and their keys.
class CopySplitterProperties {
    private static final ColocationGroup NUMBERS =
            new ColocationGroup("n", ImmutableList.of(KeyType.INT4), ShardingFunction.Hash.even(5));
    private static final ColocationGroup TEXTS =
            new ColocationGroup("t", ImmutableList.of(KeyType.TEXT), ShardingFunction.Hash.even(5));
    private static final ColocationGroup PAIRS =
            new ColocationGroup("p", ImmutableList.of(KeyType.TEXT, KeyType.INT8), ShardingFunction.Hash.even(5));

    private final List<String> found = new ArrayList<>();

    @Property(tries = 20_000)
    void findsTheServersLines(@ForAll Random random) {
        Kind kind = random.nextBoolean() ? Kind.CSV : Kind.TEXT;
        ColocationGroup group = List.of(NUMBERS, TEXTS, PAIRS).get(random.nextInt(3));
        RecordLayout layout = layout(kind, group, random);
        byte[] data = data(layout, random);
        PostgresLines expected = new PostgresLines(layout, data);
        expected.read();

        CopySplitter splitter = new CopySplitter(layout, group, false, 0, 1 << 20);
        @Nullable String error = split(splitter, data, random);

        List<String> wanted = new ArrayList<>();
        Doubt doubt = Doubt.NONE;
        for (PostgresLines.Line line : expected.lines()) {
            int shard = shard(line, layout, group);
            doubt = shard == -1 ? Doubt.BROKEN : Doubt.NONE;
            wanted.add(describe(Math.max(0, shard), line.number(), line.bytes()));
            if (shard < 0) {
                break;
            }
        }
        assertThat(found)
                .as("%s %s", layout, new String(data, UTF_8).replace("\r", "CR").replace("\0", "NUL"))
                .isEqualTo(wanted);
        assertThat(splitter.doubt()).as("%s", new String(data, UTF_8)).isEqualTo(doubt);
        if (doubt == Doubt.NONE) {
            if (expected.error() == null) {
                assertThat(error).isNull();
            } else {
                assertThat(error).contains(expected.error());
                assertThat(splitter.line()).isEqualTo(expected.number());
            }
        }
    }

    private static String describe(int shard, long line, byte[] bytes) {
        return shard + " " + line + " " + new String(bytes, UTF_8);
    }

    private @Nullable String split(CopySplitter splitter, byte[] data, Random random) {
        found.clear();
        CopySplitter.Sink sink = new CopySplitter.Sink() {
            @Override
            public void header(byte[] bytes, int from, int to) {
                throw new IllegalStateException();
            }

            @Override
            public void record(int shard, byte[] bytes, int from, int to) {
                found.add(describe(shard, splitter.line(), Arrays.copyOfRange(bytes, from, to)));
            }
        };
        int longest = random.nextInt(1, 40);
        try {
            int at = 0;
            while (at < data.length) {
                int count = Math.min(Math.min(splitter.room(), 1 + random.nextInt(longest)), data.length - at);
                System.arraycopy(data, at, splitter.buffer(), splitter.end(), count);
                at += count;
                splitter.added(count, sink);
            }
            splitter.finish(sink);
            return null;
        } catch (RouterException e) {
            return e.error().message();
        }
    }

    private static RecordLayout layout(Kind kind, ColocationGroup group, Random random) {
        boolean csv = kind == Kind.CSV;
        char quote = csv && random.nextInt(4) == 0 ? '\'' : '"';
        char escape = !csv || random.nextBoolean() ? quote : '\\';
        int columns = 1 + random.nextInt(4) + group.keyTypes().size() - 1;
        List<Integer> places = new ArrayList<>();
        while (places.size() < group.keyTypes().size()) {
            int place = random.nextInt(columns);
            if (!places.contains(place)) {
                places.add(place);
            }
        }
        return new RecordLayout(
                kind,
                Characters.of(random.nextInt(3) == 0 ? ';' : csv ? ',' : '\t', quote, escape),
                random.nextInt(3) == 0 ? "nil" : csv ? "" : "\\N",
                Optional.empty(),
                false,
                UTF_8,
                columns,
                ImmutableIntArray.copyOf(places),
                RecordLayout.KeyNulls.NONE,
                random.nextBoolean() ? Dialect.MARKER_ANYWHERE : Dialect.MARKER_ALONE);
    }

    /// Mostly well-formed lines, with noise of the characters that mean something.
    private static byte[] data(RecordLayout layout, Random random) {
        String lineEnd = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
        char delimiter = (char) layout.characters().delimiter();
        char quote = (char) layout.characters().quote();
        StringBuilder text = new StringBuilder();
        int lines = random.nextInt(7);
        int noise = random.nextInt(4) == 0 ? 4 : 60;
        for (int line = 0; line < lines; line++) {
            if (random.nextInt(30) == 0) {
                text.append("\\.");
            }
            for (int column = 0; column < layout.columns(); column++) {
                if (column > 0) {
                    text.append(delimiter);
                }
                text.append(field(layout, quote, random));
                if (random.nextInt(noise) == 0) {
                    char[] odd = {'\\', '.', '"', '\'', ',', ';', '\t', '\n', '\r', 'x', '1', 'ü', '\0'};
                    for (int i = random.nextInt(3); i >= 0; i--) {
                        text.append(odd[random.nextInt(odd.length)]);
                    }
                }
            }
            if (line < lines - 1 || random.nextInt(3) > 0) {
                text.append(random.nextInt(40) == 0 ? "\n" : lineEnd);
            }
        }
        return text.toString().getBytes(UTF_8);
    }

    private static String field(RecordLayout layout, char quote, Random random) {
        String value = switch (random.nextInt(8)) {
            case 0 -> layout.nullText();
            case 1 -> Integer.toString(random.nextInt());
            case 2 -> "word" + random.nextInt(10);
            case 3 -> "a longer text of several words";
            case 4 -> layout.kind() == Kind.TEXT ? "\\x3" + random.nextInt(10) + "\\06" + random.nextInt(8) : "8";
            default -> Integer.toString(random.nextInt(100));
        };
        if (layout.kind() == Kind.TEXT || random.nextInt(3) > 0) {
            return value;
        }
        String inner = switch (random.nextInt(6)) {
            case 0 -> value + "\n";
            case 1 -> "\r\n" + value;
            case 2 -> value + (char) layout.characters().escape() + quote;
            default -> value;
        };
        return quote + inner + quote;
    }

    /// -1 for what the server refuses.
    private static int shard(PostgresLines.Line line, RecordLayout layout, ColocationGroup group) {
        List<@Nullable String> fields = line.fields();
        ImmutableList.Builder<KeyValue> key = ImmutableList.builder();
        for (int i = 0; i < group.keyTypes().size(); i++) {
            int place = layout.keyFields().get(i);
            if (place >= fields.size()) {
                return -1;
            }
            String text = fields.get(place);
            if (text == null) {
                key.add(KeyValue.Null.INSTANCE);
            } else if (text.indexOf('\uFFFD') < 0
                    && KeyCoercion.stored(group.keyTypes().get(i), new Constant.Untyped(text))
                            instanceof KeyMatch.Exactly(KeyValue value)) {
                key.add(value);
            } else {
                return -1;
            }
        }
        return group.function().shardOf(key.build()).getAsInt();
    }
}
