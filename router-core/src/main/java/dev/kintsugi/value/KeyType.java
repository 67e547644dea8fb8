package dev.kintsugi.value;

/// The types a sharding key can have; each hashes as `PARTITION BY HASH` does and reads Postgres' own input forms.
public enum KeyType {
    INT2(Oids.INT2, "smallint"),
    INT4(Oids.INT4, "integer"),
    INT8(Oids.INT8, "bigint"),
    TEXT(Oids.TEXT, "text"),
    VARCHAR(Oids.VARCHAR, "character varying"),
    BPCHAR(Oids.BPCHAR, "character"),
    UUID(Oids.UUID, "uuid"),
    DATE(Oids.DATE, "date"),
    TIMESTAMP(Oids.TIMESTAMP, "timestamp without time zone"),
    TIMESTAMPTZ(Oids.TIMESTAMPTZ, "timestamp with time zone"),
    NUMERIC(Oids.NUMERIC, "numeric"),
    BOOL(Oids.BOOL, "boolean"),
    BYTEA(Oids.BYTEA, "bytea");

    private final int oid;
    private final String sqlName;

    KeyType(int oid, String sqlName) {
        this.oid = oid;
        this.sqlName = sqlName;
    }

    public int oid() {
        return oid;
    }

    /// The name that `format_type` prints.
    public String sqlName() {
        return sqlName;
    }
}
