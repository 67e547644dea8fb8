--- Groups that span shards, whose partial aggregates one Postgres combines.

--- aggregates in expressions
SELECT round(avg(total), 2) + 1, coalesce(sum(total), 0), count(*) * 2 + sum(id), max(id) - min(id) FROM orders WHERE total <> 'NaN';

SELECT sum(total) / count(*), avg(discount) * 100, sum(id)::text || ' of ' || count(id), (count(*)) FROM orders WHERE total <> 'NaN';

-- ordered
SELECT status, round(avg(total), 2) AS mean, sum(total) / count(*) FROM orders WHERE total <> 'NaN' GROUP BY status ORDER BY status;

-- ordered
SELECT upper(status::text), count(*) + 1, coalesce(max(note), 'none') FROM orders GROUP BY status ORDER BY status DESC;

SELECT CASE WHEN count(*) > 10 THEN 'many' ELSE 'few' END, CASE WHEN true THEN NULL ELSE sum(id) END, (avg(id))::int, nullif(sum(id), 1) FROM orders;

SELECT extract(year FROM max(placed_at)), max(placed_at) - min(placed_at) FROM orders;

SELECT date_trunc('month', placed_at), date_trunc('month', placed_at) + interval '1 day', count(*) FROM orders GROUP BY date_trunc('month', placed_at);

-- ordered
SELECT status FROM orders WHERE total <> 'NaN' GROUP BY status ORDER BY avg(total);

-- ordered
SELECT country, count(*) FROM customers GROUP BY country ORDER BY -count(*), country;

-- ordered
SELECT id % 7 AS r, count(*) AS n FROM orders GROUP BY r ORDER BY count(*) * 2 DESC NULLS LAST, r LIMIT 3 + 1;

--- a name of the select list goes before a column in ORDER BY
-- ordered
SELECT -(rating)::int AS rating, count(*) + 0 FROM customers WHERE rating IS NOT NULL AND rating <> 'NaN' GROUP BY customers.rating ORDER BY rating, 2 LIMIT 4;

-- ordered: 1
SELECT CASE WHEN active THEN 'x' ELSE country END, count(*) + 0 FROM customers GROUP BY active, country ORDER BY country;

--- no rows
SELECT coalesce(sum(total), 0), count(*) + 1, avg(id) + 1, max(name || ''), bool_or(active) IS NULL, stddev(id) FROM customers c JOIN orders o (cid, oid, p, s, total) ON o.cid = c.id WHERE false;

SELECT status, count(*) + 0 FROM orders WHERE false GROUP BY status;

SELECT count(*) + 1 FROM customers WHERE name = 'nobody' HAVING count(*) > 0;

SELECT count(*) + 1 FROM customers WHERE name = 'nobody' HAVING count(*) = 0;

SELECT 1 FROM customers WHERE false HAVING true;

SELECT 1, 'x' FROM customers HAVING false;

--- HAVING
-- ordered
SELECT status, count(*) FROM orders GROUP BY status HAVING count(*) > 60 ORDER BY status;

-- ordered
SELECT country FROM customers GROUP BY country HAVING count(*) > 2 AND max(id) > 10 OR country IS NULL ORDER BY country;

SELECT id % 5 FROM orders GROUP BY id % 5 HAVING id % 5 <> 2 AND avg(total) > 0;

-- fails: 22012
SELECT count(*) FROM orders GROUP BY status HAVING 1 / (count(*) - count(*)) > 0;

--- DISTINCT over groups
SELECT DISTINCT count(*) FROM customers GROUP BY country;

-- ordered
SELECT DISTINCT count(*) > 5 AS many FROM customers GROUP BY country ORDER BY many;

-- ordered
SELECT DISTINCT ON (count(*)) count(*), status FROM orders GROUP BY status ORDER BY count(*) DESC, status;

-- ordered
SELECT DISTINCT ON (n) count(*) AS n, country FROM customers GROUP BY country ORDER BY n, country;

--- GROUPING SETS
SELECT status, count(*) FROM orders GROUP BY ROLLUP (status);

SELECT country, active, count(*), avg(rating) IS NULL, grouping(country, active) FROM customers GROUP BY CUBE (country, active);

SELECT c.country, o.status, sum(o.total), count(DISTINCT c.id) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY GROUPING SETS ((c.country, o.status), (o.status), ());

SELECT status, id % 3, count(*) FROM orders WHERE false GROUP BY ROLLUP (status, id % 3);

SELECT status, count(*) FROM orders WHERE false GROUP BY GROUPING SETS ((status), (), ());

SELECT status, active, count(*) FROM orders JOIN customers c ON c.id = customer_id GROUP BY status, ROLLUP (active);

SELECT count(*), max(id) FROM orders GROUP BY ();

SELECT count(*), max(id) FROM orders WHERE false GROUP BY ();

-- ordered
SELECT status AS s, count(*) FROM orders GROUP BY ROLLUP (s) HAVING count(*) > 10 ORDER BY grouping(status), s LIMIT 4;

