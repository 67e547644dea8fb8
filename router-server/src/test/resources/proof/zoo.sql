CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy', 'Elated');
CREATE DOMAIN percent AS numeric(5,2) CHECK (VALUE BETWEEN 0 AND 100);
CREATE TABLE herds (k bigint PRIMARY KEY, i int, big bigint, small int2, n numeric(12,3), loose numeric, f float8, wild float8, t text,
  icu text COLLATE "en-x-icu", v varchar(12), c char(4), b bool, d date, ts timestamp, tz timestamptz, m mood);
CREATE TABLE beasts (k bigint, id int, i int, n numeric(12,3), f float8, r float4, t text, icu text COLLATE "en-x-icu", c char(4), b bool,
  d date, ts timestamp, iv interval, u uuid, y bytea, m mood, a int[], ta text[], j jsonb, rg int4range, p percent, PRIMARY KEY (k, id));
CREATE TABLE tags (t text PRIMARY KEY, k bigint, i int, n numeric(12,3), b bool, m mood, tz timestamptz, a int[]);
CREATE TABLE visits (u uuid, id int, k bigint, i int, big bigint, d date, ts timestamp, c char(4), n numeric(12,3), y bytea, PRIMARY KEY (u, id));
CREATE TABLE strays (k bigint, id int NOT NULL, i int, t text, f float8, m mood);
CREATE TABLE logs (k bigint, id int, d date NOT NULL, i int, t text, n numeric(12,3), PRIMARY KEY (k, id, d)) PARTITION BY RANGE (d);
CREATE TABLE logs_old PARTITION OF logs FOR VALUES FROM (MINVALUE) TO ('2024-01-10');
CREATE TABLE logs_mid PARTITION OF logs FOR VALUES FROM ('2024-01-10') TO ('2024-01-20');
CREATE TABLE logs_new PARTITION OF logs DEFAULT;
CREATE TABLE kinds (i int PRIMARY KEY, t text, c char(4), m mood, n numeric(12,3), b bool);
CREATE TABLE lands (t text PRIMARY KEY, k bigint, i int, d date);
CREATE TABLE notes (id int PRIMARY KEY, k bigint, i int, t text, n numeric(12,3), b bool);
CREATE TABLE eras (d date, id int, i int, t text, n numeric(12,3), tz timestamptz, PRIMARY KEY (d, id));
CREATE TABLE days (d date PRIMARY KEY, k bigint, i int, m mood, f float8);
CREATE TABLE marks (i int, id int, t text, d date, b bool, PRIMARY KEY (i, id));
CREATE TABLE pairs (t text, i int, n numeric(12,3), m mood, d date, PRIMARY KEY (t, i));
CREATE TABLE twins (t text, i int, id int NOT NULL, k bigint, ts timestamp);
CREATE TABLE coins (loose numeric, id int, i int, t text, huge float8, mo money, tt timetz, ip inet, vb varbit, PRIMARY KEY (loose, id));
CREATE TABLE pads (c char(4), id int, i int, k bigint, t text, PRIMARY KEY (c, id));
CREATE TABLE pair_slots (t text, i int) PARTITION BY HASH (t, i);
CREATE FUNCTION pick(list anyarray, n int) RETURNS anyelement LANGUAGE sql IMMUTABLE AS $$ SELECT list[n % cardinality(list) + 1] $$;
INSERT INTO herds SELECT k, CASE WHEN k % 7 <> 3 THEN k % 5 END, pick('{0,1,-1,4294967296,9000000000,NULL}'::bigint[], k::int * 7 / 3), k % 3,
  CASE WHEN k % 6 <> 2 THEN (k * 37 % 101) / 8.0 END, pick('{1,1.0,1.00,2.50,2.5,NaN,Infinity,-Infinity,0,0.000,NULL,-3}'::numeric[], k::int * 5 / 2),
  pick('{0,-0,1.25,-2.5,NaN,Infinity,100,NULL,0.5}'::float8[], k::int * 4 / 3), sqrt(k) / 3,
  pick('{ab,Ab,b,"",é,"a b",zeta,NULL,Z,_x,aé}'::text[], k::int * 3 / 2), pick('{ab,Ab,aB,é,e,f,Z,z,NULL,"a b",a-b}'::text[], k::int * 7 / 4),
  'v' || k % 6, pick('{a,b,ab,NULL,"",Z}'::text[], k::int), pick('{t,f,NULL}'::bool[], k::int), date '2024-01-01' + k::int % 25,
  timestamp '2024-02-28 22:00' + k * interval '7 h', timestamptz '2024-03-30 12:00+00' + k * interval '3 h', pick(enum_range(NULL::mood) || NULL::mood, k::int * 5 / 3)
