-- Asks a real server for the order of values: one line a value, `type|rank|binary form in hex`, ranks dense within a type.
-- Run: psql -AtX -f orders.sql > orders.txt
SET client_min_messages = warning;
SET timezone = 'UTC';
DO $$ BEGIN PERFORM setseed(0.42); END $$;

CREATE TEMP TABLE answer (type text, rank bigint, value bytea);

INSERT INTO answer SELECT 'bool', dense_rank() OVER (ORDER BY x), boolsend(x) FROM (VALUES (true), (false)) v (x);
INSERT INTO answer SELECT 'char', dense_rank() OVER (ORDER BY x), charsend(x)
  FROM (SELECT x::text::"char" x FROM unnest(ARRAY['a','Z','0','',' ','~','ä','€']) x) v;
INSERT INTO answer SELECT 'int2', dense_rank() OVER (ORDER BY x::int2), int2send(x::int2)
  FROM (SELECT (random() * 65535 - 32768)::int2 x FROM generate_series(1, 20) UNION ALL VALUES (0::int2), (-1), (-32768), (32767), (0)) v;
INSERT INTO answer SELECT 'int4', dense_rank() OVER (ORDER BY x), int4send(x)
  FROM (SELECT (random() * 4e9 - 2e9)::int4 x FROM generate_series(1, 20) UNION ALL VALUES (0), (-1), (-2147483648), (2147483647), (0)) v;
INSERT INTO answer SELECT 'int8', dense_rank() OVER (ORDER BY x), int8send(x)
  FROM (SELECT (random() * 1.8e19 - 9e18)::int8 x FROM generate_series(1, 20) UNION ALL VALUES (0::int8), (-1), (-9223372036854775808), (9223372036854775807)) v;
INSERT INTO answer SELECT 'oid', dense_rank() OVER (ORDER BY x), oidsend(x)
  FROM (VALUES (0::oid), (1), (2147483648), (4294967295), (2147483647)) v (x);
INSERT INTO answer SELECT 'xid8', dense_rank() OVER (ORDER BY x), xid8send(x)
  FROM (VALUES ('0'::xid8), ('1'), ('9223372036854775808'), ('18446744073709551615'), ('9223372036854775807')) v (x);
INSERT INTO answer SELECT 'pg_lsn', dense_rank() OVER (ORDER BY x), pg_lsn_send(x)
  FROM (VALUES ('0/0'::pg_lsn), ('0/1'), ('80000000/0'), ('FFFFFFFF/FFFFFFFF'), ('7FFFFFFF/FFFFFFFF')) v (x);
INSERT INTO answer SELECT 'float4', dense_rank() OVER (ORDER BY x::float4), float4send(x::float4)
  FROM (SELECT ((random() - 0.5) * 10 ^ (random() * 60 - 30))::float4 x FROM generate_series(1, 40)
        UNION ALL VALUES ('NaN'::float4), ('NaN'), ('-NaN'), ('Infinity'), ('-Infinity'), (0), ('-0'), (1e-45), (-1e-45), (3.4028235e38)) v;
INSERT INTO answer SELECT 'float8', dense_rank() OVER (ORDER BY x), float8send(x)
  FROM (SELECT (random() - 0.5) * 10 ^ (random() * 400 - 200) x FROM generate_series(1, 40)
        UNION ALL VALUES ('NaN'::float8), ('NaN'), ('Infinity'), ('-Infinity'), (0), ('-0'), (5e-324), (-5e-324), (1.7976931348623157e308)) v;
