package dev.kintsugi.sql;

import dev.kintsugi.sql.Token.Kind;
import java.util.Arrays;

/// The growing columns of a [TokenList] in the making: one array a field, so that a token costs no object.
final class TokenColumns {
    int size;
    Kind[] kinds;
    int[] starts;
    int[] ends;
    int[] depths;

    TokenColumns(int capacity) {
        kinds = new Kind[capacity];
        starts = new int[capacity];
        ends = new int[capacity];
        depths = new int[capacity];
    }

    /// Appends a token that was met at nesting `depth` and returns the depth behind it.
    int add(Kind kind, int start, int end, int depth) {
        boolean closes = kind == Kind.CLOSE_PARENTHESIS || kind == Kind.CLOSE_BRACKET;
        boolean opens = kind == Kind.OPEN_PARENTHESIS || kind == Kind.OPEN_BRACKET;
        int outside = closes ? Math.max(0, depth - 1) : depth;
        append(kind, start, end, outside);
        return opens ? outside + 1 : outside;
    }

    void append(Kind kind, int start, int end, int depth) {
        if (size == kinds.length) {
            grow(Math.max(16, size * 2));
        }
        kinds[size] = kind;
        starts[size] = start;
        ends[size] = end;
        depths[size] = depth;
        size++;
    }

    private void grow(int capacity) {
        kinds = Arrays.copyOf(kinds, capacity);
        starts = Arrays.copyOf(starts, capacity);
        ends = Arrays.copyOf(ends, capacity);
        depths = Arrays.copyOf(depths, capacity);
    }
}
