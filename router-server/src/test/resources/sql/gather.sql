--- What no shard can answer a part of: one Postgres answers over pulled rows.

-- ordered
SELECT id, rank() OVER (ORDER BY rating DESC NULLS LAST, id) FROM customers WHERE id < 300 ORDER BY 2, 1;

SELECT status, count(*) FROM orders GROUP BY status HAVING count(*) > 100;

SELECT count(DISTINCT status), count(DISTINCT customer_id) FROM orders;

SELECT status, currency FROM (SELECT status, 'EUR' AS currency FROM orders) o GROUP BY ROLLUP (status, currency);

--- Subqueries that are not tied to the outer row's shard.

SELECT c.id, (SELECT count(*) FROM orders o WHERE o.total > c.credit) FROM customers c WHERE c.id < 40;

SELECT c.id FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.note = c.name) OR c.id IN (3, 4, 5);

SELECT c.id FROM customers c WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.customer_id = c.id AND e.kind = 'view') AND c.id < 200;

SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM events WHERE customer_id < 50) AND id < 60;

SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM events) AND id < 60;

SELECT id FROM customers WHERE country NOT IN (SELECT country FROM customers WHERE id < 20) AND id < 500;

SELECT id FROM customers WHERE (country IN (SELECT country FROM customers WHERE id < 20)) IS NULL AND id < 500;

SELECT id FROM customers WHERE rating >= ALL (SELECT rating FROM customers WHERE rating IS NOT NULL AND rating <> 'NaN');

SELECT id FROM customers WHERE credit = ANY (SELECT max(credit) FROM customers GROUP BY country);

SELECT (SELECT max(total) FROM orders WHERE total <> 'NaN') - (SELECT min(total) FROM orders WHERE total <> 'NaN');

SELECT c.id, x.n FROM customers c CROSS JOIN LATERAL (SELECT count(*) AS n FROM orders o WHERE o.id % 10 = c.id % 10) x WHERE c.id < 25;

SELECT c.id, x.id FROM customers c LEFT JOIN LATERAL (SELECT e.id FROM events e WHERE e.customer_id = c.id ORDER BY e.at DESC NULLS LAST, e.id LIMIT 1) x ON true WHERE c.id BETWEEN 1 AND 60;

SELECT o.id FROM orders o WHERE o.total > (SELECT avg(i.total) FROM orders i WHERE i.status = o.status AND i.total <> 'NaN') AND o.id < 200;

SELECT array(SELECT DISTINCT status FROM orders ORDER BY status), ARRAY(SELECT id FROM customers ORDER BY id DESC LIMIT 3);

--- Joins whose rows do not lie together.

SELECT a.id, b.id FROM customers a FULL JOIN events b ON b.customer_id = a.id AND b.kind = 'view' WHERE a.id < 30 OR a.id IS NULL;

SELECT count(*), count(a.id), count(b.id) FROM customers a FULL JOIN orders b ON a.id = b.id;

SELECT count(*), count(a.id), count(b.id) FROM customers a RIGHT JOIN orders b ON a.id = b.id AND b.total > 100;

SELECT a.id, b.id FROM customers a LEFT JOIN customers b ON b.id = a.id + 1 AND b.country = 'DE' WHERE a.id < 50;

SELECT a.id, b.id FROM customers a LEFT JOIN customers b ON b.id = a.id + 1 WHERE a.id < 50 AND b.country = 'DE';

SELECT a.id, b.id FROM customers a LEFT JOIN customers b ON b.id = a.id + 1 WHERE a.id < 80 AND b.country IS NULL;

SELECT a.id, b.id FROM customers a LEFT JOIN customers b ON b.id = a.id + 1 WHERE a.id < 80 AND (b.country IS NULL OR b.country = 'DE');

SELECT a.id, b.id FROM customers a LEFT JOIN customers b ON b.id = a.id + 1 WHERE a.id < 80 AND b.country IS DISTINCT FROM 'DE';

SELECT a.id, b.id FROM customers a LEFT JOIN customers b ON b.id = a.id + 1 WHERE a.id < 80 AND NOT (b.country = 'DE');

SELECT a.id, b.id FROM (SELECT * FROM customers WHERE id < 90) a LEFT JOIN (SELECT * FROM customers WHERE country = 'FR') b ON b.id = a.id + 2;

SELECT a.id, b.id FROM customers a RIGHT JOIN customers b ON b.id = a.id + 1 AND a.country = 'DE' WHERE b.id < 40;