INSERT INTO answer SELECT 'numeric', dense_rank() OVER (ORDER BY x), numeric_send(x)
  FROM (SELECT ((random() - 0.5) * 10 ^ (random() * 40 - 20))::numeric x FROM generate_series(1, 60)
        UNION ALL SELECT round((random() * 100 - 50)::numeric, (random() * 6)::int) FROM generate_series(1, 60)
        UNION ALL VALUES (0::numeric), (0.00), (-0.0), (1), (1.0), (1.00), (-1), (-1.000), (10000), (9999), (9999.9999), (10000.0001), (0.0001),
          (0.00010), (0.00009999), (1e100), (1e-100), (-1e100), (-1e-100), (1.5), (1.50), (1.05), (100000000), (100000001), (99999999),
          (123456789012345678901234567890), (123456789012345678901234567891), (123456789012345678901234567890.0), (-123456789012345678901234567890.1),
          (1e-16383), ('1e131071'), ('-1e131071'), ('NaN'), ('NaN'), ('Infinity'), ('-Infinity'), ('Infinity')) v;
INSERT INTO answer SELECT 'money', dense_rank() OVER (ORDER BY x), cash_send(x)
  FROM (VALUES ('0'::money), ('-1.5'), ('1.5'), ('92233720368547758.07'), ('-92233720368547758.08')) v (x);
INSERT INTO answer SELECT 'name', dense_rank() OVER (ORDER BY x), namesend(x)
  FROM (VALUES (''::name), ('a'), ('B'), ('b'), ('ä'), ('ab'), ('abcdefgh'), ('abcdefghi'), ('€')) v (x);
INSERT INTO answer SELECT 'text', dense_rank() OVER (ORDER BY x COLLATE "C"), textsend(x)
  FROM (VALUES (''), ('a'), ('B'), ('b'), ('ä'), ('ab'), ('a '), ('abcdefgh'), ('abcdefghi'), ('abcdefgg~'), ('€'), ('😀'), (U&'\FFFD'), (U&'a\0001'), ('abcdefgh')) v (x);
INSERT INTO answer SELECT 'bpchar', dense_rank() OVER (ORDER BY x COLLATE "C"), bpcharsend(x)
  FROM (VALUES (''::bpchar), ('   '), ('a'), ('a  '), ('a b'), ('a  b'), (U&'a\0001'), ('B'), ('abcdefgh    '), ('abcdefgh'), ('abcdefghi')) v (x);
INSERT INTO answer SELECT 'bytea', dense_rank() OVER (ORDER BY x), byteasend(x)
  FROM (VALUES (''::bytea), ('\x00'), ('\x0000'), ('\x7f'), ('\x80'), ('\xff'), ('\x0102030405060708'), ('\x010203040506070800'), ('\x0102030405060709')) v (x);
INSERT INTO answer SELECT 'uuid', dense_rank() OVER (ORDER BY x), uuid_send(x)
  FROM (SELECT gen_random_uuid() x FROM generate_series(1, 20) UNION ALL VALUES ('00000000-0000-0000-0000-000000000000'::uuid),
    ('ffffffff-ffff-ffff-ffff-ffffffffffff'), ('ffffffff-ffff-ffff-7fff-ffffffffffff'), ('ffffffff-ffff-ffff-8000-000000000000')) v;
INSERT INTO answer SELECT 'macaddr', dense_rank() OVER (ORDER BY x), macaddr_send(x)
  FROM (VALUES ('08:00:2b:01:02:03'::macaddr), ('ff:00:00:00:00:00'), ('7f:ff:ff:ff:ff:ff'), ('00:00:00:80:00:00'), ('00:00:00:7f:00:00')) v (x);
INSERT INTO answer SELECT 'macaddr8', dense_rank() OVER (ORDER BY x), macaddr8_send(x)
  FROM (VALUES ('08:00:2b:01:02:03:04:05'::macaddr8), ('ff:00:00:00:00:00:00:00'), ('7f:ff:ff:ff:ff:ff:ff:ff'), ('7f:ff:ff:ff:80:ff:ff:ff')) v (x);
INSERT INTO answer SELECT 'date', dense_rank() OVER (ORDER BY x), date_send(x)
  FROM (VALUES ('2000-01-01'::date), ('1999-12-31'), ('infinity'), ('-infinity'), ('4713-01-01 BC'), ('5874897-12-31')) v (x);