FROM generate_series(1, 36) k;
INSERT INTO beasts SELECT k, id, CASE WHEN (k + id) % 9 <> 0 THEN (k * id) % 6 END, CASE WHEN (k + id) % 5 <> 1 THEN (k * 13 + id * 7) % 50 / 4.0 END,
  pick('{0,-0,1.25,-2.5,NaN,Infinity,NULL,8}'::float8[], (k * 3 + id)::int), pick('{0.5,-0,-7.25,NULL,NaN}'::float4[], (k + id)::int),
  pick('{ab,b,B,"",é,zeta,NULL,Z}'::text[], (k * 2 + id)::int), pick('{ab,Ab,é,e,f,Z,NULL}'::text[], (k * 3 + id)::int), pick('{a,b,ab,NULL,"c d"}'::text[], (k + id * 2)::int),
  pick('{t,f,NULL}'::bool[], (k + id)::int), date '2024-01-01' + (k * id % 20)::int, timestamp '2024-01-01' + (k * id) * interval '5 h 7.5 s',
  pick('{1 day,2 mons,-03:00,1 day 01:00,NULL,1 year}'::interval[], (k + id)::int), md5((k * id % 15)::text)::uuid,
  CASE WHEN id <> 3 THEN decode(md5((k % 4)::text), 'hex') END, pick(enum_range(NULL::mood) || NULL::mood, (k * 2 + id)::int),
  CASE WHEN k % 4 <> 0 THEN ARRAY[k % 3, NULL, id]::int[] ELSE '{}' END, pick2, jsonb_build_object('a', k % 4, 'b', ARRAY[id, k % 2]),
  CASE WHEN id <> 2 THEN int4range((k % 5)::int, (k % 5 + id)::int) ELSE 'empty' END, (k * id) % 100 + 0.25
FROM generate_series(1, 18) k, generate_series(1, 3) id, LATERAL (SELECT CASE id WHEN 1 THEN ARRAY['x', 'é"', NULL] WHEN 2 THEN '{}' ELSE ARRAY['y', k::text] END AS pick2) p;
INSERT INTO tags SELECT CASE WHEN g % 2 = 0 THEN 'tag' ELSE 'Tag é' END || g, CASE WHEN g % 8 <> 5 THEN g * 3 % 40 END, g % 6, (g * 11 % 17) / 2.0, g % 3 = 0, pick(enum_range(NULL::mood), g),
  timestamptz '2024-10-27 00:00+00' + g * interval '10 min', ARRAY[g % 3, g % 2] FROM generate_series(1, 25) g;
INSERT INTO visits SELECT md5((g % 12)::text)::uuid, g, g * 7 % 40, g % 5, g::bigint * 1000000007, date '2023-12-25' + g, timestamp '2024-01-01' + g * interval '1 day 1 h', pick('{a,b,ab,NULL}'::text[], g),
  CASE WHEN g % 4 <> 0 THEN (g * 29 % 31) / 8.0 END, decode(lpad(to_hex(g % 5), 2, '0'), 'hex') FROM generate_series(1, 30) g;
INSERT INTO strays SELECT CASE WHEN g % 4 <> 0 THEN g * 2 END, g, g % 4, pick('{ab,b,NULL,zeta}'::text[], g), pick('{0.25,NULL,-4}'::float8[], g), pick(enum_range(NULL::mood), g) FROM generate_series(1, 20) g;
INSERT INTO logs SELECT k, id, date '2024-01-01' + (k * id * 3 % 28)::int, (k + id) % 7, 'l' || k % 3, (k * 7 % 23) / 4.0 FROM generate_series(1, 14) k, generate_series(1, 2) id;
INSERT INTO kinds SELECT g, pick('{ab,b,zeta,NULL}'::text[], g), pick('{a,b,NULL}'::text[], g), pick(enum_range(NULL::mood), g), g / 4.0, g % 2 = 0 FROM generate_series(0, 7) g;
INSERT INTO lands SELECT pick('{ab,b,é,zeta,Z,B,other}'::text[], g), g * 2, g % 4, date '2024-01-01' + g FROM generate_series(0, 6) g;
INSERT INTO notes SELECT g, g * 5 % 40, g % 6, pick('{ab,Ab,NULL,é}'::text[], g), g / 8.0, g % 3 = 1 FROM generate_series(1, 15) g;
INSERT INTO eras SELECT date '2023-12-28' + g, g % 3, g % 7, pick('{ab,b,NULL,Z}'::text[], g), (g * 17 % 40) / 8.0, timestamptz '2024-01-01 00:00+00' + g * interval '13 h' FROM generate_series(0, 34) g;
INSERT INTO days SELECT date '2023-12-31' + g * 2, g, CASE WHEN g % 5 <> 0 THEN g % 4 END, pick(enum_range(NULL::mood) || NULL::mood, g), pick('{0,-0,1.25,NaN}'::float8[], g) FROM generate_series(0, 16) g;
INSERT INTO marks SELECT g % 9, g, pick('{ab,Ab,é,NULL}'::text[], g), date '2024-01-01' + g % 12, g % 2 = 0 FROM generate_series(0, 26) g;
INSERT INTO pairs SELECT pick('{ab,b,é,tag2,Z}'::text[], g), g % 6, g / 8.0, pick(enum_range(NULL::mood), g), date '2024-01-01' + g FROM generate_series(0, 29) g;
INSERT INTO twins SELECT pick('{ab,b,é,tag2,NULL}'::text[], g * 3 / 2), CASE WHEN g % 7 <> 0 THEN g % 5 END, g, g % 20, timestamp '2024-01-01' + g * interval '9 h' FROM generate_series(0, 24) g;
INSERT INTO coins SELECT pick('{1,1.0,2.50,2.5,0,0.000,-3,100,1e10}'::numeric[], g), g, g % 4, pick('{x,y,NULL}'::text[], g), pick('{1e308,-1e308,0.1,NULL}'::float8[], g), (g * 1.25)::numeric::money,
  '10:00+02'::timetz + g % 5 * interval '1 h', ('10.0.0.' || g % 6 || '/' || 24 + g % 2 * 8)::inet, (g % 5)::bit(3)::varbit FROM generate_series(0, 19) g;
INSERT INTO pads SELECT pick('{a,b,ab,"",Z}'::text[], g), g, g % 3, g, pick('{a,b,ab}'::text[], g) FROM generate_series(0, 14) g;