SELECT a.id, b.id, c.id FROM customers a LEFT JOIN customers b ON b.id = a.id + 1 AND b.active LEFT JOIN customers c ON c.id = b.id + 1 AND c.country <> 'DE' WHERE a.id < 40;

SELECT a.id, b.code FROM countries b FULL JOIN customers a ON a.country = b.code AND a.id < 40 WHERE a.id < 60 OR a.id IS NULL;

SELECT * FROM countries LEFT JOIN (SELECT country AS code, count(*) AS n FROM customers WHERE id < 100 GROUP BY country) c USING (code);

SELECT count(*) FROM customers NATURAL JOIN orders;

-- refused: the router cannot read this statement
SELECT count(*) FROM (customers c JOIN orders o ON o.id = c.id) AS j WHERE j.status = 'paid';

SELECT id, n FROM (customers c JOIN (SELECT customer_id, count(*) AS n FROM events GROUP BY customer_id) e ON e.customer_id = c.id) WHERE id < 100;

SELECT c.id, p.name FROM customers c, products p WHERE p.price = (SELECT max(price) FROM order_items i WHERE i.customer_id = c.id) AND c.id < 300;

--- One table with several conditions.

SELECT a.id, b.id FROM customers a JOIN customers b ON a.id = b.id + 1 WHERE a.country = 'DE' AND b.country = 'FR';

SELECT a.id FROM customers a WHERE a.id IN (1, 2, 3) AND a.credit > (SELECT min(b.credit) FROM customers b WHERE b.id IN (4, 5, 6));

SELECT a.id FROM customers a WHERE a.id = 1 AND EXISTS (SELECT 1 FROM customers b WHERE b.id = 2);

SELECT count(*) FROM customers a, customers b WHERE a.id = 7 AND b.id = 11;

SELECT count(*) FROM orders a, orders b WHERE a.customer_id = 7 AND b.customer_id IN (8, 9) AND a.id <> b.id;

SELECT sum(n) FROM (SELECT count(*) AS n FROM customers WHERE id < 10 UNION ALL SELECT count(*) FROM customers WHERE id > 490) u;

--- Windows.

SELECT id, lag(id, 2) OVER w, sum(credit) OVER (w ROWS BETWEEN 3 PRECEDING AND CURRENT ROW) FROM customers WHERE id < 90 WINDOW w AS (ORDER BY id);

SELECT status, count(*), sum(count(*)) OVER (ORDER BY status NULLS FIRST), rank() OVER (ORDER BY count(*) DESC, status) FROM orders GROUP BY status;

-- ordered
SELECT * FROM (SELECT id, status, row_number() OVER (PARTITION BY status ORDER BY placed_at DESC, customer_id, id) AS r FROM orders) t WHERE r <= 3 ORDER BY status, r;

SELECT id, ntile(4) OVER (ORDER BY id), percent_rank() OVER (ORDER BY country, id), first_value(name) OVER (PARTITION BY country ORDER BY id) FROM customers WHERE id < 120;

--- DISTINCT ON, ties, grouping sets, ordered sets.

-- ordered
SELECT DISTINCT ON (status) status, id, customer_id, total FROM orders ORDER BY status DESC NULLS LAST, id DESC, customer_id;

-- ordered
SELECT DISTINCT ON (country, active) country, active, id FROM customers ORDER BY country NULLS FIRST, active, id DESC;

-- ordered: 1
SELECT quantity, price FROM order_items ORDER BY quantity DESC NULLS LAST FETCH FIRST 3 ROWS WITH TIES;

SELECT country, active, grouping(country, active), count(*) FROM customers GROUP BY CUBE (country, active) HAVING count(*) > 3;

SELECT country, count(*) FROM customers GROUP BY GROUPING SETS ((country), ()) HAVING grouping(country) = 1 OR count(*) > 20;

SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY credit), percentile_disc(ARRAY[0.1, 0.9]) WITHIN GROUP (ORDER BY id), mode() WITHIN GROUP (ORDER BY country) FROM customers;

SELECT status, string_agg(id::text, ',' ORDER BY id DESC, customer_id) FILTER (WHERE id < 60) FROM orders GROUP BY status;

SELECT rank(100) WITHIN GROUP (ORDER BY id), array_agg(DISTINCT country ORDER BY country) FROM customers;

SELECT jsonb_object_agg(id, tags ORDER BY id) FROM customers WHERE id < 9;

SELECT c.id, c.name, count(*) FROM customers c JOIN orders o ON o.id = c.id GROUP BY c.id;