INSERT INTO answer SELECT 'time', dense_rank() OVER (ORDER BY x), time_send(x)
  FROM (VALUES ('00:00'::time), ('24:00'), ('23:59:59.999999'), ('12:00')) v (x);
INSERT INTO answer SELECT 'timetz', dense_rank() OVER (ORDER BY x), timetz_send(x)
  FROM (VALUES ('12:00+00'::timetz), ('13:00+01'), ('11:00-01'), ('12:00+01'), ('00:00+15:59:59'), ('24:00-15:59:59'), ('12:00:00.000001+00'), ('12:00+00')) v (x);
INSERT INTO answer SELECT 'timestamp', dense_rank() OVER (ORDER BY x), timestamp_send(x)
  FROM (VALUES ('2000-01-01'::timestamp), ('1999-12-31 23:59:59.999999'), ('infinity'), ('-infinity'), ('4713-01-01 BC'), ('294276-12-31')) v (x);
INSERT INTO answer SELECT 'timestamptz', dense_rank() OVER (ORDER BY x), timestamptz_send(x)
  FROM (VALUES ('2000-01-01+00'::timestamptz), ('2000-01-01 01:00+01'), ('infinity'), ('-infinity'), ('2000-01-01 00:00-01')) v (x);
INSERT INTO answer SELECT 'interval', dense_rank() OVER (ORDER BY x), interval_send(x)
  FROM (SELECT make_interval(months => (random() * 4 - 2)::int, days => (random() * 60 - 30)::int, hours => (random() * 48 - 24)::int) x FROM generate_series(1, 80)
        UNION ALL VALUES ('1 month'::interval), ('30 days'), ('720 hours'), ('1 day'), ('24 hours'), ('-1 day'), ('-24 hours'), ('1 day -1 microsecond'),
          ('0'), ('1 month -30 days'), ('1 day -24 hours'), ('2147483647 days 2562047788 hours'), ('178956970 years'), ('-178956970 years'),
          ('-2147483648 days -2562047788 hours'), ('178956970 years 2147483647 days 2562047788 hours')) v;
INSERT INTO answer SELECT 'inet', dense_rank() OVER (ORDER BY x), inet_send(x)
  FROM (VALUES ('10.0.0.1'::inet), ('10.0.0.1/24'), ('10.0.0.2/24'), ('10.0.0.0/8'), ('10.0.0.0/24'), ('10.1.0.0/16'), ('0.0.0.0/0'), ('255.255.255.255'), ('128.0.0.1/1'),
    ('127.0.0.1/1'), ('10.0.0.1/23'), ('10.0.1.1/23'), ('::1'), ('::/0'), ('fe80::1/64'), ('fe80::2/64'), ('ffff::/16'), ('::ffff:1.2.3.4'), ('10.0.0.1/32'), ('192.168.0.5/30'), ('192.168.0.6/29')) v (x);
INSERT INTO answer SELECT 'cidr', dense_rank() OVER (ORDER BY x), cidr_send(x)
  FROM (VALUES ('10.0.0.0/8'::cidr), ('10.0.0.0/24'), ('10.1.0.0/16'), ('0.0.0.0/0'), ('10.0.0.1/32'), ('::/0'), ('fe80::/64'), ('fe80::/10')) v (x);
INSERT INTO answer SELECT 'bit', dense_rank() OVER (ORDER BY x), bit_send(x)
  FROM (VALUES (B'0000000000'), (B'1000000000'), (B'0000000001'), (B'1111111111'), (B'0000000010')) v (x);
INSERT INTO answer SELECT 'varbit', dense_rank() OVER (ORDER BY x), varbit_send(x)
  FROM (VALUES (B''::varbit), (B'0'), (B'00'), (B'1'), (B'10'), (B'100000000'), (B'1000000000'), (B'01'), (B'11111111'), (B'111111110'), (B'1010101010101010101010101010101010101010101010101010101010101010101'),
    (B'1010101010101010101010101010101010101010101010101010101010101010100'), (B'00000000')) v (x);

SELECT type, rank, encode(value, 'hex') FROM answer ORDER BY type, rank, value;
