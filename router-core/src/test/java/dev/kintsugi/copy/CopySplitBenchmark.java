package dev.kintsugi.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.copy.RecordLayout.Characters;
import dev.kintsugi.copy.RecordLayout.Dialect;
import dev.kintsugi.copy.RecordLayout.Kind;
import dev.kintsugi.shard.ColocationGroup;
import dev.kintsugi.shard.ShardingFunction;
import dev.kintsugi.value.KeyType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Rows of ten columns, the key in the third, from pieces of 64 KiB to their shards. An operation is 10 MB, so that
/// operations per second times 10 are MB/s.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class CopySplitBenchmark {
    private static final int SIZE = 10_000_000;

    /// What is split: CSV with no quotes, with one quoted column, with all columns quoted; and the other formats.
    public enum Rows {
        CSV,
        CSV_QUOTED_TEXT,
        CSV_ALL_QUOTED,
        TEXT,
        BINARY
    }

    @Param
    public Rows rows = Rows.CSV;

    private byte[] data = new byte[0];
    private RecordLayout layout = layout(Kind.CSV);
    private final ColocationGroup group =
            new ColocationGroup("g", ImmutableList.of(KeyType.INT8), ShardingFunction.Hash.even(4));

    private static RecordLayout layout(Kind kind) {
        return new RecordLayout(
                kind,
                Characters.of(kind == Kind.CSV ? ',' : '\t', '"', '"'),
                kind == Kind.CSV ? "" : "\\N",
                Optional.empty(),
                false,
                UTF_8,
                10,
                ImmutableIntArray.of(2),
                RecordLayout.KeyNulls.NONE,
                Dialect.MARKER_ANYWHERE);
    }

    @Setup
    public void write() {
        SplittableRandom random = new SplittableRandom(7);
        ByteArrayOutputStream out = new ByteArrayOutputStream(SIZE + 256);
        if (rows == Rows.BINARY) {
            out.writeBytes("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        }
        while (out.size() < SIZE) {
            String[] fields = fields(random);
            switch (rows) {
                case CSV -> out.writeBytes((String.join(",", fields) + "\n").getBytes(UTF_8));
                case CSV_QUOTED_TEXT -> {
                    fields[8] = '"' + fields[8] + '"';
                    out.writeBytes((String.join(",", fields) + "\n").getBytes(UTF_8));
                }
                case CSV_ALL_QUOTED -> out.writeBytes(('"' + String.join("\",\"", fields) + "\"\n").getBytes(UTF_8));
                case TEXT -> out.writeBytes((String.join("\t", fields) + "\n").getBytes(UTF_8));
                case BINARY -> out.writeBytes(binary(fields));
            }
        }
        data = out.toByteArray();
        layout = layout(
                switch (rows) {
                    case TEXT -> Kind.TEXT;
                    case BINARY -> Kind.BINARY;
                    case CSV, CSV_QUOTED_TEXT, CSV_ALL_QUOTED -> Kind.CSV;
                });
    }

    private static String[] fields(SplittableRandom random) {
        return new String[] {
            Integer.toString(random.nextInt(10_000_000)),
            "2026-0" + random.nextInt(1, 10) + "-1" + random.nextInt(10) + " 12:34:56",
            Integer.toString(random.nextInt(1_000_000)),
            "SKU-" + random.nextInt(100_000),
            Integer.toString(random.nextInt(100)),
            random.nextInt(1000) + "." + random.nextInt(10, 100),
            random.nextBoolean() ? "shipped" : "open",
            random.nextBoolean() ? "Wien" : "Amsterdam",
            "a comment of " + random.nextInt(1000) + " words",
            random.nextBoolean() ? "t" : "f"
        };
    }

    private static byte[] binary(String[] fields) {
        ByteBuffer row = ByteBuffer.allocate(512).putShort((short) fields.length);
        for (int i = 0; i < fields.length; i++) {
            byte[] text = fields[i].getBytes(UTF_8);
            if (i == 2) {
                row.putInt(8).putLong(Long.parseLong(fields[i]));
            } else {
                row.putInt(text.length).put(text);
            }
        }
        byte[] bytes = new byte[row.position()];
        row.flip().get(bytes);
        return bytes;
    }

    /// Ten megabytes.
    @Benchmark
    public long split() {
        CopySplitter splitter = new CopySplitter(layout, group, false, 0, 1 << 20);
        Lengths lengths = new Lengths();
        int at = 0;
        while (at < data.length) {
            int count = Math.min(splitter.room(), data.length - at);
            System.arraycopy(data, at, splitter.buffer(), splitter.end(), count);
            at += count;
            splitter.added(count, lengths);
        }
        splitter.finish(lengths);
        return lengths.ofShard[0] + lengths.ofShard[1] + lengths.ofShard[2] + lengths.ofShard[3];
    }

    private static final class Lengths implements CopySplitter.Sink {
        private final long[] ofShard = new long[4];

        @Override
        public void header(byte[] bytes, int from, int to) {}

        @Override
        public void record(int shard, byte[] bytes, int from, int to) {
            ofShard[shard] += to - from;
        }
    }
}