SELECT o.customer_id, o.id, o.note, o.placed_at FROM orders o JOIN events e ON e.customer_id = o.id WHERE o.id < 50 GROUP BY o.customer_id, o.id;

-- fails: 42803
SELECT c.id, c.name, count(*) FROM customers c JOIN orders o ON o.id = c.id GROUP BY c.name;

--- Set operations.

-- ordered
SELECT id FROM customers WHERE id < 9 UNION SELECT id FROM orders WHERE id < 9 EXCEPT SELECT customer_id FROM orders WHERE customer_id < 4 ORDER BY 1;

SELECT country FROM customers EXCEPT ALL SELECT code FROM countries;

(SELECT id FROM customers ORDER BY id DESC LIMIT 2) UNION ALL (SELECT id FROM orders ORDER BY id LIMIT 1);

SELECT 1 AS n, NULL AS x UNION SELECT id, name FROM customers WHERE id < 3;

SELECT code FROM countries INTERSECT SELECT country FROM customers;

--- Recursion, and common table expressions with the names of tables.

-- ordered
WITH RECURSIVE t (n, path) AS (SELECT id, ARRAY[id] FROM customers WHERE id = 3 UNION ALL SELECT c.id, t.path || c.id FROM customers c JOIN t ON c.id = t.n * 2 WHERE c.id < 200) SELECT * FROM t ORDER BY n;

WITH RECURSIVE t (n) AS (SELECT 1::bigint UNION SELECT o.id FROM orders o, t WHERE o.customer_id = t.n AND o.id < 500) SELECT count(*) FROM t;

WITH orders AS (SELECT id, 'x' AS note FROM customers WHERE id < 5) SELECT o.*, (SELECT count(*) FROM public.orders) FROM orders o;

WITH customers AS (SELECT * FROM customers WHERE id < 5) SELECT count(*), max(e.id::text) FROM customers c JOIN events e ON e.customer_id = c.id;

WITH a AS MATERIALIZED (SELECT country, count(*) AS n FROM customers GROUP BY 1), b AS (SELECT max(n) AS n FROM a) SELECT a.country, a.n FROM a JOIN b USING (n);

SELECT x.id FROM (WITH orders AS (SELECT id FROM customers) SELECT id FROM orders ORDER BY id LIMIT 3) x JOIN orders ON orders.id = x.id AND orders.customer_id < 60;

--- Names.

SELECT public.customers.id, public.customers.name FROM public.customers JOIN public.orders ON public.orders.id = public.customers.id WHERE public.customers.id < 30;

SELECT customers.* FROM public.customers, events WHERE events.customer_id = customers.id AND customers.id < 20;

SELECT public.customers.* FROM public.customers JOIN events ON events.customer_id = customers.id WHERE customers.id < 20;

SELECT "orders"."id", count(*) OVER () FROM "public"."orders" AS "orders" WHERE "orders"."id" < 20;

SELECT ORDERS.ID, Count(*) OVER () AS "Total" FROM Public.Orders WHERE ID < 20;

SELECT a.x, a.y, b.* FROM orders AS a (x, y), customers b (id, y) WHERE a.y = b.id AND a.y < 30;

SELECT count(*) FROM (TABLE customers UNION ALL TABLE customers) t;

SELECT kintsugi_1.id, count(*) OVER () FROM customers kintsugi_1 WHERE kintsugi_1.id < 4;

SELECT id, "Weird Col", "select", "tëxt", "quo""te", count(*) OVER () FROM odd.kinds WHERE id < 20;

SELECT m."Id", m."VALUE", count(*) OVER (PARTITION BY m."VALUE") FROM odd."Mixed Case" m WHERE m.part = 2;

SELECT odd."Mixed Case"."VALUE", count(DISTINCT part) FROM odd."Mixed Case" GROUP BY 1;

SELECT U&"\0069d", count(*) OVER () FROM customers WHERE id < 5;

SET search_path = odd, public;
SELECT c.*, count(*) OVER () FROM customers c WHERE id < 9;
SELECT customers.code, codes.name, count(DISTINCT o.id) FROM customers JOIN codes USING (code) JOIN orders o ON o.id = customers.id GROUP BY 1, 2;
-- refused: tables of one name without aliases
SELECT public.customers.name, odd.customers.code FROM public.customers JOIN odd.customers ON public.customers.id = odd.customers.id + 1;
SET search_path = public;
SELECT c.*, count(*) OVER () FROM customers c WHERE id < 9;
SET search_path = odd;
-- fails: 42P01
SELECT count(DISTINCT status) FROM orders;
SELECT c.*, count(*) OVER () FROM customers c WHERE id < 9;
RESET search_path;

