--- What another router answers wrongly, by kind. Kinds that are in peers-pgdog.sql are not repeated.

--- order
-- ordered
SELECT id FROM customers ORDER BY id FETCH FIRST 3 ROWS ONLY;

SELECT rating FROM customers ORDER BY rating FETCH FIRST 3 ROWS WITH TIES;

-- ordered
SELECT id FROM events ORDER BY id LIMIT 20;

-- ordered
SELECT id FROM customers ORDER BY id % 10, -id LIMIT 20;

-- ordered
SELECT id, shipping FROM orders ORDER BY shipping NULLS FIRST, id LIMIT 700;

--- aggregates
SELECT count(*), sum(id), avg(rating), min(name), max(name) FROM customers;

SELECT sum(DISTINCT rating), avg(DISTINCT rating) FROM customers;

SELECT coalesce(max(rating), 0), max(rating) - min(rating) FROM customers;

SELECT bool_and(active), bool_or(active) FROM customers;

SELECT bit_or(id), bit_and(id) FROM orders;

SELECT round(stddev(rating)::numeric, 9), round(variance(rating)::numeric, 9), var_pop(total) FROM customers c JOIN orders o (cid, oid, p, s, total) ON o.cid = c.id WHERE total <> 'NaN';

SELECT string_agg(name, ',' ORDER BY name) FROM customers;

SELECT array_agg(id ORDER BY id) FROM customers;

SELECT json_agg(id ORDER BY id), jsonb_object_agg(id, name) FROM customers;

SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY rating) FROM customers;

-- ordered
SELECT count(*) FROM orders GROUP BY total ORDER BY 1 DESC, min(id);

SELECT count(*) FROM (SELECT DISTINCT total FROM orders) t;

SELECT DISTINCT ON (country) country, id FROM customers ORDER BY country, id;

SELECT avg(credit), avg(discount) FROM customers c JOIN orders o (cid, oid, p, s, t, discount) ON o.cid = c.id;

SELECT sum(shipping), avg(shipping) FROM orders;

SELECT status, count(*) FROM orders GROUP BY ROLLUP (status);

SELECT status, count(*) FROM orders GROUP BY GROUPING SETS ((status), ());

SELECT status, count(*) FROM orders GROUP BY CUBE (status);

--- shapes
SELECT id FROM customers UNION SELECT customer_id FROM orders;

SELECT id, row_number() OVER (ORDER BY id) FROM customers;

SELECT id, sum(total) OVER (PARTITION BY status) FROM orders;

SELECT id FROM customers WHERE rating = (SELECT max(rating) FROM customers);

SELECT id FROM customers WHERE id IN (SELECT customer_id FROM events);

SELECT id FROM customers c WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.customer_id = c.id);

WITH t AS (SELECT country, count(*) AS n FROM customers GROUP BY country) SELECT * FROM t WHERE n > 5;

SELECT count(*) FROM (SELECT status, customer_id FROM orders GROUP BY status, customer_id) t;

SELECT max(n) FROM (SELECT status, count(*) AS n FROM orders GROUP BY status) t;

SELECT sum(id) FROM (SELECT id FROM orders ORDER BY id LIMIT 10) t;

SELECT count(*) FROM customers c JOIN events e ON e.customer_id = c.id;

SELECT count(*) FROM customers a JOIN customers b ON b.rating = a.rating;

SELECT k.code, count(c.id) FROM countries k LEFT JOIN customers c ON c.country = k.code GROUP BY k.code;

-- ordered
SELECT c.id, t.id FROM customers c CROSS JOIN LATERAL (SELECT id FROM orders o WHERE o.customer_id = c.id ORDER BY id LIMIT 1) t ORDER BY c.id;

SELECT c.id, t.id FROM customers c CROSS JOIN LATERAL (SELECT id FROM events e WHERE e.customer_id = c.id ORDER BY id LIMIT 1) t;

WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT c.id, t.n FROM customers c JOIN t ON t.n = c.id;

SELECT c.id, v.x FROM (VALUES (1, 'a'), (2, 'b')) v (id, x) JOIN customers c ON c.id = v.id;

SELECT c.id, v.x FROM (VALUES (1, 'a'), (2, 'b')) v (id, x) LEFT JOIN customers c ON c.id = v.id;

--- routing
SELECT id FROM customers WHERE id = E'42';

SELECT id FROM customers WHERE rating IN (SELECT price FROM products WHERE id = 42);

SELECT id FROM customers WHERE id = '42';

SELECT id FROM customers WHERE id IS NULL;

SELECT id FROM customers WHERE id = 40 + 2;

SELECT id FROM customers WHERE id = length('abc');

SELECT id FROM customers WHERE id = abs(-42);

--- protocol
-- ordered
SELECT * FROM customers ORDER BY id;

-- ordered
SELECT * FROM orders ORDER BY customer_id, id;

-- ordered
SELECT * FROM order_items ORDER BY customer_id, order_id, line;

-- ordered
SELECT * FROM events ORDER BY id;

-- ordered
SELECT * FROM products ORDER BY id;

-- bind: true::boolean | \x01::bytea
SELECT count(*) FROM events, LATERAL (SELECT $1::bool AS b) t WHERE b AND payload > $2;

-- bind: 5::bigint
SELECT count(*), avg(id), sum(id), min(placed_at), max(placed_at) FROM orders WHERE id > $1;

-- refused: DO across shards
DO $$ BEGIN PERFORM 1; END $$;

BEGIN;
-- refused always: DECLARE of an SQL cursor
DECLARE c CURSOR FOR SELECT id FROM customers ORDER BY id;
FETCH 3 FROM c;
ROLLBACK;

BEGIN;
-- refused always: DECLARE of an SQL cursor
DECLARE c CURSOR FOR SELECT id FROM orders WHERE customer_id = 3 ORDER BY id;
FETCH 3 FROM c;
CLOSE c;
ROLLBACK;

--- writes
BEGIN;
UPDATE customers SET rating = rating RETURNING id;
ROLLBACK;

BEGIN;
-- refused: the sharding key id of customers cannot be changed
UPDATE customers SET id = 900001 WHERE id = 186;
ROLLBACK;

BEGIN;
DELETE FROM orders USING customers c WHERE c.id = orders.customer_id AND c.rating > 100;
ROLLBACK;

--- transactions
BEGIN;
-- fails: 23505
INSERT INTO customers (id, name, created_at) VALUES (900001, 'x', '2024-01-01 00:00+00'), (42, 'duplicate', '2024-01-01 00:00+00');
ROLLBACK;

BEGIN;
COMMIT AND CHAIN;
SHOW transaction_isolation;
ROLLBACK;

BEGIN TRANSACTION ISOLATION LEVEL SERIALIZABLE;
SHOW transaction_isolation;
SELECT count(*) FROM orders;
COMMIT;

-- together
BEGIN;
UPDATE customers SET rating = 1 WHERE id = 42;
-- fails: 22012
SELECT 1/0;
SELECT 2;

-- together
UPDATE customers SET rating = 1 WHERE id = 42;
-- fails: 22012
SELECT 1/0;
