package dev.kintsugi.merge.compare;

/// The order of numeric: by value, whatever the display scale; -Infinity first, Infinity and then NaN last, NaN
/// equal to itself (`cmp_numerics`).
///
/// The binary format is int16 each of digit count, weight, sign and display scale, then the base-10000 digits; the
/// value is the sum of `digit[i] * 10000^(weight - i)`. Zeros at either end of the digits are skipped, so that the
/// order does not rest on the sender's normal form.
final class NumericOrder implements TypeOrder {
    static final NumericOrder INSTANCE = new NumericOrder();

    private static final int HEADER = 8;
    private static final int NEGATIVE = 0x4000;
    private static final int NAN = 0xC000;
    private static final int POSITIVE_INFINITY = 0xD000;
    private static final int NEGATIVE_INFINITY = 0xF000;

    private NumericOrder() {}

    /// Weight and the first two digits of a finite value, negated for a negative one.
    @Override
    public long prefix(byte[] bytes, int start, int length) {
        BigEndian.requireAtLeast(length, HEADER);
        int sign = sign(bytes, start);
        return switch (sign) {
            case NAN -> Long.MAX_VALUE;
            case POSITIVE_INFINITY -> Long.MAX_VALUE - 1;
            case NEGATIVE_INFINITY -> Long.MIN_VALUE;
            default -> {
                int first = firstDigit(bytes, start, length);
                int end = endOfDigits(bytes, first, start + length);
                if (first == end) {
                    yield 0;
                }
                long next = first + 2 < end ? BigEndian.int2(bytes, first + 2) : 0;
                // the lead digit is at least 1, so a magnitude is never 0 although its weight part may be
                long magnitude = ((long) (weight(bytes, start, first) + 0x20000) << 32)
                        | ((long) BigEndian.int2(bytes, first) << 16)
                        | next;
                yield sign == NEGATIVE ? -magnitude : magnitude;
            }
        };
    }

    @Override
    public boolean prefixDecides() {
        return false;
    }

    @Override
    public int compare(byte[] left, int leftStart, int leftLength, byte[] right, int rightStart, int rightLength) {
        int order = Long.compare(prefix(left, leftStart, leftLength), prefix(right, rightStart, rightLength));
        if (order != 0) {
            return order;
        }
        int sign = sign(left, leftStart);
        if (sign != 0 && sign != NEGATIVE) {
            return 0;
        }
        int magnitude = compareDigits(left, leftStart, leftLength, right, rightStart, rightLength);
        return sign == NEGATIVE ? -magnitude : magnitude;
    }

    /// Compares magnitudes of equal weight; a missing digit is 0, and no digit sequence ends in 0.
    private static int compareDigits(
            byte[] left, int leftStart, int leftLength, byte[] right, int rightStart, int rightLength) {
        int leftAt = firstDigit(left, leftStart, leftLength);
        int rightAt = firstDigit(right, rightStart, rightLength);
        int leftEnd = endOfDigits(left, leftAt, leftStart + leftLength);
        int rightEnd = endOfDigits(right, rightAt, rightStart + rightLength);
        while (leftAt < leftEnd && rightAt < rightEnd) {
            int order = Short.compare(BigEndian.int2(left, leftAt), BigEndian.int2(right, rightAt));
            if (order != 0) {
                return order;
            }
            leftAt += 2;
            rightAt += 2;
        }
        return Integer.compare(leftEnd - leftAt, rightEnd - rightAt);
    }

    @Override
    public void canonical(byte[] bytes, int start, int length, KeyBytes out) {
        BigEndian.requireAtLeast(length, HEADER);
        int sign = sign(bytes, start);
        int first = firstDigit(bytes, start, length);
        int end = endOfDigits(bytes, first, start + length);
        boolean special = sign != 0 && sign != NEGATIVE;
        if (special || first == end) {
            out.putInt4(special ? sign : 0);
            return;
        }
        out.putInt4(sign);
        out.putInt4(weight(bytes, start, first));
        out.put(bytes, first, end - first);
    }

    private static int sign(byte[] bytes, int start) {
        return BigEndian.int2(bytes, start + 4) & 0xFFFF;
    }

    private static int firstDigit(byte[] bytes, int start, int length) {
        int at = start + HEADER;
        int end = start + length;
        while (at < end && BigEndian.int2(bytes, at) == 0) {
            at += 2;
        }
        return at;
    }

    private static int endOfDigits(byte[] bytes, int first, int end) {
        int at = end;
        while (at > first && BigEndian.int2(bytes, at - 2) == 0) {
            at -= 2;
        }
        return at;
    }

    /// The weight of the digit at `first`, which may stand behind zeros.
    private static int weight(byte[] bytes, int start, int first) {
        return BigEndian.int2(bytes, start + 2) - (first - start - HEADER) / 2;
    }
}