--- windows over groups
-- ordered
SELECT status, count(*), sum(count(*)) OVER (ORDER BY status), rank() OVER (ORDER BY count(*) DESC) FROM orders GROUP BY status ORDER BY status;

-- ordered
SELECT id % 5 AS r, sum(sum(id)) OVER w, count(*) FROM orders GROUP BY id % 5 WINDOW w AS (PARTITION BY id % 5 > 2 ORDER BY id % 5) ORDER BY r;

-- ordered
SELECT id % 5 AS r, count(*) + 0 FROM orders GROUP BY 1 WINDOW unused AS (PARTITION BY id % 5) ORDER BY r;

--- DISTINCT aggregates
SELECT count(DISTINCT status), count(DISTINCT customer_id % 3), count(*), sum(id) FROM orders;

SELECT count(DISTINCT country), sum(DISTINCT id % 4), avg(DISTINCT id % 4), min(DISTINCT id) FROM customers;

-- ordered
SELECT status, count(DISTINCT customer_id), count(DISTINCT customer_id) FILTER (WHERE total > 100), sum(total), count(*) FROM orders GROUP BY status ORDER BY status;

SELECT string_agg(DISTINCT country, ',' ORDER BY country), array_agg(DISTINCT active ORDER BY active), count(*) FROM customers;

SELECT string_agg(DISTINCT status::text, ', ' ORDER BY status::text DESC), jsonb_agg(DISTINCT country) FROM orders JOIN customers c ON c.id = customer_id;

SELECT count(DISTINCT round(total, 1)), count(DISTINCT shipping), count(DISTINCT tags), count(DISTINCT rating) FROM orders JOIN customers c ON c.id = customer_id;

SELECT count(DISTINCT status), sum(DISTINCT id) FROM orders WHERE false;

SELECT count(DISTINCT 1), count(*) FROM orders WHERE false;

--- exact kinds
SELECT sum(shipping), avg(shipping), max(shipping) - min(shipping) FROM orders;

-- ordered
SELECT status, sum(shipping), avg(shipping) FROM orders GROUP BY status ORDER BY status;

SELECT sum(round(total, 2)::money) FROM orders WHERE total <> 'NaN';

SELECT variance(id), var_samp(id), var_pop(id), stddev(id), stddev_samp(id), stddev_pop(id) FROM orders;

SELECT variance(quantity), var_pop(quantity), stddev(quantity), stddev_pop(quantity), variance(price), stddev(price), var_pop(price), stddev_pop(price) FROM order_items;

SELECT variance(total), var_pop(total), stddev(total), stddev_pop(total) FROM orders WHERE total <> 'NaN';

SELECT variance(total), stddev_pop(total) FROM orders;

SELECT var_samp(CASE id % 500 WHEN 0 THEN 'Infinity' ELSE '1' END::numeric), stddev_pop(CASE id % 500 WHEN 0 THEN '-Infinity' ELSE '2' END::numeric) FROM orders;

SELECT customer_id % 13, variance(total), stddev(total), var_pop(discount), stddev_pop(discount), stddev(id::int::smallint), variance(line) FROM orders JOIN (SELECT customer_id AS c, order_id AS o, line FROM order_items) i ON c = customer_id AND o = id WHERE total <> 'NaN' GROUP BY customer_id % 13;

SELECT id % 41, stddev(total * 1000000), stddev_pop(total / 7), variance(total / 1000000000), stddev(id * 0.001), stddev(1) FROM orders WHERE total <> 'NaN' GROUP BY id % 41;

SELECT stddev(total), var_samp(id), var_pop(id), stddev_pop(total) FROM orders WHERE customer_id < 3 AND id = 1;

SELECT bit_and(id), bit_or(id::int), bit_xor(id), bit_or(CASE WHEN id % 2 = 0 THEN B'01001' ELSE B'10000' END), every(id > 0), bool_and(total > 5) FROM orders;

SELECT regr_count(total, id), count(note) + 0, sum(id::int), sum(id::int::smallint) + 0, avg(id::int::smallint) + 0 FROM orders;

SELECT max(email), min(country), max(tags), min(created_at), max(birthday), max(rating), min(active::int), count(*) + 0 FROM customers;

SELECT avg(weight) IS NOT NULL, sum(weight) > 0, max(weight) + 0, min(price) * 2 FROM order_items;

SELECT sum(id::float8) + 0, avg(id::float4) + 0, avg(id::float8) + 0 FROM orders;

--- keys equal by their types
SELECT round(total, 0)::int % 2 * 1.0, count(*) + 0 FROM orders WHERE total <> 'NaN' GROUP BY 1;

SELECT country::char(4), count(*) + 0 FROM customers GROUP BY country::char(4);

SELECT count(*) + 0 FROM customers GROUP BY CASE WHEN id % 3 = 0 THEN 0.0 WHEN id % 3 = 1 THEN -0.0 ELSE 'NaN' END::float8;

