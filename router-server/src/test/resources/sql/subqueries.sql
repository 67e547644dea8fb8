--- Subqueries, derived tables and CTEs over all shards.

-- ordered
SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.status = 'returned') ORDER BY id;

-- ordered
SELECT id FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id) ORDER BY id;

-- ordered
SELECT id FROM customers WHERE id IN (SELECT customer_id FROM orders WHERE total > 350) ORDER BY id;

SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM orders);

SELECT id FROM customers WHERE id IN (SELECT id FROM orders);

SELECT id FROM orders WHERE id IN (SELECT id FROM customers);

-- ordered
SELECT id FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE rating > 4) ORDER BY id;

-- ordered
SELECT id, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) AS n FROM customers c ORDER BY n DESC, id LIMIT 20;

-- ordered
SELECT id, (SELECT max(total) FROM orders o WHERE o.customer_id = c.id AND total <> 'NaN') IS NULL FROM customers c ORDER BY id;

SELECT id FROM customers WHERE rating > (SELECT avg(rating) FROM customers);

SELECT id FROM customers WHERE id = (SELECT max(customer_id) FROM orders);

SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM customers);

SELECT id FROM customers WHERE country IN (SELECT code FROM countries WHERE region = 'Europe');

SELECT id FROM customers WHERE country NOT IN (SELECT code FROM countries WHERE name < 'J');

SELECT count(*) FROM countries WHERE code IN (SELECT country FROM customers);

SELECT name FROM countries k WHERE EXISTS (SELECT 1 FROM customers c WHERE c.country = k.code);

SELECT name FROM countries k WHERE NOT EXISTS (SELECT 1 FROM customers c WHERE c.country = k.code);

SELECT name, (SELECT count(*) FROM customers c WHERE c.country = k.code) FROM countries k;

SELECT id FROM customers WHERE EXISTS (SELECT 1 FROM orders WHERE total > 399);

SELECT id FROM customers WHERE id = 42 AND EXISTS (SELECT 1 FROM orders WHERE customer_id = 42);

SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM orders WHERE customer_id = 42);

SELECT id FROM customers WHERE id = ANY (SELECT customer_id FROM orders WHERE status = 'returned');

SELECT id FROM customers WHERE id > ALL (SELECT customer_id FROM orders);

SELECT id FROM customers WHERE (id, country) IN (SELECT customer_id, 'DE' FROM orders);

--- derived tables
-- ordered
SELECT t.id FROM (SELECT id, name FROM customers WHERE active) t ORDER BY t.id;

-- ordered
SELECT x FROM (SELECT id * 2 AS x FROM customers) t ORDER BY x;

-- ordered
SELECT t.cid, t.n FROM (SELECT customer_id AS cid, count(*) AS n FROM orders GROUP BY customer_id) t WHERE t.n > 20 ORDER BY t.n DESC, t.cid;

-- ordered
SELECT n, count(*) FROM (SELECT customer_id, count(*) AS n FROM orders GROUP BY customer_id) t GROUP BY n ORDER BY n;

SELECT avg(n), max(n), min(n), sum(n) FROM (SELECT customer_id, count(*) AS n FROM orders GROUP BY customer_id) t;

SELECT count(*) FROM (SELECT status, count(*) FROM orders GROUP BY status) t;

SELECT count(*) FROM (SELECT DISTINCT status FROM orders) t;

SELECT count(*) FROM (SELECT DISTINCT customer_id FROM orders) t;

SELECT count(*) FROM (SELECT id FROM orders ORDER BY id LIMIT 10) t;

SELECT count(*) FROM (SELECT id FROM orders OFFSET 10) t;

SELECT count(*) FROM (SELECT id, row_number() OVER (ORDER BY id) AS r FROM orders) t WHERE r <= 10;

SELECT count(*) FROM (SELECT id, row_number() OVER (PARTITION BY customer_id ORDER BY id) AS r FROM orders) t WHERE r <= 2;

-- ordered
SELECT c.name, t.n FROM customers c JOIN (SELECT customer_id, count(*) AS n FROM orders GROUP BY customer_id) t ON t.customer_id = c.id ORDER BY t.n DESC, c.id LIMIT 10;

-- ordered
SELECT c.id, t.n FROM customers c LEFT JOIN (SELECT customer_id, count(*) AS n FROM orders GROUP BY customer_id) t ON t.customer_id = c.id ORDER BY c.id;

SELECT c.id, t.n FROM customers c JOIN (SELECT status, count(*) AS n FROM orders GROUP BY status) t ON t.n > c.id;

SELECT t.id FROM (SELECT id FROM customers WHERE id = 5) t;

SELECT t.id FROM (SELECT id FROM customers) t WHERE t.id = 5;