--- Rows as values.

-- refused binary: a row as a value in binary format
SELECT c FROM customers c JOIN events e ON e.customer_id = c.id WHERE c.id < 6;

SELECT count(DISTINCT c), count(c.*) FROM countries c, orders o WHERE o.id < 10;

-- ordered
SELECT row_to_json(m), to_jsonb(m.*) FROM odd."Mixed Case" m, orders o WHERE o.id = m."Id" AND m.part = 1 ORDER BY m."Id", o.customer_id;

SELECT (o).id, (o).note FROM orders o, customers c WHERE c.id = o.id AND o.id < 30;

SELECT json_agg(o ORDER BY o.customer_id, o.id) FROM orders o WHERE o.id < 12;

-- refused binary: a row as a value in binary format
SELECT DISTINCT ON ((k).c_mood) (k).c_mood, k.id FROM odd.kinds k ORDER BY (k).c_mood, k.id;

--- What the answer must not depend on.

-- refused: system column ctid
SELECT ctid, count(*) OVER () FROM customers;

-- refused: system column tableoid
SELECT o.tableoid, count(*) OVER () FROM orders o;

-- refused: system column xmin
SELECT xmin::text::int > 0, count(*) OVER () FROM customers;

-- refused: TABLESAMPLE
SELECT count(DISTINCT status) FROM orders TABLESAMPLE BERNOULLI (100);

-- refused: FOR UPDATE or FOR SHARE
SELECT o.id FROM orders o JOIN customers c ON c.id = o.id FOR UPDATE OF o;

-- refused: FOR UPDATE or FOR SHARE
SELECT id FROM orders ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED;

-- refused: function nextval()
SELECT nextval('odd.numbers'), count(*) OVER () FROM customers;

-- refused always: pg_advisory_lock() is not supported
SELECT pg_advisory_lock(1), count(DISTINCT status) FROM orders;

-- refused: function txid_current()
SELECT txid_current() > 0, count(DISTINCT status) FROM orders;

-- refused: function pg_typeof()
SELECT pg_typeof(c), count(*) OVER () FROM customers c;

-- refused: function writes()
SELECT odd.writes('x'), count(*) OVER () FROM customers;

-- refused: function counts()
SELECT odd.counts(), count(DISTINCT status) FROM orders;

-- refused: function ids()
SELECT count(DISTINCT o.status) FROM orders o, odd.ids() i WHERE i = o.id;

-- refused: system catalog pg_class
SELECT count(DISTINCT relname) FROM pg_class, orders;

-- refused: type regclass
SELECT count(DISTINCT status), 'orders'::regclass FROM orders;

-- refused: function current_setting()
SELECT current_setting('transaction_isolation'), count(DISTINCT status) FROM orders;

SELECT current_setting('TimeZone'), current_user = session_user, current_schema, count(DISTINCT status) FROM orders;

SELECT count(DISTINCT id) FROM orders WHERE placed_at < now() AND placed_at > 'yesterday'::timestamptz - interval '100 years';

SELECT count(*) > 0 FROM (SELECT random() AS r, id FROM orders ORDER BY 1 LIMIT 5) t;

SELECT o.id, g FROM orders o, generate_series(1, 3) g, unnest(ARRAY[1, 2]) WITH ORDINALITY u (x, n) WHERE o.id = g * 10 + n GROUP BY 1, 2 HAVING count(*) > 0;

--- Errors come from where one Postgres has them.

-- fails: 22012
SELECT count(DISTINCT 1 / (id - 5)) FROM customers;

-- fails: 42703
SELECT count(DISTINCT nothing) FROM customers;

-- fails: 42883
SELECT count(DISTINCT lower(id)) FROM customers;

-- fails: 21000
SELECT (SELECT id FROM customers), count(*) FROM orders;

-- fails: 22P02
SELECT count(DISTINCT id) FROM customers WHERE id = 'x';

--- Parameters.

-- bind: 5::bigint | DE::text
SELECT a.id, b.id, $2 || 'x' FROM customers a LEFT JOIN customers b ON b.id = a.id + 1 AND b.country = $2 WHERE a.id < $1;

-- bind: {1,2,3}::bigint[]
SELECT count(DISTINCT o.status), $1::bigint[] FROM orders o WHERE o.customer_id = ANY ($1);

-- bind: NULL::bigint
SELECT count(DISTINCT status) FROM orders WHERE customer_id = $1;

