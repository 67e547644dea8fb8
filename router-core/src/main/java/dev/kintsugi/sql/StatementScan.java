package dev.kintsugi.sql;

import static com.google.common.base.Preconditions.checkElementIndex;

import dev.kintsugi.sql.Token.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads a client's text in one pass, without allocating: where the statement and its constants stand, and a hash of
/// its shape (the bytes between constants, and the constants' types).
///
/// Blanks, comments and semicolons before and behind the statement do not count. The hash is seeded once per process;
/// it finds candidates, which are then compared byte by byte ([#sameShape]). Reusable; one thread.
public final class StatementScan {
    private static final byte[] NO_BYTES = {};

    /// Integers of so many digits fit 32 bits.
    private static final int SHORT_DIGITS = 9;

    /// Integers of so many digits fit 64 bits.
    private static final int LONG_DIGITS = 18;

    /// Room for constants that is kept for the next text.
    private static final int KEPT = 256;

    private final Lexer lexer = new Lexer();
    private byte[] sql = NO_BYTES;
    private boolean standardConformingStrings = true;
    private int from;
    private int begin;
    private int end;
    private boolean several;
    private long hash;
    private int constants;
    private @Nullable StatementText text;
    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private ConstantKind[] kinds = new ConstantKind[16];

    /// Reads the bytes from `from` to `to`; the results are valid until the next call, as long as nobody changes
    /// the bytes.
    ///
    /// @throws dev.kintsugi.error.RouterException 42601 for what Postgres' scanner refuses, 54001 for more than
    ///     [TokenList#MAX_TOKENS] tokens
    public void read(byte[] bytes, int from, int to, boolean standardStrings) {
        start(bytes, from, standardStrings);
        lexer.reset(bytes, from, to, standardStrings);
        boolean empty = true;
        boolean semicolon = false;
        int tokens = 0;
        while (lexer.next()) {
            if (++tokens > TokenList.MAX_TOKENS) {
                throw TokenList.tooManyTokens();
            }
            Kind kind = lexer.kind();
            if (kind == Kind.OTHER && bytes[lexer.start()] == ';') {
                semicolon = true;
                continue;
            }
            if (empty) {
                begin = lexer.start();
                empty = false;
            } else {
                several |= semicolon;
            }
            semicolon = false;
            end = lexer.end();
            take(kind, lexer.start(), end);
        }
        hash = shapeHash();
    }

    /// Reads all of a text, whatever stands before and behind its tokens.
    void readAll(byte[] bytes, boolean standardStrings) {
        start(bytes, 0, standardStrings);
        lexer.reset(bytes, 0, bytes.length, standardStrings);
        while (lexer.next()) {
            take(lexer.kind(), lexer.start(), lexer.end());
        }
        end = bytes.length;
        hash = shapeHash();
    }

    private void start(byte[] bytes, int first, boolean standardStrings) {
        sql = bytes;
        from = first;
        text = null;
        standardConformingStrings = standardStrings;
        begin = first;
        end = first;
        several = false;
        constants = 0;
        if (starts.length > KEPT) {
            starts = new int[16];
            ends = new int[16];
            kinds = new ConstantKind[16];
        }
    }

    private void take(Kind kind, int from, int to) {
        switch (kind) {
            case WORD, QUOTED_IDENTIFIER, PARAMETER, OPERATOR, TYPECAST, COMMA -> {}
            case OPEN_PARENTHESIS, CLOSE_PARENTHESIS, OPEN_BRACKET, CLOSE_BRACKET, DOT, OTHER -> {}
            case STRING, ESCAPE_STRING, UNICODE_STRING, DOLLAR_STRING -> add(ConstantKind.STRING, from, to);
            case NATIONAL_STRING -> add(ConstantKind.NATIONAL, from, to);
            case BIT_STRING -> add(ConstantKind.BITS, from, to);
            case HEX_STRING -> add(ConstantKind.HEX, from, to);
            case INTEGER -> add(integerKind(from, to), from, to);
            case NUMERIC -> add(ConstantKind.NUMERIC, from, to);
        }
    }

    private void add(ConstantKind kind, int from, int to) {
        if (constants == starts.length) {
            int capacity = constants * 2;
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
            kinds = Arrays.copyOf(kinds, capacity);
        }
        starts[constants] = from;
        ends[constants] = to;
        kinds[constants] = kind;
        constants++;
    }

