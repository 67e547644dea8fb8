package dev.kintsugi.transcript;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.shard.ShardingFunction;
import dev.kintsugi.value.KeyValue;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Tables and functions of the transcripts' own, on every server of a target.
///
/// `wire_rows` and `wire_pairs` are sharded by a bigint, `wire_types` has a column of each common type, `wire_codes` is
/// a reference table.
final class WireTables {
    /// Rows of `wire_rows`: ids 1 to 20.
    static final int ROWS = 20;

    /// A user whom every server asks for a SCRAM password.
    static final String PASSWORD_USER = "wire_scram";

    static final String PASSWORD = "correct horse";

    private static final String SCHEMA = """
        CREATE TABLE wire_rows (id bigint PRIMARY KEY, n int, label text);
        CREATE TABLE wire_pairs (id bigint, part int CHECK (part >= 0), note text, PRIMARY KEY (id, part));
        CREATE TABLE wire_codes (code int PRIMARY KEY, name text NOT NULL);
        CREATE TABLE wire_types (id bigint PRIMARY KEY, c_bool bool, c_int2 int2, c_int4 int4, c_float4 float4,
          c_float8 float8, c_numeric numeric(12,3), c_text text, c_varchar varchar(20), c_char char(5), c_bytea bytea,
          c_date date, c_time time, c_timetz timetz, c_timestamp timestamp, c_timestamptz timestamptz,
          c_interval interval, c_uuid uuid, c_json json, c_jsonb jsonb, c_inet inet, c_cidr cidr, c_macaddr macaddr,
          c_bit bit(5), c_varbit varbit(8), c_point point, c_ints int[], c_texts text[], c_range int4range,
          c_status order_status);
        CREATE FUNCTION wire_notice(said text) RETURNS text LANGUAGE plpgsql AS
          $$ BEGIN RAISE NOTICE 'heard: %', said USING HINT = 'a hint', DETAIL = 'a detail'; RETURN said; END $$;
        CREATE FUNCTION wire_fail(code text) RETURNS int LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'failed with %', code USING ERRCODE = code, HINT = 'do not call it'; END $$;
        """;

    private static final String TYPES_ROW = """
        INSERT INTO wire_types VALUES (%d, true, -12, 34567, 1.5, -2.25e-10, 12345.678, 'grüße', 'vary', 'abc',
          '\\x00ff10', '2024-02-29', '12:34:56.789', '01:02:03+05:30', '2024-02-29 12:34:56.789012',
          '2024-02-29 12:34:56+01', '1 year 2 mons 3 days 04:05:06.7', '00112233-4455-6677-8899-aabbccddeeff',
          '{"a": [1, 2]}', '{"b": {"c": null}}', '192.168.0.1/24', '10.0.0.0/8', '08:00:2b:01:02:03', B'10101',
          B'110', '(1.5,-2)', '{1,NULL,3}', '{"x y","\\"q\\""}', '[1,10)', 'paid')\
        """;

    private static final Set<PostgresAddress> CREATED = new HashSet<>();

    private WireTables() {}

    /// Creates the tables where they do not exist yet, and fills them anew.
    static synchronized void reset(ImmutableList<PostgresAddress> servers) throws IOException {
        ShardingFunction function = ShardingFunction.Hash.even(servers.size());
        for (int ordinal = 0; ordinal < servers.size(); ordinal++) {
            PostgresAddress server = servers.get(ordinal);
            if (CREATED.add(server)) {
                create(server);
            }
            try (PlainConnection connection = PlainConnection.open(server)) {
                connection.query(rows(function, ordinal));
            }
        }
    }

    private static void create(PostgresAddress server) throws IOException {
        try (PlainConnection connection = PlainConnection.open(server.as("kintsugi", server.database()))) {
            connection.query(SCHEMA);
        }
        try (PlainConnection connection = PlainConnection.open(server)) {
            connection.query("CREATE ROLE %s LOGIN PASSWORD '%s'; GRANT ALL ON ALL TABLES IN SCHEMA public TO %s"
                    .formatted(PASSWORD_USER, PASSWORD, PASSWORD_USER));
        }
    }

    /// Has a server ask [#PASSWORD_USER] for the password: its line goes before those that trust everybody.
    static void requirePassword(PostgresAddress server) throws IOException {
        try (PlainConnection connection = PlainConnection.open(server)) {
            String file = connection.query("SHOW hba_file").get(0).get(0).orElseThrow();
            String line = "host all " + PASSWORD_USER + " all scram-sha-256";
            String before = connection
                    .query("SELECT pg_read_file('" + file + "')")
                    .get(0)
                    .get(0)
                    .orElseThrow();
            String after = Stream.concat(Stream.of(line), before.lines().filter(rule -> !rule.equals(line)))
                    .filter(rule -> !rule.isBlank() && !rule.startsWith("#"))
                    .map(rule -> "('" + rule.replace("'", "''") + "')")
                    .collect(Collectors.joining(", "));
            connection.query("COPY (VALUES " + after + ") TO '" + file + "'");
            connection.query("SELECT pg_reload_conf()");
        }
    }

    private static String rows(ShardingFunction function, int ordinal) {
        StringBuilder sql = new StringBuilder("BEGIN; TRUNCATE wire_rows, wire_pairs, wire_codes, wire_types;");
        for (int id = 1; id <= ROWS; id++) {
            if (owner(function, id) == ordinal) {
                String n = id % 7 == 0 ? "NULL" : Integer.toString(id % 5);
                sql.append("INSERT INTO wire_rows VALUES (%d, %s, 'row %d');".formatted(id, n, id));
            }
        }
        for (int id : ImmutableSet.of(1, 2, 3)) {
            if (owner(function, id) == ordinal) {
                sql.append(TYPES_ROW.formatted(id)).append(';');
            }
        }
        if (owner(function, 4) == ordinal) {
            sql.append("INSERT INTO wire_types (id) VALUES (4);");
        }
        sql.append("INSERT INTO wire_codes VALUES (1, 'one'), (2, 'two'), (3, 'three');");
        return sql.append("COMMIT").toString();
    }

    static int owner(ShardingFunction function, long id) {
        return function.shardOf(ImmutableList.of(new KeyValue.Int(id))).orElseThrow();
    }

    /// The first id of `wire_rows` on each shard.
    static ImmutableList<Long> idsByShard(int shards) {
        ShardingFunction function = ShardingFunction.Hash.even(shards);
        return IntStream.range(0, shards)
                .mapToObj(shard -> LongStream.rangeClosed(1, ROWS)
                        .filter(id -> owner(function, id) == shard)
                        .boxed()
                        .findFirst()
                        .orElseThrow())
                .collect(ImmutableList.toImmutableList());
    }

    /// The first two ids of `wire_rows` that live on different shards.
    static List<Long> idsOnTwoShards(int shards) {
        ShardingFunction function = ShardingFunction.Hash.even(shards);
        long other = 2;
        while (owner(function, other) == owner(function, 1)) {
            other++;
        }
        return List.of(1L, other);
    }
}