SELECT count(*) + 0 FROM orders GROUP BY CASE WHEN id % 3 = 0 THEN interval '1 month' WHEN id % 3 = 1 THEN interval '30 days' END;

SELECT rating, total IS NULL, count(*) + 0 FROM customers JOIN orders ON customer_id = customers.id GROUP BY rating, total IS NULL;

--- aggregates that are their own combination
SELECT country, any_value(country) || '!', count(*) FROM customers GROUP BY country;

SELECT status, any_value(status::text) FILTER (WHERE id > 5) IS NULL, bit_xor(id) + 0, bit_and(id) + 0, bit_or(id) + 0 FROM orders GROUP BY status;

SELECT range_intersect_agg(int8range(id - 5000, id + 5000)), count(*) + 1 FROM customers;

SELECT country, range_intersect_agg(int8range(id, id + 5)) FROM customers GROUP BY country HAVING count(*) > 0;

--- common table expressions, derived tables, outer joins, subqueries in WHERE
WITH paid AS (SELECT customer_id, total FROM orders WHERE status = 'paid') SELECT round(sum(total), 1), count(*) FROM paid WHERE total <> 'NaN';

WITH c AS (SELECT id, country FROM customers), o AS (SELECT customer_id, total FROM orders WHERE total <> 'NaN') SELECT country, round(avg(total), 3) FROM c JOIN o ON o.customer_id = c.id GROUP BY country HAVING count(*) > 3;

SELECT k.region, round(avg(o.total), 2), count(DISTINCT c.id) FROM customers c JOIN countries k ON k.code = c.country LEFT JOIN orders o ON o.customer_id = c.id AND o.total <> 'NaN' GROUP BY k.region;

SELECT round(avg(n), 3), max(n) + 1 FROM (SELECT customer_id, count(*) AS n FROM orders GROUP BY customer_id) s;

SELECT count(*) + 1 FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE active);

SELECT count(*) + 1 /* FROM */ FROM /* GROUP */ orders "group" WHERE "group".id > 3 GROUP BY ();

(SELECT count(*) + 1 FROM orders);

-- refused extended: COPY in the extended query protocol
COPY (SELECT status, round(avg(total), 2), count(DISTINCT customer_id) FROM orders WHERE total <> 'NaN' GROUP BY status ORDER BY count(*) DESC, status) TO STDOUT (FORMAT csv, HEADER);

-- refused extended: COPY in the extended query protocol
COPY (WITH o AS (SELECT * FROM orders) SELECT avg(shipping), stddev(id) FROM o) TO STDOUT WITH (HEADER);

--- parameters
-- bind: 2::int4 | 100::numeric
SELECT status, round(avg(total), $1), count(*) FROM orders WHERE total <> 'NaN' GROUP BY status HAVING sum(total) > $2;

-- bind: 5::int8 | 1::int4
SELECT id % $1, count(*) + $2 FROM orders GROUP BY id % $1;

-- bind: 2::int8
-- ordered
SELECT country, sum(id) + $1 FROM customers GROUP BY country ORDER BY country LIMIT $1;

-- bind: month::text
SELECT date_trunc($1, placed_at), count(DISTINCT status) FROM orders GROUP BY date_trunc($1, placed_at);

--- in a block, with its own writes
BEGIN;
UPDATE orders SET total = 1000000 WHERE customer_id = 1;
SELECT round(avg(total), 2), max(total) + 1 FROM orders WHERE total <> 'NaN';
SELECT status, count(*) FROM orders GROUP BY ROLLUP (status);
ROLLBACK;

--- errors of one Postgres
-- fails: 22003
SELECT sum(9223372036854775807::int8 / 40 * (id / id)::int)::int8 + 0 FROM orders;

-- fails: 22012
SELECT sum(id) / (count(*) - count(*)) FROM orders;

-- fails: 42803
SELECT status, total + count(*) FROM orders GROUP BY status;

--- sums of floats that overflow on no shard alone
-- fails: 22003
SELECT sum(1e308::float8) FROM customers WHERE id IN (1, 2);

-- fails: 22003
SELECT sum(1e308::float8) FROM customers WHERE id IN (1, 3);

-- fails: 22003
SELECT avg(1e308::float8) FROM customers WHERE id IN (1, 2);

-- fails: 22003
SELECT avg(1e308::float8) FROM customers WHERE id IN (1, 3);

-- fails: 22003
SELECT sum(3e38::float4) FROM customers WHERE id IN (1, 2);

-- fails: 22003
SELECT sum(3e38::float4) FROM customers WHERE id IN (1, 3);

-- fails: 22003
SELECT round(avg(1e308::float8)) FROM customers WHERE id IN (1, 3) HAVING count(*) > 1;

SELECT avg(1e308::float8) FROM customers WHERE id IN (1) OR id IN (5000, 5001);

SELECT max(1e308::float8) - min(-1e307::float8) FROM customers;
