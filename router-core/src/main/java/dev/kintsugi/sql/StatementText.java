package dev.kintsugi.sql;

import static com.google.common.base.Preconditions.checkArgument;

import dev.kintsugi.value.SqlLiteral;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// One statement's text, and where its constants stand. Immutable; compared by shape, text or single constants.
///
/// Two texts have one *shape* if they differ only in constants, and these are of the same types in Postgres' scanner
/// ([ConstantKind]). Everything else counts, blanks and comments between tokens too, so a place in one text is a
/// place in the other.
public final class StatementText {
    private final byte[] sql;
    private final boolean standardConformingStrings;
    private final int[] starts;
    private final int[] ends;
    private final ConstantKind[] kinds;

    StatementText(byte[] sql, boolean standardConformingStrings, int[] starts, int[] ends, ConstantKind[] kinds) {
        this.sql = sql;
        this.standardConformingStrings = standardConformingStrings;
        this.starts = starts;
        this.ends = ends;
        this.kinds = kinds;
    }

    /// The text that tokens were read from.
    public static StatementText of(TokenList tokens) {
        StatementScan scan = new StatementScan();
        scan.readAll(tokens.sql(), tokens.standardConformingStrings());
        return scan.text();
    }

    /// The text itself, to be read only.
    public byte[] sql() {
        return sql;
    }

    /// The setting that the text is read under.
    public boolean standardConformingStrings() {
        return standardConformingStrings;
    }

    /// How many constants there are.
    public int constants() {
        return kinds.length;
    }

    public ConstantKind kind(int constant) {
        return kinds[constant];
    }

    /// The byte at which the constant begins.
    public int start(int constant) {
        return starts[constant];
    }

    /// The byte behind the constant.
    public int end(int constant) {
        return ends[constant];
    }

    /// The constant's value, by the rules of [TokenList#literal].
    ///
    /// @throws dev.kintsugi.error.RouterException 42601 and the like for a broken escape
    public SqlLiteral literal(int constant, boolean negated) {
        int start = starts[constant];
        int end = ends[constant];
        return switch (kinds[constant]) {
            case STRING -> new SqlLiteral.Quoted(LiteralText.string(sql, start, end, standardConformingStrings));
            case INT4, INT8, BIG_INTEGER, NUMERIC -> {
                String digits = LiteralText.number(new String(sql, start, end - start, StandardCharsets.ISO_8859_1));
                yield new SqlLiteral.Number(negated ? "-" + digits : digits);
            }
            case NATIONAL, BITS, HEX -> throw new IllegalArgumentException(kinds[constant] + " is no plain literal");
        };
    }

    /// Whether the bytes of the constant are those of `other`'s constant of the same number.
    public boolean sameConstant(int constant, StatementText other) {
        return sameConstant(constant, other.sql, other.starts[constant], other.ends[constant]);
    }

    /// Whether all constants are the same; shapes must be.
    public boolean sameConstants(StatementText other) {
        for (int i = 0; i < kinds.length; i++) {
            if (!sameConstant(i, other)) {
                return false;
            }
        }
        return true;
    }

    boolean sameConstant(int constant, byte[] bytes, int from, int to) {
        return Arrays.equals(sql, starts[constant], ends[constant], bytes, from, to);
    }

    /// Whether the texts differ in the values of constants at most.
    public boolean sameShape(StatementText other) {
        return standardConformingStrings == other.standardConformingStrings
                && sameShape(other.sql, 0, other.sql.length, other.kinds.length, other.starts, other.ends, other.kinds);
    }

    /// The same for a text that lies between `from` and `to` and has `count` constants at the given offsets.
    boolean sameShape(
            byte[] bytes, int from, int to, int count, int[] otherStarts, int[] otherEnds, ConstantKind[] otherKinds) {
        if (count != kinds.length) {
            return false;
        }
        int at = 0;
        int otherAt = from;
        for (int i = 0; i < count; i++) {
            if (kinds[i] != otherKinds[i] || !Arrays.equals(sql, at, starts[i], bytes, otherAt, otherStarts[i])) {
                return false;
            }
            at = ends[i];
            otherAt = otherEnds[i];
        }
        return Arrays.equals(sql, at, sql.length, bytes, otherAt, to);
    }

    /// The place in this text that `offset` is in `origin`, which has the same shape; not inside a constant.
    public int place(StatementText origin, int offset) {
        int found = Arrays.binarySearch(origin.ends, offset);
        int before = found >= 0 ? found + 1 : -found - 1;
        if (before == 0) {
            return offset;
        }
        checkArgument(before == origin.starts.length || offset <= origin.starts[before], "offset %s is inside", offset);
        return ends[before - 1] + offset - origin.ends[before - 1];
    }

    /// The same for a span.
    public Span place(StatementText origin, Span span) {
        return origin == this ? span : new Span(place(origin, span.start()), place(origin, span.end()));
    }

    /// The number of the first constant that begins at the byte or behind it.
    public int firstAt(int offset) {
        int found = Arrays.binarySearch(starts, offset);
        return found >= 0 ? found : -found - 1;
    }

    @Override
    public String toString() {
        return new String(sql, StandardCharsets.UTF_8);
    }
}
