package dev.kintsugi.execute.copy;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.Ints;
import dev.kintsugi.copy.CopySplitter;
import dev.kintsugi.copy.RecordLayout;
import dev.kintsugi.copy.RecordLayout.Characters;
import dev.kintsugi.copy.RecordLayout.Dialect;
import dev.kintsugi.copy.RecordLayout.KeyNulls;
import dev.kintsugi.copy.RecordLayout.Kind;
import dev.kintsugi.plan.QueryPlan.CopyWay;
import dev.kintsugi.sql.StatementShape.CopyColumns;
import dev.kintsugi.sql.StatementShape.CopyFormat;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// One COPY FROM STDIN to be run: the statement as the client wrote it, the name of the table in the servers' messages,
/// where its data goes, and how long a record may be.
@SuppressWarnings("ArrayRecordComponent") // the statement's own bytes
public record CopyTask(byte[] sql, String relation, CopyWay way, int longestRecord) {
    private static final int FIRST_WITH_MARKER_ALONE = 18;

    /// What cuts the data for shards whose version is `serverVersion`, empty if nothing has to be cut.
    Optional<CopySplitter> splitter(String serverVersion) {
        return switch (way) {
            case CopyWay.Alike _ -> Optional.empty();
            case CopyWay.Split split ->
                Optional.of(new CopySplitter(
                        layout(split, serverVersion),
                        split.table().group(),
                        split.input().skipsErrors(),
                        0,
                        longestRecord));
        };
    }

    private static RecordLayout layout(CopyWay.Split split, String serverVersion) {
        CopyFormat format = split.format();
        Kind kind = format.binary() ? Kind.BINARY : format.csv() ? Kind.CSV : Kind.TEXT;
        boolean csv = kind == Kind.CSV;
        char quote = one(format.quote(), '"');
        ImmutableList<Integer> keyFields = split.table().keyColumns().stream()
                .map(split.columns()::indexOf)
                .collect(toImmutableList());
        return new RecordLayout(
                kind,
                Characters.of(one(format.delimiter(), csv ? ',' : '\t'), quote, one(format.escape(), quote)),
                format.nullText().orElse(csv ? "" : "\\N"),
                split.input().defaultText(),
                format.header(),
                charset(split.input().encoding()),
                split.columns().size(),
                ImmutableIntArray.copyOf(keyFields),
                new KeyNulls(
                        bits(split, split.input().forceNull()),
                        bits(split, split.input().forceNotNull())),
                major(serverVersion) < FIRST_WITH_MARKER_ALONE ? Dialect.MARKER_ANYWHERE : Dialect.MARKER_ALONE);
    }

    private static char one(Optional<String> character, char otherwise) {
        return character.isPresent() ? character.get().charAt(0) : otherwise;
    }

    private static int bits(CopyWay.Split split, CopyColumns chosen) {
        int bits = 0;
        for (int key = 0; key < split.table().keyColumns().size(); key++) {
            bits |= chosen.has(split.table().keyColumns().get(key)) ? 1 << key : 0;
        }
        return bits;
    }

    private static Charset charset(Optional<String> encoding) {
        boolean latin = encoding.isPresent()
                && (encoding.get().toLowerCase(Locale.ROOT).startsWith("latin")
                        || encoding.get().toLowerCase(Locale.ROOT).startsWith("iso"));
        return latin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
    }

    private static int major(String serverVersion) {
        int end = 0;
        while (end < serverVersion.length() && Character.isDigit(serverVersion.charAt(end))) {
            end++;
        }
        Integer major = Ints.tryParse(serverVersion.substring(0, end));
        return major == null ? 0 : major;
    }
}
