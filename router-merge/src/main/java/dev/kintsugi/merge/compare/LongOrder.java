package dev.kintsugi.merge.compare;

/// The order of a type of fixed width whose values map to longs.
final class LongOrder implements TypeOrder {
    /// Maps a value to the long that stands for it: equal values to one, smaller values to smaller ones.
    @FunctionalInterface
    interface Reader {
        long read(byte[] bytes, int start);
    }

    private final int width;
    private final Reader reader;

    LongOrder(int width, Reader reader) {
        this.width = width;
        this.reader = reader;
    }

    @Override
    public long prefix(byte[] bytes, int start, int length) {
        BigEndian.requireLength(length, width);
        return reader.read(bytes, start);
    }

    @Override
    public boolean prefixDecides() {
        return true;
    }

    @Override
    public int compare(byte[] left, int leftStart, int leftLength, byte[] right, int rightStart, int rightLength) {
        return Long.compare(prefix(left, leftStart, leftLength), prefix(right, rightStart, rightLength));
    }

    @Override
    public void canonical(byte[] bytes, int start, int length, KeyBytes out) {
        out.putInt8(prefix(bytes, start, length));
    }

    /// Maps a float8 to a long: -0 is 0, every NaN is the same and greater than infinity.
    static long float8(double value) {
        if (value == 0.0) {
            return 0;
        }
        // doubleToLongBits folds all NaNs into one, whose bits lie above those of infinity
        long bits = Double.doubleToLongBits(value);
        return bits < 0 ? bits ^ Long.MAX_VALUE : bits;
    }
}
