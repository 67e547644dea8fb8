package dev.kintsugi.shard;

import dev.kintsugi.value.KeyValue;
import dev.kintsugi.value.PgNumeric;
import java.util.Arrays;
import java.util.Comparator;

/// The order of key values in range maps: Postgres' own for every type, text by its UTF-8 bytes (collation C).
///
/// Values of one key column have one type and are not NULL; anything else is an `IllegalArgumentException`.
public enum KeyOrder implements Comparator<KeyValue> {
    INSTANCE;

    @Override
    public int compare(KeyValue left, KeyValue right) {
        return switch (left) {
            case KeyValue.Int(long a) when right instanceof KeyValue.Int(long b) -> Long.compare(a, b);
            case KeyValue.Text(String a) when right instanceof KeyValue.Text(String b) -> compareText(a, b);
            case KeyValue.Uuid(long ah, long al)
            when right instanceof KeyValue.Uuid(long bh, long bl) ->
                ah == bh ? Long.compareUnsigned(al, bl) : Long.compareUnsigned(ah, bh);
            case KeyValue.Date(int a) when right instanceof KeyValue.Date(int b) -> Integer.compare(a, b);
            case KeyValue.Timestamp(long a) when right instanceof KeyValue.Timestamp(long b) -> Long.compare(a, b);
            case KeyValue.Numeric(var a) when right instanceof KeyValue.Numeric(var b) -> compareNumeric(a, b);
            case KeyValue.Bool(boolean a) when right instanceof KeyValue.Bool(boolean b) -> Boolean.compare(a, b);
            case KeyValue.Bytes(byte[] a)
            when right instanceof KeyValue.Bytes(byte[] b) -> Arrays.compareUnsigned(a, b);
            case KeyValue.Int _,
                    KeyValue.Text _,
                    KeyValue.Uuid _,
                    KeyValue.Date _,
                    KeyValue.Timestamp _,
                    KeyValue.Numeric _,
                    KeyValue.Bool _,
                    KeyValue.Bytes _,
                    KeyValue.Null _ -> throw new IllegalArgumentException(left + " has no order with " + right);
        };
    }

    /// UTF-8 orders as code points do; UTF-16 does not, where surrogates meet the characters above them.
    private static int compareText(String left, String right) {
        int common = Math.min(left.length(), right.length());
        for (int i = 0; i < common; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                return Character.isSurrogate(a) == Character.isSurrogate(b)
                        ? Character.compare(a, b)
                        : Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b));
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    private static int compareNumeric(PgNumeric left, PgNumeric right) {
        if (left instanceof PgNumeric.Finite(var a) && right instanceof PgNumeric.Finite(var b)) {
            return a.compareTo(b);
        }
        return Integer.compare(rank(left), rank(right));
    }

    private static int rank(PgNumeric number) {
        return switch (number) {
            case PgNumeric.Infinity(boolean negative) -> negative ? -1 : 1;
            case PgNumeric.Finite _ -> 0;
            case PgNumeric.NaN() -> 2;
        };
    }
}
