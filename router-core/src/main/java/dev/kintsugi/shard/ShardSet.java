package dev.kintsugi.shard;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.BitSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// An immutable set of shard ordinals.
public final class ShardSet {
    private static final ShardSet EMPTY = new ShardSet(new BitSet());

    /// The sets that nearly every statement needs, made once.
    private static final ImmutableList<ShardSet> SINGLES =
            IntStream.range(0, 256).mapToObj(ShardSet::single).collect(toImmutableList());

    private final BitSet ordinals;

    private ShardSet(BitSet ordinals) {
        this.ordinals = ordinals;
    }

    public static ShardSet empty() {
        return EMPTY;
    }

    public static ShardSet of(int ordinal) {
        return ordinal < SINGLES.size() ? SINGLES.get(ordinal) : single(ordinal);
    }

    private static ShardSet single(int ordinal) {
        BitSet bits = new BitSet();
        bits.set(ordinal);
        return new ShardSet(bits);
    }

    /// The ordinals that the stream gives, in any order.
    public static ShardSet of(IntStream ordinals) {
        BitSet bits = new BitSet();
        ordinals.forEach(bits::set);
        return new ShardSet(bits);
    }

    /// The ordinals `0 … count - 1`.
    public static ShardSet all(int count) {
        BitSet bits = new BitSet();
        bits.set(0, count);
        return new ShardSet(bits);
    }

    public ShardSet union(ShardSet other) {
        if (isEmpty()) {
            return other;
        }
        if (containsAll(other)) {
            return this; // thousands of rows of one INSERT go to a few shards
        }
        BitSet bits = (BitSet) ordinals.clone();
        bits.or(other.ordinals);
        return new ShardSet(bits);
    }

    public ShardSet intersect(ShardSet other) {
        if (other.containsAll(this)) {
            return this;
        }
        BitSet bits = (BitSet) ordinals.clone();
        bits.and(other.ordinals);
        return new ShardSet(bits);
    }

    public int size() {
        return ordinals.cardinality();
    }

    public boolean isEmpty() {
        return ordinals.isEmpty();
    }

    public boolean contains(int ordinal) {
        return ordinals.get(ordinal);
    }

    private boolean containsAll(ShardSet other) {
        for (int i = other.ordinals.nextSetBit(0); i >= 0; i = other.ordinals.nextSetBit(i + 1)) {
            if (!ordinals.get(i)) {
                return false;
            }
        }
        return true;
    }

    /// The lowest ordinal of a set that is not empty.
    public int first() {
        checkArgument(!ordinals.isEmpty(), "empty shard set");
        return ordinals.nextSetBit(0);
    }

    /// The ordinals in ascending order.
    public IntStream stream() {
        return ordinals.stream();
    }

    /// The ordinals in ascending order, in an array of the caller's own.
    public int[] toArray() {
        int[] array = new int[size()];
        int ordinal = -1;
        for (int i = 0; i < array.length; i++) {
            ordinal = ordinals.nextSetBit(ordinal + 1);
            array[i] = ordinal;
        }
        return array;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardSet set && ordinals.equals(set.ordinals);
    }

    @Override
    public int hashCode() {
        return ordinals.hashCode();
    }

    @Override
    public String toString() {
        return ordinals.stream().mapToObj(Integer::toString).collect(Collectors.joining(",", "{", "}"));
    }
}
