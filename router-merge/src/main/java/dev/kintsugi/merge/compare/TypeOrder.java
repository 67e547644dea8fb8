package dev.kintsugi.merge.compare;

/// The total order and the equality of one type's values, over their binary format.
///
/// For any values a, b: `compare(a, b) == 0` exactly if their canonical forms are the same bytes, and `prefix(a) <
/// prefix(b)` implies `compare(a, b) < 0`. NULL is never passed. A value that is too short for its type raises
/// 08P01.
public interface TypeOrder {
    /// A number that orders as the value does; values with equal prefixes may still differ.
    long prefix(byte[] bytes, int start, int length);

    /// Whether equal prefixes mean equal values.
    boolean prefixDecides();

    /// Negative, zero or positive, as `Comparator` says it.
    int compare(byte[] left, int leftStart, int leftLength, byte[] right, int rightStart, int rightLength);

    /// Appends the form that is the same for equal values.
    void canonical(byte[] bytes, int start, int length, KeyBytes out);
}
