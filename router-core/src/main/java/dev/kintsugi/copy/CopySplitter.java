package dev.kintsugi.copy;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.shard.ColocationGroup;
import dev.kintsugi.value.KeyMatch;
import dev.kintsugi.value.KeyValue;
import java.util.Arrays;
import java.util.Optional;

/// Cuts the data of one COPY FROM STDIN into records and finds the shard of each.
///
/// Bytes are put into [#buffer] at [#end], as many as [#room] allows, and [#added] looks at them; pieces may end
/// anywhere. A record is given out as soon as it is complete, exactly as it came. One thread at a time.
public final class CopySplitter {
    /// Bytes that are taken at once.
    public static final int ROOM = 64 * 1024;

    /// Up to so many bytes an incomplete record is looked at again whenever bytes arrive; a longer one has to grow.
    private static final int PATIENCE = 4096;

    private static final KeyMatch NO_VALUE = new KeyMatch.Exactly(KeyValue.Null.INSTANCE);

    /// Takes what was found; the bytes are valid during the call only.
    public interface Sink {
        /// A header, which every shard needs to read what follows.
        void header(byte[] bytes, int from, int to);

        /// A record; [#line] and its kin tell more of it.
        void record(int shard, byte[] bytes, int from, int to);
    }

    /// Why a record may not be stored where it was sent, so that the COPY must not succeed.
    public enum Doubt {
        /// there is none
        NONE,
        /// the server is to refuse the record, for its form or its key
        BROKEN,
        /// the key's text means something to the server only
        UNREADABLE,
        /// the key is to be the column's default
        DEFAULT,
        /// no shard has rows with this key
        NO_OWNER
    }

    private final RecordScanner scanner;
    private final RecordLayout.Kind kind;
    private final KeyShards keys;
    private final FieldText field;
    private final RecordLayout layout;
    private final byte[] nullText;
    private final byte[] defaultText;
    private final boolean hasDefault;
    private final boolean skipsInvalid;
    private final int anyShard;
    private final int longest;
    private byte[] buffer = new byte[ROOM + Words.SLACK];
    private int start;
    private int end;
    private int nextTry;
    private boolean headerDue;
    private boolean first = true;
    private boolean ended;
    private long line;
    private Doubt doubt = Doubt.NONE;

    /// `skipsInvalid` says that the servers skip records with values they cannot read; records that they are to
    /// refuse go to `anyShard`; a record may have `longest` bytes.
    public CopySplitter(RecordLayout layout, ColocationGroup group, boolean skipsInvalid, int anyShard, int longest) {
        this.layout = layout;
        this.kind = layout.kind();
        this.keys = new KeyShards(group, layout.charset());
        this.field = new FieldText(layout.characters());
        this.nullText = layout.nullText().getBytes(layout.charset());
        this.defaultText = layout.defaultText().orElse("").getBytes(layout.charset());
        this.hasDefault = layout.defaultText().isPresent();
        this.skipsInvalid = skipsInvalid;
        this.anyShard = anyShard;
        this.longest = longest;
        LineEnds lineEnds = new LineEnds(kind, layout.dialect());
        this.headerDue = layout.header() || kind == RecordLayout.Kind.BINARY;
        this.scanner = switch (kind) {
            case TEXT -> new TextScanner(layout, lineEnds);
            case CSV -> new CsvScanner(layout, lineEnds);
            case BINARY -> new BinaryScanner(layout);
        };
    }

    /// Where the next bytes belong, from [#end] on; another array after each call of [#room].
    public byte[] buffer() {
        return buffer;
    }

    public int end() {
        return end;
    }

    /// How many bytes can be added now.
    public int room() {
        int pending = end - start;
        if (buffer.length - end < ROOM / 2 + Words.SLACK) {
            byte[] target = pending + ROOM + Words.SLACK > buffer.length ? new byte[2 * pending + 2 * ROOM] : buffer;
            System.arraycopy(buffer, start, target, 0, pending);
            buffer = target;
            start = 0;
            end = pending;
        }
        return Math.min(ROOM, buffer.length - end - Words.SLACK);
    }

    /// Gives out the records that `count` more bytes have completed. What follows the end of the data is dropped.
    ///
    /// @throws RouterException 22P04 as the server would, with [#line] telling where; 54000 for a record that is
    /// too
    ///     long
    public void added(int count, Sink sink) {
        end += count;
        if (!ended && end - start >= nextTry) {
            split(sink, false);
            int pending = end - start;
            if (pending > longest) {
                line++;
                throw new RouterException(PgError.of(SqlState.PROGRAM_LIMIT_EXCEEDED, "a record of COPY is too long")
                        .withDetail("It has more than " + longest + " bytes.")
                        .withHint("raise limits.max_message"));
            }
            nextTry = pending < PATIENCE ? 0 : pending + pending / 2;
        }
        if (ended) {
            start = end;
        }
    }

    /// The data has ended: gives out the last record if it has no line end.
    ///
    /// @throws RouterException 22P04 as [#added]
    public void finish(Sink sink) {
        if (!ended) {
            split(sink, true);
            ended = true;
        }
    }

    private void split(Sink sink, boolean last) {
        byte[] bytes = buffer;
        int limit = end;
        int at = start;
        while (at < limit && !ended) {
            int next = scan(bytes, at, limit, last);
            if (next < 0) {
                break;
            }
            ended = scanner.ended();
            if (headerDue) {
                headerDue = false;
                if (kind != RecordLayout.Kind.BINARY) {
                    count();
                }
                first = false;
                sink.header(bytes, at, next);
            } else if (scanner.isRecord()) {
                count();
                first = false;
                sink.record(shard(bytes), bytes, at, next);
            }
            at = next;
        }
        start = at;
    }

