-- Asks a real server for the text of floats: `float4|float8, binary form in hex, text`.
-- Run: psql -AtX -f floats.sql > floats.txt
SET extra_float_digits = 1;
DO $$ BEGIN PERFORM setseed(0.5); END $$;
CREATE TEMP TABLE f4 AS
  SELECT ((random() - 0.5) * 10 ^ (random() * 80 - 44))::float4 x FROM generate_series(1, 150)
  UNION ALL SELECT (round((random() * 1000)::numeric, 2))::float4 FROM generate_series(1, 40)
  UNION ALL SELECT (2 ^ e)::float4 FROM generate_series(-149, 127) e
  UNION ALL SELECT (10 ^ e)::float4 FROM generate_series(-45, 38) e
  UNION ALL SELECT (8388608 + (random() * 1e8)::int4)::float4 FROM generate_series(1, 100)
  UNION ALL SELECT e * 1.4e-45::float4 FROM generate_series(1, 40) e
  UNION ALL VALUES ('NaN'::float4), ('Infinity'), ('-Infinity'), (0), ('-0'), (3.4028235e38), (1e6), (999999), (123456), (1234567), (0.0001), (0.00001), (-0.00012), (16777216), (16777218);
CREATE TEMP TABLE f8 AS
  SELECT (random() - 0.5) * 10 ^ (random() * 600 - 300) x FROM generate_series(1, 150)
  UNION ALL SELECT round((random() * 1000)::numeric, 2)::float8 FROM generate_series(1, 40)
  UNION ALL SELECT power(2::float8, e) FROM generate_series(-1022, 1023, 3) e
  UNION ALL SELECT ('1e' || e)::float8 FROM generate_series(-323, 308, 2) e
  UNION ALL SELECT (4503599627370496 + (random() * 9e17)::int8)::float8 FROM generate_series(1, 150)
  UNION ALL SELECT e * 5e-324::float8 FROM generate_series(1, 60) e
  UNION ALL VALUES ('NaN'::float8), ('Infinity'), ('-Infinity'), (0), ('-0'), (1.7976931348623157e308), (1e15), (999999999999999), (1e14), (123456789012345678), (0.0001), (0.00001),
    (-0.00012), (1e22), (1e23), (9007199254740993), (9007199254740992), (5e-324), (2.2250738585072014e-308), (0.1), (0.3), (1.0 / 3);
SELECT 'float4', encode(float4send(x::float4), 'hex'), x::float4 FROM f4;
SELECT 'float8', encode(float8send(x), 'hex'), x FROM f8;