SELECT t.id FROM (SELECT id + 1 AS id FROM customers) t WHERE t.id = 5;

SELECT t.id FROM (SELECT rating AS id FROM customers) t WHERE t.id = 5;

SELECT count(*) FROM (SELECT name AS id FROM customers) t WHERE t.id = 'Zed';

SELECT t.* FROM (VALUES (1, 'a'), (2, 'b')) t (id, x);

SELECT c.id, t.x FROM customers c JOIN (VALUES (1, 'a'), (2, 'b')) t (id, x) ON t.id = c.id;

SELECT c.id FROM customers c JOIN unnest('{1,2,3}'::bigint[]) u (id) ON u.id = c.id;

SELECT c.id FROM customers c, generate_series(1, 3) g WHERE c.id = g;

--- CTEs
WITH t AS (SELECT id, name FROM customers WHERE id = 42) SELECT * FROM t;

WITH t AS (SELECT id, name FROM customers) SELECT * FROM t WHERE id = 42;

-- ordered
WITH t AS (SELECT id, name FROM customers) SELECT * FROM t ORDER BY id LIMIT 10;

-- ordered
WITH t AS (SELECT customer_id, sum(total) AS s FROM orders WHERE total <> 'NaN' GROUP BY customer_id) SELECT * FROM t WHERE s > 3000 ORDER BY customer_id;

-- ordered
WITH t AS (SELECT customer_id, count(*) AS n FROM orders GROUP BY customer_id) SELECT c.id, t.n FROM customers c JOIN t ON t.customer_id = c.id ORDER BY t.n DESC, c.id LIMIT 10;

WITH t AS (SELECT status, count(*) AS n FROM orders GROUP BY status) SELECT * FROM t WHERE n > 400;

WITH t AS (SELECT id FROM orders ORDER BY id LIMIT 5) SELECT count(*) FROM t;

WITH t AS MATERIALIZED (SELECT id FROM customers) SELECT count(*) FROM t;

WITH t AS NOT MATERIALIZED (SELECT id FROM customers) SELECT count(*) FROM t;

WITH customers AS (SELECT 1 AS id) SELECT * FROM customers;

WITH customers AS (SELECT 1 AS id) SELECT * FROM public.customers WHERE id = 7;

WITH a AS (SELECT id FROM customers WHERE id = 3), b AS (SELECT id FROM orders WHERE customer_id = 3) SELECT count(*) FROM a, b;

WITH a AS (SELECT id FROM customers), b AS (SELECT customer_id FROM orders) SELECT count(*) FROM a JOIN b ON a.id = b.customer_id;

WITH a AS (SELECT id FROM customers) SELECT count(*) FROM a x JOIN a y ON x.id = y.id;

WITH a AS (SELECT id FROM customers) SELECT count(*) FROM a x, a y;

WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 10) SELECT sum(n) FROM t;

WITH RECURSIVE t (n) AS (SELECT min(id) FROM customers UNION ALL SELECT n + 1 FROM t WHERE n < 10) SELECT count(*) FROM t;

WITH t AS (SELECT * FROM countries) SELECT count(*) FROM t;

WITH unused AS (SELECT count(*) FROM customers) SELECT 1;

WITH unused AS (SELECT id FROM orders) SELECT id FROM customers WHERE id = 3;

--- LATERAL
-- ordered
SELECT c.id, t.id FROM customers c, LATERAL (SELECT id FROM orders o WHERE o.customer_id = c.id ORDER BY o.id DESC LIMIT 1) t ORDER BY c.id;

-- ordered
SELECT c.id, t.n FROM customers c LEFT JOIN LATERAL (SELECT count(*) AS n FROM orders o WHERE o.customer_id = c.id) t ON true ORDER BY c.id;

-- ordered
SELECT c.id, t.tag FROM customers c, unnest(c.tags) WITH ORDINALITY t (tag, place) ORDER BY c.id, t.place;

--- set operations
SELECT id FROM customers UNION SELECT id FROM orders;

SELECT id FROM customers UNION ALL SELECT id FROM orders;

SELECT id FROM customers INTERSECT SELECT customer_id FROM orders;

SELECT id FROM customers EXCEPT SELECT customer_id FROM orders;

SELECT id FROM customers WHERE id = 3 UNION ALL SELECT id FROM orders WHERE customer_id = 3;

SELECT id FROM customers WHERE id = 1 UNION SELECT id FROM customers WHERE id = 2 UNION SELECT id FROM customers WHERE id = 3 UNION SELECT id FROM customers WHERE id = 4 UNION SELECT id FROM customers WHERE id = 5;

SELECT code FROM countries UNION SELECT 'XX' ORDER BY 1;

SELECT 1 UNION SELECT 2 ORDER BY 1;

VALUES (1, 'one'), (2, 'two');