    private int scan(byte[] bytes, int at, int limit, boolean last) {
        try {
            return scanner.next(bytes, at, limit, last);
        } catch (RouterException e) {
            count();
            throw e;
        }
    }

    private void count() {
        line += 1 + (first ? scanner.moreLinesIfFirst() : scanner.moreLines());
    }

    // The shard

    private int shard(byte[] bytes) {
        if (!scanner.hasAllKeys()) {
            return outcome(KeyShards.INVALID);
        }
        int shard = keys.isSingle() ? shardOfOne(bytes) : shardOfSeveral(bytes);
        return shard >= 0 ? shard : outcome(shard);
    }

    private int outcome(int answer) {
        return switch (answer) {
            case KeyShards.INVALID -> skipsInvalid ? anyShard : doubtful(Doubt.BROKEN);
            case KeyShards.NO_OWNER -> doubtful(Doubt.NO_OWNER);
            default -> doubtful(doubt == Doubt.DEFAULT ? Doubt.DEFAULT : Doubt.UNREADABLE);
        };
    }

    /// Nothing after this record counts.
    private int doubtful(Doubt reason) {
        doubt = reason;
        ended = true;
        return anyShard;
    }

    private int shardOfOne(byte[] bytes) {
        int from = scanner.keyFrom(0);
        int to = scanner.keyTo(0);
        if (kind == RecordLayout.Kind.BINARY) {
            return to < from ? keys.ofNull() : keys.ofBinary(bytes, from, to);
        }
        if (isDefault(bytes, from, to)) {
            doubt = Doubt.DEFAULT;
            return KeyShards.UNKNOWN;
        }
        return switch (read(0, bytes, from, to)) {
            case NULL -> keys.ofNull();
            case BROKEN -> KeyShards.INVALID;
            case RAW -> keys.ofText(bytes, from, to);
            case DECODED -> keys.ofText(field.bytes(), 0, field.length());
        };
    }

    private int shardOfSeveral(byte[] bytes) {
        int bad = 0;
        for (int key = 0; key < layout.keyFields().length(); key++) {
            int from = scanner.keyFrom(key);
            int to = scanner.keyTo(key);
            int wrong = keys.set(key, value(key, bytes, from, to).orElse(KeyMatch.Unknown.INSTANCE));
            bad = bad == 0 || wrong == KeyShards.INVALID ? wrong : bad;
        }
        return bad == 0 ? keys.ofAll() : bad;
    }

    private Optional<KeyMatch> value(int key, byte[] bytes, int from, int to) {
        if (kind == RecordLayout.Kind.BINARY) {
            return Optional.of(to < from ? NO_VALUE : keys.binaryValue(key, bytes, from, to));
        }
        if (isDefault(bytes, from, to)) {
            doubt = Doubt.DEFAULT;
            return Optional.empty();
        }
        return Optional.of(
                switch (read(key, bytes, from, to)) {
                    case NULL -> NO_VALUE;
                    case BROKEN -> KeyMatch.Nothing.INSTANCE;
                    case RAW -> keys.textValue(key, bytes, from, to);
                    case DECODED -> keys.textValue(key, field.bytes(), 0, field.length());
                });
    }

    /// How a field's value is to be had.
    private enum Reading {
        NULL,
        BROKEN,
        /// the bytes as they are
        RAW,
        /// those in `field`
        DECODED
    }

    private Reading read(int key, byte[] bytes, int from, int to) {
        boolean isMarked = scanner.isMarked(key);
        boolean isCsv = kind == RecordLayout.Kind.CSV;
        if ((!isCsv || !isMarked) && is(nullText, bytes, from, to)) {
            // the null text itself is the value then
            return isCsv && layout.keyNulls().isNotNullForced(key) ? Reading.RAW : Reading.NULL;
        }
        if (!isMarked) {
            return Reading.RAW;
        }
        if (!isCsv) {
            field.unescape(bytes, from, to);
            return Reading.DECODED;
        }
        if (!field.unquote(bytes, from, to)) {
            return Reading.BROKEN;
        }
        boolean isNull = layout.keyNulls().isNullForced(key) && is(nullText, field.bytes(), 0, field.length());
        return isNull ? Reading.NULL : Reading.DECODED;
    }

    private boolean isDefault(byte[] bytes, int from, int to) {
        return hasDefault && is(defaultText, bytes, from, to) && !is(nullText, bytes, from, to);
    }

    private static boolean is(byte[] text, byte[] bytes, int from, int to) {
        return to - from == text.length && Arrays.equals(bytes, from, to, text, 0, text.length);
    }

    // What is known of the record that was given out last

    /// The line that the server would name: that in which the record ends, counted from 1.
    public long line() {
        return line;
    }

    /// The line that the server would be reading now, if it had all the data so far.
    public long lineAtHand() {
        if (ended && scanner.isRecord()) {
            return line; // the end marker stands behind data
        }
        if (start < end && !ended) {
            try {
                scanner.next(buffer, start, end, true);
                return line + lines(first);
            } catch (RouterException _) {
                return line + lines(first);
            }
        }
        return line + 1;
    }

    /// The lines of the record as a server counts that has seen the end of a line before, or that has not.
    public int lines(boolean isFirst) {
        return 1 + (isFirst ? scanner.moreLinesIfFirst() : scanner.moreLines());
    }

    /// Whether the data is over, so that nothing more counts.
    public boolean ended() {
        return ended;
    }

    /// What is wrong with the last record.
    public Doubt doubt() {
        return doubt;
    }
}
