package dev.kintsugi.value;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/// The built-in types of constants that can be compared with a sharding key without a server.
public enum ConstantType {
    INT2(Oids.INT2, Oids.INT2_ARRAY, "int2", "smallint"),
    INT4(Oids.INT4, Oids.INT4_ARRAY, "int4", "int", "integer"),
    INT8(Oids.INT8, Oids.INT8_ARRAY, "int8", "bigint"),
    NUMERIC(Oids.NUMERIC, Oids.NUMERIC_ARRAY, "numeric", "decimal", "dec"),
    FLOAT4(Oids.FLOAT4, 1021, "float4", "real"),
    FLOAT8(Oids.FLOAT8, 1022, "float8", "double precision", "float"),
    TEXT(Oids.TEXT, Oids.TEXT_ARRAY, "text"),
    VARCHAR(Oids.VARCHAR, Oids.VARCHAR_ARRAY, "varchar", "character varying"),
    /// Without a length; `char` and `character` mean `bpchar(1)` and are not this.
    BPCHAR(Oids.BPCHAR, Oids.BPCHAR_ARRAY, "bpchar"),
    UUID(Oids.UUID, Oids.UUID_ARRAY, "uuid"),
    DATE(Oids.DATE, Oids.DATE_ARRAY, "date"),
    TIMESTAMP(Oids.TIMESTAMP, Oids.TIMESTAMP_ARRAY, "timestamp", "timestamp without time zone"),
    TIMESTAMPTZ(Oids.TIMESTAMPTZ, Oids.TIMESTAMPTZ_ARRAY, "timestamptz", "timestamp with time zone"),
    BOOL(Oids.BOOL, Oids.BOOL_ARRAY, "bool", "boolean"),
    BYTEA(Oids.BYTEA, Oids.BYTEA_ARRAY, "bytea");

    private static final String CATALOG_SCHEMA = "pg_catalog.";
    private static final ImmutableMap<Integer, ConstantType> BY_OID = index(type -> type.oid);
    private static final ImmutableMap<Integer, ConstantType> BY_ARRAY_OID = index(type -> type.arrayOid);
    private static final ImmutableMap<String, ConstantType> BY_NAME = indexNames();

    private final int oid;
    private final int arrayOid;
    private final ImmutableList<String> names;

    ConstantType(int oid, int arrayOid, String... names) {
        this.oid = oid;
        this.arrayOid = arrayOid;
        this.names = ImmutableList.copyOf(names);
    }

    /// The type with this OID, if it is one of these.
    public static Optional<ConstantType> ofOid(int oid) {
        return Optional.ofNullable(BY_OID.get(oid));
    }

    /// The type of the elements of the array type with this OID.
    public static Optional<ConstantType> ofArrayOid(int arrayOid) {
        return Optional.ofNullable(BY_ARRAY_OID.get(arrayOid));
    }

    /// The type with this SQL name in lower case, without modifiers.
    public static Optional<ConstantType> named(String name) {
        return Optional.ofNullable(
                BY_NAME.get(name.startsWith(CATALOG_SCHEMA) ? name.substring(CATALOG_SCHEMA.length()) : name));
    }

    /// The type of a key column.
    public static ConstantType of(KeyType key) {
        return switch (key) {
            case INT2 -> INT2;
            case INT4 -> INT4;
            case INT8 -> INT8;
            case TEXT -> TEXT;
            case VARCHAR -> VARCHAR;
            case BPCHAR -> BPCHAR;
            case UUID -> UUID;
            case DATE -> DATE;
            case TIMESTAMP -> TIMESTAMP;
            case TIMESTAMPTZ -> TIMESTAMPTZ;
            case NUMERIC -> NUMERIC;
            case BOOL -> BOOL;
            case BYTEA -> BYTEA;
        };
    }

    /// Whether an integer is in the range of this integer type.
    boolean holds(long value) {
        return switch (this) {
            case INT2 -> value == (short) value;
            case INT4 -> value == (int) value;
            case INT8 -> true;
            case NUMERIC, FLOAT4, FLOAT8, TEXT, VARCHAR, BPCHAR, UUID, DATE, TIMESTAMP, TIMESTAMPTZ, BOOL, BYTEA ->
                throw new IllegalArgumentException(this + " is no integer type");
        };
    }

    private static ImmutableMap<Integer, ConstantType> index(Function<ConstantType, Integer> key) {
        return Arrays.stream(values()).collect(ImmutableMap.toImmutableMap(key, type -> type));
    }

    private static ImmutableMap<String, ConstantType> indexNames() {
        ImmutableMap.Builder<String, ConstantType> byName = ImmutableMap.builder();
        for (ConstantType type : values()) {
            for (String name : type.names) {
                byName.put(name, type);
            }
        }
        return byName.buildOrThrow();
    }
}
