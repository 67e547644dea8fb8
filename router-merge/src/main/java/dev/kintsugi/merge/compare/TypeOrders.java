package dev.kintsugi.merge.compare;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.MergePlan.TextOrder;
import dev.kintsugi.value.Oids;
import java.util.Optional;

/// Finds the order of a type: built-in ones by their fixed OIDs, enums by the labels that the catalog knows.
///
/// @param enums OID of an enum type → its labels in order
public record TypeOrders(ImmutableMap<Integer, ImmutableList<String>> enums) {
    private static final ImmutableSet<Integer> COLLATABLE = ImmutableSet.of(Oids.TEXT, Oids.VARCHAR, Oids.BPCHAR);

    private static final ImmutableMap<Integer, TypeOrder> BUILT_IN = ImmutableMap.<Integer, TypeOrder>builder()
            .put(Oids.BOOL, new LongOrder(1, (bytes, start) -> bytes[start]))
            .put(Oids.CHAR, new LongOrder(1, (bytes, start) -> bytes[start] & 0xFF))
            .put(Oids.INT2, new LongOrder(2, BigEndian::int2))
            .put(Oids.INT4, new LongOrder(4, BigEndian::int4))
            .put(Oids.INT8, new LongOrder(8, BigEndian::int8))
            .put(Oids.OID, new LongOrder(4, (bytes, start) -> Integer.toUnsignedLong(BigEndian.int4(bytes, start))))
            .put(Oids.XID, new LongOrder(4, (bytes, start) -> Integer.toUnsignedLong(BigEndian.int4(bytes, start))))
            .put(Oids.XID8, new LongOrder(8, (bytes, start) -> BigEndian.int8(bytes, start) ^ Long.MIN_VALUE))
            .put(Oids.PG_LSN, new LongOrder(8, (bytes, start) -> BigEndian.int8(bytes, start) ^ Long.MIN_VALUE))
            .put(Oids.FLOAT4, new LongOrder(4, TypeOrders::float4))
            .put(Oids.FLOAT8, new LongOrder(8, TypeOrders::float8))
            .put(Oids.NUMERIC, NumericOrder.INSTANCE)
            .put(Oids.MONEY, new LongOrder(8, BigEndian::int8))
            .put(Oids.NAME, BytesOrder.WHOLE)
            .put(Oids.TEXT, BytesOrder.WHOLE)
            .put(Oids.VARCHAR, BytesOrder.WHOLE)
            .put(Oids.BPCHAR, BytesOrder.BLANK_PADDED)
            .put(Oids.BYTEA, BytesOrder.WHOLE)
            .put(Oids.UUID, BytesOrder.WHOLE)
            .put(Oids.MACADDR, BytesOrder.WHOLE)
            .put(Oids.MACADDR8, BytesOrder.WHOLE)
            .put(Oids.DATE, new LongOrder(4, BigEndian::int4))
            .put(Oids.TIME, new LongOrder(8, BigEndian::int8))
            .put(Oids.TIMETZ, TimeTzOrder.INSTANCE)
            .put(Oids.TIMESTAMP, new LongOrder(8, BigEndian::int8))
            .put(Oids.TIMESTAMPTZ, new LongOrder(8, BigEndian::int8))
            .put(Oids.INTERVAL, IntervalOrder.INSTANCE)
            .put(Oids.INET, NetworkOrder.INSTANCE)
            .put(Oids.CIDR, NetworkOrder.INSTANCE)
            .put(Oids.BIT, BitOrder.INSTANCE)
            .put(Oids.VARBIT, BitOrder.INSTANCE)
            .buildOrThrow();

    /// The order of a built-in type; that of text is by bytes.
    public static Optional<TypeOrder> builtIn(int typeOid) {
        return Optional.ofNullable(BUILT_IN.get(typeOid));
    }

    /// For sorting and for min and max.
    ///
    /// @throws RouterException 0A000 if the type or its collation has an order that the router does not know
    public TypeOrder ordering(int typeOid, TextOrder textOrder) {
        if (textOrder == TextOrder.UNKNOWN && COLLATABLE.contains(typeOid)) {
            throw new RouterException(PgError.unsupported(
                    "ordering the text of several shards by a collation other than \"C\" is not supported",
                    "Write COLLATE \"C\" after the expression, or sort in the application."));
        }
        return find(typeOid)
                .orElseThrow(() -> new RouterException(PgError.unsupported(
                        "ordering values of " + described(typeOid) + " from several shards is not supported",
                        "Order by a cast or a field of the value whose type is simpler.")));
    }

    /// For DISTINCT and GROUP BY: text is equal if its bytes are, as in every deterministic collation.
    ///
    /// @throws RouterException 0A000 if the router does not know when values of the type are equal
    public TypeOrder equality(int typeOid) {
        return find(typeOid)
                .orElseThrow(() -> new RouterException(PgError.unsupported(
                        "grouping values of " + described(typeOid) + " from several shards is not supported",
                        "Group by a cast or a field of the value whose type is simpler, or add the sharding key.")));
    }

    private Optional<TypeOrder> find(int typeOid) {
        ImmutableList<String> labels = enums.get(typeOid);
        return labels == null ? builtIn(typeOid) : Optional.of(new EnumOrder(typeOid, labels));
    }

    private static String described(int typeOid) {
        return switch (typeOid) {
            case Oids.JSON -> "type json";
            case Oids.JSONB -> "type jsonb";
            default -> "the type with OID " + Integer.toUnsignedString(typeOid);
        };
    }

    private static long float4(byte[] bytes, int start) {
        return LongOrder.float8(Float.intBitsToFloat(BigEndian.int4(bytes, start)));
    }

    private static long float8(byte[] bytes, int start) {
        return LongOrder.float8(Double.longBitsToDouble(BigEndian.int8(bytes, start)));
    }
}
