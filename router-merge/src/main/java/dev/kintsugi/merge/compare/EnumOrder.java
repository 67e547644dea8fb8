package dev.kintsugi.merge.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// The order of an enum type: that of its labels' definition; the binary format is the label.
final class EnumOrder implements TypeOrder {
    private final int typeOid;
    private final byte[][] labels;
    private final int[] positions;

    EnumOrder(int typeOid, ImmutableList<String> labelsInOrder) {
        this.typeOid = typeOid;
        byte[][] defined =
                labelsInOrder.stream().map(label -> label.getBytes(UTF_8)).toArray(byte[][]::new);
        this.positions = IntStream.range(0, defined.length)
                .boxed()
                .sorted(Comparator.comparing((Integer position) -> defined[position], Arrays::compareUnsigned))
                .mapToInt(Integer::intValue)
                .toArray();
        this.labels =
                Arrays.stream(positions).mapToObj(position -> defined[position]).toArray(byte[][]::new);
    }

    /// The label's position in the definition.
    ///
    /// @throws RouterException 55000 if the type has got the label after the router read its definition
    @Override
    public long prefix(byte[] bytes, int start, int length) {
        int low = 0;
        int high = labels.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            byte[] label = labels[middle];
            int order = Arrays.compareUnsigned(bytes, start, start + length, label, 0, label.length);
            if (order == 0) {
                return positions[middle];
            }
            if (order < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        throw unknownLabel(new String(bytes, start, length, UTF_8));
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
        out.put(bytes, start, length);
    }

    private RouterException unknownLabel(String label) {
        return new RouterException(PgError.of(
                        SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                        "the router does not know the label \"" + label + "\" of the enum type with OID " + typeOid)
                .withHint("Make the router read the catalog again: RELOAD in its admin database."));
    }
}