-- bind: paid::order_status
SELECT count(DISTINCT customer_id) FROM orders WHERE status = $1;

-- bind: 3::int
SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM orders) ORDER BY id LIMIT $1;

-- bind: 10::bigint | 20::bigint
SELECT a.id FROM customers a WHERE a.id = $1 OR a.id = (SELECT max(id) FROM customers WHERE id = $2);

-- bind: 5::int | happy::text
SELECT id, $2::odd.mood, count(*) OVER () FROM odd.kinds WHERE id < $1 OR c_mood = $2::odd.mood;

--- A function that is not known is found wherever it stands.

-- refused: function counts()
SELECT count(DISTINCT status) FROM orders LIMIT odd.counts();

-- refused: function counts()
SELECT id, rank() OVER w FROM customers WINDOW w AS (PARTITION BY odd.counts() ORDER BY id);

-- refused: function counts()
SELECT id, rank() OVER (ORDER BY odd.counts(), id) FROM customers;

-- refused: function counts()
SELECT count(DISTINCT id) FILTER (WHERE odd.counts() > id) FROM orders;

-- refused: function counts()
SELECT array_agg(id ORDER BY odd.counts(), id) FROM customers;

-- refused: function writes()
WITH x AS (SELECT odd.writes('x')) SELECT count(DISTINCT status) FROM orders;

-- refused: function counts()
SELECT count(*) FROM customers c FULL JOIN orders o ON o.id = c.id AND odd.counts() > 0;

-- refused: function counts()
SELECT DISTINCT ON (odd.counts()) id FROM customers ORDER BY odd.counts(), id;

-- refused: function counts()
SELECT id, count(*) OVER () FROM customers ORDER BY CASE WHEN odd.counts() > 0 THEN id END;

-- refused: function counts()
SELECT (ARRAY[1, 2])[odd.counts()], count(DISTINCT status) FROM orders;

-- refused: function counts()
SELECT count(*) FROM customers c, LATERAL (SELECT odd.counts() + c.id) x (n), orders o WHERE o.id = x.n;

-- refused: function counts()
SELECT count(DISTINCT status) FROM orders GROUP BY ROLLUP (odd.counts());

-- refused: function counts()
SELECT count(DISTINCT status) FROM orders HAVING count(*) > odd.counts();

-- refused: function ids()
SELECT odd.ids(), count(*) OVER () FROM orders;

-- refused: function counts()
SELECT coalesce(NULL, odd.counts()), count(DISTINCT status) FROM orders UNION ALL VALUES (odd.counts(), 1);

-- refused: the router cannot read this statement
SELECT count(DISTINCT o.status) FROM orders o, ROWS FROM (odd.ids(), generate_series(1, 3)) AS f (a, b) WHERE o.id = f.a;

-- refused: function counts()
SELECT 1 FROM customers c JOIN orders o ON o.id = c.id WHERE o.total BETWEEN odd.counts() AND 5 OR (c.id, 1) IN ((odd.counts(), 1));

-- refused: function counts()
SELECT count(DISTINCT status) FROM orders WHERE EXISTS (SELECT FROM countries WHERE odd.counts() > 0 OFFSET odd.counts());

--- One plan for other constants: shorter and longer ones, a quote, one that a column is called, and none that is left.

SELECT id, rank() OVER (ORDER BY name, id) FROM customers WHERE id > 9 AND id <= 20 AND name <> 'a';

SELECT id, rank() OVER (ORDER BY name, id) FROM customers WHERE id > 1000 AND id <= 1011 AND name <> 'it''s not é';

SELECT id, rank() OVER (ORDER BY name, id) FROM customers WHERE id > -3 AND id <= 0x0F AND name <> $$credit$$;

SELECT a.id, b.id FROM customers a, customers b WHERE a.id = 7 AND b.id = 7 AND a.name = b.name;

SELECT a.id, b.id FROM customers a, customers b WHERE a.id = 7 AND b.id = 1008 AND a.name <> b.name;

SELECT 'x', count(DISTINCT name) FROM customers WHERE id > 90;

SELECT 'a longer one', count(DISTINCT name) FROM customers WHERE id > 1900000;

-- refused extended: COPY in the extended query protocol
COPY (SELECT 'x', count(DISTINCT name) FROM customers WHERE id > 90) TO STDOUT (DELIMITER ';');

-- refused extended: COPY in the extended query protocol
COPY (SELECT 'a;longer é', count(DISTINCT name) FROM customers WHERE id > 1900) TO STDOUT (DELIMITER ',');
