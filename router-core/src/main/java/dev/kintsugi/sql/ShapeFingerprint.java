package dev.kintsugi.sql;

import static com.google.common.base.Preconditions.checkElementIndex;

import dev.kintsugi.sql.Token.Kind;
import java.util.Arrays;

/// Computes what two statements of one shape have in common, in one pass and without allocating: a 128-bit hash of the
/// tokens with constants replaced by their type, and where those constants stand.
///
/// Blanks, comments, the case of words, and semicolons at either end do not count. A constant counts only by the type
/// Postgres' scanner gives it: unknown (any plain string), int4, int8, numeric, bpchar (`N'…'`), bit, hex. Parameters
/// count by number. The hash is seeded but not cryptographic: whoever shares its results between users must compare
/// texts too. Reusable; one thread.
public final class ShapeFingerprint {
    private static final long LANE_A = 0xa0761d6478bd642fL;
    private static final long LANE_B = 0xe7037ed1a0b428dbL;
    private static final long SEMICOLONS = 0x5e;

    private final long seed;
    private final Lexer lexer = new Lexer();
    private byte[] sql = {};
    private long a;
    private long b;
    private int pendingSemicolons;
    private boolean empty;
    private boolean several;
    private int literals;
    private int[] literalStarts = new int[32];
    private int[] literalEnds = new int[32];
    private Kind[] literalKinds = new Kind[32];

    /// The hash itself, as a key for maps.
    public record Value(long high, long low) {}

    /// Fingerprints are comparable only under the same seed, which should be random per process.
    public ShapeFingerprint(long seed) {
        this.seed = seed;
    }

    /// Reads the bytes from `from` to `to`; the results are valid until the next call, and offsets count from the
    /// array's begin. Raises 42601 for what Postgres' scanner refuses.
    public void compute(byte[] text, int from, int to, boolean standardConformingStrings) {
        sql = text;
        a = seed ^ (standardConformingStrings ? LANE_A : ~LANE_A);
        b = Long.rotateLeft(seed, 32) ^ LANE_B;
        literals = 0;
        pendingSemicolons = 0;
        empty = true;
        several = false;
        lexer.reset(text, from, to, standardConformingStrings);
        while (lexer.next()) {
            token(lexer.kind(), lexer.start(), lexer.end());
        }
    }

    /// The first half of the hash.
    public long high() {
        return fold(a ^ LANE_B, b ^ LANE_A);
    }

    /// The second half of the hash.
    public long low() {
        return fold(b ^ LANE_B, Long.rotateLeft(a, 32) ^ LANE_A);
    }

    /// The hash as a value.
    public Value value() {
        return new Value(high(), low());
    }

    /// Whether there is anything but blanks, comments and semicolons.
    public boolean isEmpty() {
        return empty;
    }

    /// Whether a semicolon stands between two tokens, so that the text may be more than one statement.
    public boolean hasInnerSemicolon() {
        return several;
    }

    /// How many constants there are.
    public int literalCount() {
        return literals;
    }

    /// The byte at which the constant begins.
    public int literalStart(int i) {
        checkElementIndex(i, literals);
        return literalStarts[i];
    }

    /// The byte behind the constant.
    public int literalEnd(int i) {
        checkElementIndex(i, literals);
        return literalEnds[i];
    }

    public Kind literalKind(int i) {
        checkElementIndex(i, literals);
        return literalKinds[i];
    }

    private void token(Kind kind, int start, int end) {
        if (kind == Kind.OTHER && sql[start] == ';') {
            pendingSemicolons++;
            return;
        }
        if (pendingSemicolons > 0 && !empty) {
            several = true;
            mix(SEMICOLONS);
        }
        pendingSemicolons = 0;
        empty = false;
        switch (kind) {
            case WORD -> bytes(kind, start, end, true);
            case QUOTED_IDENTIFIER, PARAMETER, OPERATOR, OTHER -> bytes(kind, start, end, false);
            case TYPECAST, COMMA, OPEN_PARENTHESIS, CLOSE_PARENTHESIS, OPEN_BRACKET, CLOSE_BRACKET, DOT ->
                mix(0x100 + sql[start]);
            case STRING, ESCAPE_STRING, UNICODE_STRING, DOLLAR_STRING -> literal(kind, 1, start, end);
            case NATIONAL_STRING -> literal(kind, 2, start, end);
            case BIT_STRING -> literal(kind, 3, start, end);
            case HEX_STRING -> literal(kind, 4, start, end);
            case INTEGER -> literal(kind, integerType(start, end), start, end);
            case NUMERIC -> literal(kind, 7, start, end);
        }
    }

    /// 5 for int4, 6 for int8, 7 for numeric: the smallest that holds the value.
    private int integerType(int start, int end) {
        int radix = 10;
        int p = start;
        if (sql[start] == '0' && end > start + 1 && !ByteClass.isDigit(sql[start + 1]) && sql[start + 1] != '_') {
            radix = switch (ByteClass.fold(sql[start + 1])) {
                case 'x' -> 16;
                case 'o' -> 8;
                default -> 2;
            };
            p = start + 2;
        }
        long value = 0;
        for (; p < end; p++) {
            if (sql[p] != '_') {
                int digit = Character.digit(sql[p], radix);
                if (value > (Long.MAX_VALUE - digit) / radix) {
                    return 7;
                }
                value = value * radix + digit;
            }
        }
        return value <= Integer.MAX_VALUE ? 5 : 6;
    }

    private void literal(Kind kind, int type, int start, int end) {
        if (literals == literalStarts.length) {
            int capacity = literals * 2;
            literalStarts = Arrays.copyOf(literalStarts, capacity);
            literalEnds = Arrays.copyOf(literalEnds, capacity);
            literalKinds = Arrays.copyOf(literalKinds, capacity);
        }
        literalStarts[literals] = start;
        literalEnds[literals] = end;
        literalKinds[literals] = kind;
        literals++;
        mix(0x200 + type);
    }

    private void bytes(Kind kind, int start, int end, boolean folded) {
        long word = 0;
        for (int p = start; p < end; p++) {
            word = (word << 8) | ((folded ? ByteClass.fold(sql[p]) : sql[p]) & 0xff);
            if (((p - start) & 7) == 7) {
                mix(word);
                word = 0;
            }
        }
        // the length ends the token, so that no two sequences of tokens give the same words
        mix(word ^ ((((long) (end - start) << 8) | discriminator(kind)) * LANE_B));
    }

    private static int discriminator(Kind kind) {
        return switch (kind) {
            case WORD -> 1;
            case QUOTED_IDENTIFIER -> 2;
            case PARAMETER -> 3;
            case OPERATOR -> 4;
            default -> 5;
        };
    }

    private void mix(long word) {
        a = fold(a ^ word, LANE_A);
        b = fold((b + word) ^ LANE_B, (LANE_A ^ seed) | 1);
    }

    /// Both halves of the product, folded: every bit of the input reaches every bit of the result.
    private static long fold(long x, long y) {
        return (x * y) ^ Math.unsignedMultiplyHigh(x, y);
    }
}