    /// The smallest type that holds the value.
    private ConstantKind integerKind(int from, int to) {
        int radix = 10;
        int p = from;
        if (sql[from] == '0' && to > from + 1 && !ByteClass.isDigit(sql[from + 1]) && sql[from + 1] != '_') {
            radix = switch (ByteClass.fold(sql[from + 1])) {
                case 'x' -> 16;
                case 'o' -> 8;
                default -> 2;
            };
            p = from + 2;
        } else if (to - from <= SHORT_DIGITS) {
            return ConstantKind.INT4;
        }
        long value = 0;
        for (; p < to; p++) {
            if (sql[p] != '_') {
                int digit = Character.digit(sql[p], radix);
                if (value > (Long.MAX_VALUE - digit) / radix) {
                    return ConstantKind.BIG_INTEGER;
                }
                value = value * radix + digit;
            }
        }
        return value <= Integer.MAX_VALUE ? ConstantKind.INT4 : ConstantKind.INT8;
    }

    private long shapeHash() {
        long value = ShapeHash.start(standardConformingStrings);
        int at = begin;
        for (int i = 0; i < constants; i++) {
            value = ShapeHash.bytes(value, sql, at, starts[i]);
            value = ShapeHash.number(value, kinds[i].code());
            at = ends[i];
        }
        return ShapeHash.bytes(value, sql, at, end);
    }

    // --- what was found ---

    /// A hash of the shape; the same for equal shapes within one process.
    public long hash() {
        return hash;
    }

    /// Another hash with the bytes of one constant.
    public long hash(long before, int constant) {
        checkElementIndex(constant, constants);
        return ShapeHash.bytes(before, sql, starts[constant], ends[constant]);
    }

    /// Whether there is nothing but blanks, comments and semicolons.
    public boolean isEmpty() {
        return begin == end;
    }

    /// Whether a semicolon stands between two tokens, so that the text may be more than one statement.
    public boolean hasInnerSemicolon() {
        return several;
    }

    /// The array that was read.
    public byte[] sql() {
        return sql;
    }

    /// The byte at which the statement begins.
    public int begin() {
        return begin;
    }

    /// The byte behind the statement.
    public int end() {
        return end;
    }

    /// How many characters stand before the statement.
    public int characterOffset() {
        return SyntaxErrors.characters(sql, from, begin);
    }

    /// How many constants there are.
    public int constants() {
        return constants;
    }

    /// The byte at which the constant begins.
    public int start(int constant) {
        checkElementIndex(constant, constants);
        return starts[constant];
    }

    /// The byte behind the constant.
    public int end(int constant) {
        checkElementIndex(constant, constants);
        return ends[constant];
    }

    public ConstantKind kind(int constant) {
        checkElementIndex(constant, constants);
        return kinds[constant];
    }

    /// Whether the constant is an integer of decimal digits only, few enough for a long: what [#integer] reads.
    public boolean isPlainInteger(int constant) {
        if (!kind(constant).isInteger() || ends[constant] - starts[constant] > LONG_DIGITS) {
            return false;
        }
        for (int p = starts[constant]; p < ends[constant]; p++) {
            if (!ByteClass.isDigit(sql[p])) {
                return false;
            }
        }
        return true;
    }

    /// The value of a plain integer.
    public long integer(int constant) {
        long value = 0;
        for (int p = start(constant); p < ends[constant]; p++) {
            value = value * 10 + (sql[p] - '0');
        }
        return value;
    }

    /// Whether the statement differs from `other` in the values of constants at most.
    public boolean sameShape(StatementText other) {
        return standardConformingStrings == other.standardConformingStrings()
                && other.sameShape(sql, begin, end, constants, starts, ends, kinds);
    }

    /// Whether the bytes of the constant are those of `other`'s constant of the same number.
    public boolean sameConstant(int constant, StatementText other) {
        return other.sameConstant(constant, sql, start(constant), ends[constant]);
    }

    /// Whether the statement is byte by byte the same; shapes must be equal.
    public boolean sameConstants(StatementText other) {
        for (int i = 0; i < constants; i++) {
            if (!sameConstant(i, other)) {
                return false;
            }
        }
        return true;
    }

    /// The statement as a value of its own: a copy, made once for a reading.
    public StatementText text() {
        StatementText known = text;
        if (known == null) {
            int[] copiedStarts = new int[constants];
            int[] copiedEnds = new int[constants];
            for (int i = 0; i < constants; i++) {
                copiedStarts[i] = starts[i] - begin;
                copiedEnds[i] = ends[i] - begin;
            }
            known = new StatementText(
                    Arrays.copyOfRange(sql, begin, end),
                    standardConformingStrings,
                    copiedStarts,
                    copiedEnds,
                    Arrays.copyOf(kinds, constants));
            text = known;
        }
        return known;
    }
}
