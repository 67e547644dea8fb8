package dev.kintsugi.copy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.copy.CopySplitter.Doubt;
import dev.kintsugi.copy.RecordLayout.Characters;
import dev.kintsugi.copy.RecordLayout.Dialect;
import dev.kintsugi.copy.RecordLayout.Kind;
import dev.kintsugi.shard.ColocationGroup;
import dev.kintsugi.shard.ShardingFunction;
import dev.kintsugi.value.KeyType;
import dev.kintsugi.value.KeyValue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BinarySplitterTest {
    private static final String HEADER = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\3abc";
    private static final ColocationGroup GROUP =
            new ColocationGroup("g", ImmutableList.of(KeyType.INT4), ShardingFunction.Hash.even(3));

    private final List<String> found = new ArrayList<>();
    private CopySplitter splitter = splitter();

    private static CopySplitter splitter() {
        RecordLayout layout = new RecordLayout(
                Kind.BINARY,
                Characters.of('\t', '"', '"'),
                "",
                Optional.empty(),
                false,
                UTF_8,
                2,
                ImmutableIntArray.of(1),
                RecordLayout.KeyNulls.NONE,
                Dialect.MARKER_ANYWHERE);
        return new CopySplitter(layout, GROUP, false, 0, 1 << 20);
    }

    private void split(String data, Random random) {
        splitter = splitter();
        found.clear();
        CopySplitter.Sink sink = new CopySplitter.Sink() {
            @Override
            public void header(byte[] bytes, int from, int to) {
                found.add("header " + new String(bytes, from, to - from, ISO_8859_1));
            }

            @Override
            public void record(int shard, byte[] bytes, int from, int to) {
                found.add(shard + " " + splitter.line() + " " + new String(bytes, from, to - from, ISO_8859_1));
            }
        };
        byte[] bytes = data.getBytes(ISO_8859_1);
        int at = 0;
        while (at < bytes.length) {
            int count = Math.min(1 + random.nextInt(30), bytes.length - at);
            assertThat(splitter.room()).isGreaterThanOrEqualTo(30);
            System.arraycopy(bytes, at, splitter.buffer(), splitter.end(), count);
            at += count;
            splitter.added(count, sink);
        }
        splitter.finish(sink);
    }

    /// A row of two fields, the key being the second.
    private static String row(String first, int key) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(6)
                .putShort((short) 2)
                .putInt(first.length())
                .array());
        out.writeBytes(first.getBytes(ISO_8859_1));
        out.writeBytes(ByteBuffer.allocate(8).putInt(4).putInt(key).array());
        return out.toString(ISO_8859_1);
    }

    private static int shard(int key) {
        return GROUP.function().shardOf(ImmutableList.of(new KeyValue.Int(key))).orElseThrow();
    }

    @Property(tries = 1000)
    void findsRowsHoweverTheyAreCut(@ForAll Random random) {
        StringBuilder data = new StringBuilder(HEADER);
        List<String> wanted = new ArrayList<>();
        wanted.add("header " + HEADER);
        for (int line = 1; line < 20; line++) {
            int key = random.nextInt();
            String row = row("x".repeat(random.nextInt(50)), key);
            data.append(row);
            wanted.add(shard(key) + " " + line + " " + row);
        }
        split(data + (random.nextBoolean() ? "\377\377" : ""), random);
        assertThat(found).isEqualTo(wanted);
        assertThat(splitter.doubt()).isEqualTo(Doubt.NONE);
    }

    @Test
    void nullIsAKey() {
        String row = "\0\2\377\377\377\377\377\377\377\377";
        split(HEADER + row, new Random(1));
        assertThat(found).containsExactly("header " + HEADER, "0 1 " + row);
        assertThat(splitter.doubt()).isEqualTo(Doubt.NONE);
    }

    @Test
    void theServerSeesWhatItWillRefuse() {
        for (String bad : List.of("\0\3", "\0\2\377\377\377\376", "\377\377x", "\0\2\0\0")) {
            split(HEADER + row("a", 1) + bad, new Random(1));
            assertThat(found).hasSize(3).last().isEqualTo("0 2 " + bad);
            assertThat(splitter.doubt()).isEqualTo(Doubt.BROKEN);
        }
    }

    @Test
    void halfACountIsNoRecord() {
        split(HEADER + row("a", 1) + "\0", new Random(1));
        assertThat(found).hasSize(2);
        assertThat(splitter.doubt()).isEqualTo(Doubt.NONE);
    }

    @Test
    void headersThatAreNoneGoEverywhere() {
        for (String bad : List.of("PGCOPX\n\377\r\n\0\0\0\0\0", "PGCOPY\n\377", HEADER.substring(0, 20))) {
            split(bad, new Random(1));
            assertThat(found).containsExactly("header " + bad);
            assertThat(splitter.ended()).isTrue();
        }
    }
}
