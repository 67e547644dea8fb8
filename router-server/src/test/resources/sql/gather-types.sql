--- Every kind of column, pulled and answered.

-- ordered
-- refused extended: COPY in the extended query protocol
COPY (SELECT k.*, count(*) OVER () FROM odd.kinds k ORDER BY id) TO STDOUT;

-- ordered
SELECT id, c_bool, c_int2, c_int4, c_float4, c_float8, c_numeric, c_amount, c_text, c_varchar, c_char, c_onechar, c_name, c_bytea, c_date, c_time, c_timetz, c_timestamp, c_timestamptz, c_interval, c_brief, count(*) OVER () FROM odd.kinds ORDER BY id;

-- ordered
SELECT id, c_uuid, c_json, c_jsonb, c_jsonpath, c_inet, c_cidr, c_macaddr, c_bit, c_varbit, c_point, c_box, c_ints, c_texts, c_range, c_multi, c_vector, c_query, c_money, c_oid, c_lsn, c_regtype::text, count(*) OVER () FROM odd.kinds ORDER BY id;

-- ordered
SELECT id, c_mood, c_moods::text, c_percent, c_listed::text, c_pair::text, c_pairs::text, c_span, c_bytewise, c_posix, "Weird Col", "select", "tëxt", "quo""te", doubled, count(*) OVER () FROM odd.kinds ORDER BY id;

-- ordered
SELECT k.* FROM (SELECT * FROM odd."Mixed Case") k JOIN customers c ON c.id = k.part WHERE k."Id" < 9 ORDER BY 1, 2;

-- ordered
SELECT c.*, o.* FROM odd.customers c JOIN orders o ON o.id = c.id ORDER BY c.id, o.customer_id;

-- ordered
SELECT k::text FROM odd.kinds k JOIN odd."Mixed Case" m ON m."Id" = k.id + 1 AND m.part = 1 WHERE k.id IN (1, 2, 7) ORDER BY k.id;

SELECT row_to_json(k), count(*) OVER () FROM odd.kinds k;

SELECT c_mood, count(DISTINCT id), max(c_mood), count(DISTINCT c_pair), array_agg(c_moods ORDER BY id)::text FROM odd.kinds WHERE id < 37 GROUP BY c_mood;

-- ordered
SELECT id, (c_pair).label, (c_pair).mood, (c_pairs[1]).low, lower(c_span), rank() OVER (ORDER BY c_mood DESC, id) FROM odd.kinds ORDER BY c_mood NULLS FIRST, c_pair, id;

SELECT DISTINCT c_char, c_char || '|', length(c_char), c_varchar::char(8), c_brief FROM odd.kinds;

-- ordered
SELECT DISTINCT ON (c_bytewise COLLATE "C") c_bytewise, id FROM odd.kinds ORDER BY c_bytewise COLLATE "C", id;

-- ordered
SELECT id, c_bytewise, row_number() OVER (ORDER BY c_bytewise, id), max(c_posix) OVER () FROM odd.kinds ORDER BY c_bytewise NULLS FIRST, id;

SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY c_numeric), percentile_cont(0.25) WITHIN GROUP (ORDER BY c_interval), max(c_inet), max(c_money) FROM odd.kinds;

SELECT count(DISTINCT ROW(c_float8, c_numeric, c_timestamptz)), count(DISTINCT c_jsonb), count(DISTINCT c_texts) FROM odd.kinds;

SELECT c_percent, c_listed::text, doubled, doubled - id FROM odd.kinds JOIN odd.customers USING (id) GROUP BY odd.kinds.id ORDER BY odd.kinds.id LIMIT 5;

SELECT a.id, b.id FROM odd.kinds a JOIN odd.kinds b ON a.c_multi @> b.c_range AND a.id <> b.id;

SELECT c_amount::text, c_numeric::text, c_regtype::text, c_oid FROM odd.kinds WHERE c_ints && ARRAY[1, 2, 3] OR c_vector @@ 'w9' GROUP BY id HAVING count(*) = 1;

SELECT coalesce(a.c_amount, b.c_amount), coalesce(a.c_varchar, b.c_varchar), coalesce(a.c_brief, b.c_brief) FROM odd.kinds a FULL JOIN odd.kinds b ON a.id = b.id + 40;

--- The client's settings.

SET TimeZone = 'America/St_Johns';
SELECT id, c_timestamptz, c_timestamptz::text, date_trunc('day', c_timestamptz), count(*) OVER () FROM odd.kinds;
SELECT count(DISTINCT id) FROM odd.kinds WHERE c_timestamptz < '2024-03-31 00:00';
SELECT count(DISTINCT c_timestamptz::date) FROM odd.kinds;
RESET TimeZone;

SET DateStyle = 'SQL, DMY';
SELECT id, c_date, c_timestamp, c_timestamptz, count(*) OVER () FROM odd.kinds;
SELECT id, c_date FROM odd.kinds WHERE c_date < '03/02/2024' AND id <> ALL (SELECT max(id) FROM odd.kinds);
-- refused: gathering arrays and rows of user types with this DateStyle
SELECT id, c_pair::text, count(*) OVER () FROM odd.kinds;
RESET DateStyle;

SET IntervalStyle = 'iso_8601';
SELECT id, c_interval, c_interval::text, c_brief, count(*) OVER () FROM odd.kinds;
RESET IntervalStyle;

SET IntervalStyle = 'sql_standard';
SELECT id, c_interval, c_brief, count(*) OVER () FROM odd.kinds;
RESET IntervalStyle;

SET bytea_output = 'escape';
SELECT id, c_bytea, count(*) OVER () FROM odd.kinds;
RESET bytea_output;

SET extra_float_digits = 0;
SELECT id, c_float4, c_float8, c_point, count(*) OVER () FROM odd.kinds;
-- refused: gathering arrays and rows of user types with extra_float_digits below 1
SELECT id, c_span, count(*) OVER () FROM odd.kinds;
RESET extra_float_digits;

SET standard_conforming_strings = off;
SELECT id, 'a\\b', count(*) OVER () FROM odd.kinds WHERE c_text <> 'x\\y' AND id < 5;
RESET standard_conforming_strings;

SET transform_null_equals = on;
SELECT id, count(*) OVER () FROM odd.kinds WHERE c_text = NULL;
RESET transform_null_equals;
