-- Asks a real server for averages: `sum in binary|count|average in binary|average`.
-- Run: psql -AtX -f averages.sql > averages.txt
DO $$ BEGIN PERFORM setseed(0.25); END $$;
CREATE TEMP TABLE s AS
  SELECT round(((random() - 0.5) * 10 ^ (random() * 30 - 10))::numeric, (random() * 10)::int) a, (1 + random() * 10 ^ (random() * 9))::int8 b FROM generate_series(1, 500)
  UNION ALL VALUES (5::numeric, 3::int8), (3.50, 2), (0, 7), (0.000, 7), (1, 3), (2, 3), (-2, 3), (-0.5, 3), (9999, 9999), (10000, 9999), (10000, 3), (0.00012345, 7),
    (1e40, 3), (1e-40, 3), ('NaN', 3), ('Infinity', 3), ('-Infinity', 3), (123456789012345678901234567890.123, 9223372036854775807), (1, 9223372036854775807), (round(1, 500), 3), (round(1, 1200), 3);
SELECT encode(numeric_send(a), 'hex'), b, encode(numeric_send(a / b), 'hex'), a / b FROM s;
