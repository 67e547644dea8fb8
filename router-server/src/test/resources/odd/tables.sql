CREATE SCHEMA odd;
CREATE TYPE odd.mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN odd.percent AS numeric(5,2) CHECK (VALUE BETWEEN 0 AND 100);
CREATE DOMAIN odd.moods AS odd.mood[];
CREATE TYPE odd.pair AS (low int, label text, mood odd.mood);
CREATE TYPE odd.span AS RANGE (subtype = float8);
CREATE TABLE odd.kinds (
  id bigint PRIMARY KEY, gone text,
  c_bool bool, c_int2 int2, c_int4 int4, c_float4 float4, c_float8 float8, c_numeric numeric, c_amount numeric(12,3),
  c_text text, c_varchar varchar(20), c_char char(5), c_onechar "char", c_name name, c_bytea bytea,
  c_date date, c_time time(3), c_timetz timetz, c_timestamp timestamp(0), c_timestamptz timestamptz,
  c_interval interval, c_brief interval day to second(2),
  c_uuid uuid, c_json json, c_jsonb jsonb, c_jsonpath jsonpath, c_inet inet, c_cidr cidr, c_macaddr macaddr,
  c_bit bit(5), c_varbit varbit(8), c_point point, c_box box, c_ints int[], c_texts text[], c_range int4range,
  c_multi int4multirange, c_vector tsvector, c_query tsquery, c_money money, c_oid oid, c_lsn pg_lsn, c_regtype regtype,
  c_mood odd.mood, c_moods odd.mood[], c_percent odd.percent, c_listed odd.moods, c_pair odd.pair, c_pairs odd.pair[],
  c_span odd.span, c_bytewise text COLLATE "C", c_posix text COLLATE "POSIX",
  "Weird Col" int, "select" text, "tëxt" text, "quo""te" text,
  doubled bigint GENERATED ALWAYS AS (id * 2) STORED
);
ALTER TABLE odd.kinds DROP COLUMN gone;
CREATE TABLE odd."Mixed Case" ("Id" bigint, part int, "VALUE" text, PRIMARY KEY ("Id", part));
CREATE TABLE odd.customers (id bigint PRIMARY KEY, code int);
CREATE TABLE odd.codes (code int PRIMARY KEY, name text NOT NULL);
CREATE TABLE odd.countries (id bigint PRIMARY KEY, code text);
CREATE TABLE odd.notes (id bigint, note text, at timestamptz DEFAULT now());
CREATE VIEW odd.kinds_view AS SELECT id, c_text FROM odd.kinds;
CREATE SEQUENCE odd.numbers;
CREATE FUNCTION odd.writes(said text) RETURNS text LANGUAGE sql AS
  $$ INSERT INTO odd.notes (id, note) VALUES (1, said) RETURNING note $$;
CREATE FUNCTION odd.counts() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT count(*) FROM odd.kinds $$;
CREATE FUNCTION odd.ids() RETURNS SETOF bigint LANGUAGE sql STABLE AS $$ SELECT id FROM odd.kinds $$;
INSERT INTO odd.kinds (id, c_bool, c_int2, c_int4, c_float4, c_float8, c_numeric, c_amount, c_text, c_varchar, c_char,
  c_onechar, c_name, c_bytea, c_date, c_time, c_timetz, c_timestamp, c_timestamptz, c_interval, c_brief, c_uuid, c_json,
  c_jsonb, c_jsonpath, c_inet, c_cidr, c_macaddr, c_bit, c_varbit, c_point, c_box, c_ints, c_texts, c_range, c_multi,
  c_vector, c_query, c_money, c_oid, c_lsn, c_regtype, c_mood, c_moods, c_percent, c_listed, c_pair, c_pairs, c_span,
  c_bytewise, c_posix, "Weird Col", "select", "tëxt", "quo""te")
SELECT i, i % 2 = 0, i - 20, i * 1000003, i / 3.0::float4, 1 / (i + 0.1)::float8, (1000000 * i)::numeric / 7, i / 8.0,
  chr(64 + i) || repeat('é', i % 4), 'v' || i, 'c' || i % 10, chr(64 + i)::"char", 'n' || i, decode(md5(i::text), 'hex'),
  '2024-01-01'::date + i, '00:00:00'::time + i * interval '1.2345 s', '01:02:03+05:30'::timetz,
  '2024-02-28 12:00:00.5'::timestamp + i * interval '7.3 h', '2024-03-30 12:00:00+00'::timestamptz + i * interval '1.7 h',
  i * interval '1 mon -3 days 04:05:06.7', i * interval '1.23456 s', md5(i::text)::uuid, json_build_object('b', i, 'a', i),
  jsonb_build_object('b', i, 'a', jsonb_build_array(i, null)), '$.a[*]', ('10.0.' || i || '.1/16')::inet,
  ('10.' || i || '.0.0/16')::cidr, '08:00:2b:01:02:03', (i % 32)::bit(5), (i % 8)::bit(3)::varbit, point(i, -i), box(point(0, 0), point(i, 1)),
  ARRAY[i, NULL, -i], ARRAY['a "' || i, NULL, ''], int4range(i, i + 5), int4multirange(int4range(i, i + 2), int4range(i + 4, i + 6)),
  to_tsvector('simple', 'word w' || i), to_tsquery('simple', 'w' || i || ' & word'), (i * 1.25)::numeric::money, i, '16/B374D848',
  CASE i % 3 WHEN 0 THEN 'integer'::regtype WHEN 1 THEN 'text'::regtype ELSE 'odd.mood'::regtype END,
  (ARRAY['happy', 'ok', 'sad'])[i % 3 + 1]::odd.mood, ARRAY['ok', NULL, (ARRAY['happy', 'ok', 'sad'])[i % 3 + 1]]::odd.mood[], i * 2.5,
  ARRAY['sad', 'happy']::odd.moods, ROW(i, 'l,"' || i, 'ok')::odd.pair, ARRAY[ROW(i, NULL, 'sad'), NULL]::odd.pair[],
  odd.span(i / 3.0::float8, i::float8), CASE WHEN i % 2 = 0 THEN 'a' ELSE 'B' END || i, 'p' || i, i % 4, 's' || i % 3, 't' || i, 'q' || i
FROM generate_series(1, 36) i;
INSERT INTO odd.kinds (id, c_float4, c_float8, c_numeric, c_text, c_date, c_timestamp, c_timestamptz, c_ints, c_texts, c_jsonb) VALUES
  (37, 'NaN', 'Infinity', 'NaN', '', 'infinity', '-infinity', '-infinity', '{}', '{{a,b},{c,NULL}}', 'null'),
  (38, '-Infinity', '-0', 'Infinity', E'tab\t new\n line \\ " ''', '4713-01-01 BC', '0044-03-15 12:00:00 BC', '1883-11-18 12:00:00+00', '[2:3]={1,2}', '{}', '"x"'),
  (39, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (40, '-0', 1e-310, '-Infinity', '🙂', NULL, NULL, NULL, NULL, NULL, '[]');
INSERT INTO odd."Mixed Case" SELECT i, p, 'v' || (i * p) % 5 FROM generate_series(1, 30) i, generate_series(1, 3) p;
INSERT INTO odd.customers SELECT i, i % 7 FROM generate_series(1, 50) i;
INSERT INTO odd.codes SELECT i, 'code ' || i FROM generate_series(0, 5) i;
INSERT INTO odd.notes (id, note) SELECT i, 'note' FROM generate_series(1, 10) i;
INSERT INTO odd.countries SELECT i, 'land ' || i FROM generate_series(1, 40) i;
