--- What another router has answered wrongly: every item of its list of silent wrong results, over several shards here.

--- 1. a bare LIMIT gives n rows, not n for each shard; OFFSET is skipped once
SELECT 1 FROM orders LIMIT 10;

SELECT 1 FROM orders OFFSET 1995;

SELECT 1 FROM orders LIMIT 10 OFFSET 1995;

--- 2. GROUP BY without an aggregate
-- ordered
SELECT status FROM orders GROUP BY status ORDER BY status;

SELECT country FROM customers GROUP BY country;

--- 3. GROUP BY an expression, its alias, a column that is not selected
-- ordered
SELECT date_trunc('year', placed_at), count(*) FROM orders GROUP BY date_trunc('year', placed_at) ORDER BY 1;

-- ordered
SELECT date_trunc('quarter', placed_at) AS d, sum(round(total, 2)) FROM orders WHERE total <> 'NaN' GROUP BY d ORDER BY d;

SELECT count(*) FROM orders GROUP BY status;

--- 4. the top groups by an aggregate
-- ordered
SELECT customer_id % 20 AS b, count(*) AS n FROM orders GROUP BY b ORDER BY n DESC, b LIMIT 3;

-- ordered
SELECT customer_id % 20 AS b, sum(total) FROM orders WHERE total <> 'NaN' GROUP BY b ORDER BY sum(total) DESC, b LIMIT 3;

--- 5. HAVING on whole groups
SELECT country, count(*) FROM customers GROUP BY country HAVING count(*) > 8;

-- ordered
SELECT customer_id, count(*) FROM orders GROUP BY customer_id HAVING count(*) > 20 ORDER BY customer_id;

--- 6. ORDER BY an expression, COLLATE, an unselected column, an ambiguous name, USING
-- ordered
SELECT id FROM customers ORDER BY lower(name), id;

-- ordered
SELECT id FROM customers ORDER BY name COLLATE "C" DESC, id;

-- ordered
SELECT name FROM customers ORDER BY created_at, id;

-- ordered
SELECT c.id, o.id FROM customers c JOIN orders o ON o.customer_id = c.id ORDER BY o.id LIMIT 30;

-- ordered
SELECT id FROM customers ORDER BY id USING >;

--- 7. NULLS FIRST and LAST
-- ordered
SELECT id, credit FROM customers ORDER BY credit NULLS FIRST, id;

-- ordered
SELECT id, credit FROM customers ORDER BY credit DESC NULLS LAST, id;

--- 8. text orders, also in min and max
-- ordered
SELECT DISTINCT name FROM customers ORDER BY name;

SELECT min(name), max(name), min(name COLLATE "C") FROM customers;

--- 9. numeric: more than 28 digits, infinities, averages, sums of bigint beyond 64 bits
-- ordered
SELECT id, total * 100000000000000000000000000000000000001 AS big FROM orders ORDER BY big, id;

SELECT sum(total * 100000000000000000000000000000000000001) FROM orders WHERE total <> 'NaN';

SELECT avg(total), avg(discount), avg(id) FROM orders WHERE total <> 'NaN';

SELECT sum(9223372036854775807 - id) FROM orders;

-- ordered
SELECT id, CASE WHEN id % 3 = 0 THEN 'Infinity'::numeric ELSE total END AS n FROM orders ORDER BY n DESC, id LIMIT 50;

--- 10. intervals; timestamps in the repeated hour
-- ordered
SELECT id, (CASE id % 3 WHEN 0 THEN '400 days' WHEN 1 THEN '1 year' ELSE '13 mons' END)::interval AS i FROM orders ORDER BY i, id;

-- ordered
SELECT id, '2024-10-27 00:00+00'::timestamptz + id % 240 * '1 minute'::interval AS t FROM orders ORDER BY t, id;

--- 11. date, time, enum, bpchar, bytea
-- ordered
SELECT id, birthday FROM customers ORDER BY birthday, id;

-- ordered
SELECT id, placed_at::time FROM orders ORDER BY placed_at::time, id LIMIT 100;

-- ordered
SELECT status, id FROM orders ORDER BY status DESC, id LIMIT 100;

-- ordered
SELECT country, id FROM customers ORDER BY country DESC, id;

-- ordered
SELECT payload, id FROM events ORDER BY payload NULLS FIRST, id;

SELECT min(status), max(status), min(country), max(birthday) FROM orders JOIN customers c ON c.id = customer_id;

--- 12. aggregates inside expressions, windows
SELECT sum(total) / sum(id) FROM orders WHERE total <> 'NaN';

SELECT coalesce(sum(total), 0) FROM orders WHERE total <> 'NaN';

SELECT round(avg(total), 2) FROM orders WHERE total <> 'NaN';

SELECT count(*) + 1 FROM orders;

SELECT count(*)::int FROM orders;

SELECT max(total) IS NULL FROM orders;

SELECT max(id) AS m, max(id) + 0 FROM orders;

SELECT sum(id) OVER () FROM orders;

SELECT id, rank() OVER (ORDER BY id) FROM orders;

-- ordered
SELECT id, sum(id) OVER (PARTITION BY customer_id ORDER BY id) FROM orders ORDER BY id;

--- 13. set operations, DISTINCT in a subquery
SELECT status FROM orders UNION SELECT status FROM orders;

SELECT customer_id FROM orders INTERSECT SELECT id FROM customers;

SELECT id FROM customers EXCEPT ALL SELECT customer_id FROM orders;

SELECT count(*) FROM (SELECT DISTINCT status FROM orders) t;

SELECT id FROM customers WHERE id = 5 UNION ALL SELECT id FROM customers WHERE id = 5;

SELECT id FROM customers WHERE id = 5 UNION SELECT customer_id FROM orders WHERE customer_id = 5;

--- 14. keys that restrict nothing
SELECT id, id = 1 FROM customers;

SELECT count(*) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND c.id = 1;

SELECT count(CASE WHEN id = 1 THEN 1 END), count(*) FILTER (WHERE id = 2) FROM customers;

SELECT id, (SELECT 1 FROM countries LIMIT 1) FROM customers WHERE id IN (1, 2 + 3, abs(-7));

SELECT id FROM customers WHERE id = 1 OR rating > 4;

SELECT id FROM customers WHERE NOT (id = 1 AND rating > 4);

SELECT id FROM customers WHERE (id = 1) = false;

SELECT id FROM customers WHERE id = 1 OR NULL;

SELECT id FROM customers WHERE coalesce(id, 1) = 1;

SELECT id FROM customers WHERE id = CASE WHEN active THEN 1 ELSE 2 END;

SELECT o.id FROM orders o WHERE o.id = 5;

SELECT c.id FROM customers c WHERE c.rating IN (SELECT rating FROM products WHERE id = 5);

SELECT id FROM customers WHERE id = -(-5);

SELECT id FROM customers WHERE id = +5;

SELECT id FROM customers WHERE id = 5 - 0;

SELECT id FROM customers WHERE id = '5'::text::bigint;

--- 15. and 16. writes
BEGIN;
INSERT INTO events (id, kind) VALUES ('00000000-0000-0000-0000-000000000001', 'a'), ('00000000-0000-0000-0000-000000000002', 'b'), ('00000000-0000-0000-0000-000000000003', 'c'), ('00000000-0000-0000-0000-000000000004', 'd'), ('00000000-0000-0000-0000-000000000005', 'e'), ('00000000-0000-0000-0000-000000000006', 'f');
ROLLBACK;

BEGIN;
INSERT INTO order_items (customer_id, order_id, line) SELECT customer_id, id, 101 FROM orders;
ROLLBACK;

BEGIN;
-- refused: the sharding key id of customers must be a constant or a parameter
INSERT INTO customers (id, name, created_at) VALUES (900000 + 1, 'x', '2024-01-01 00:00+00');
ROLLBACK;

UPDATE orders SET note = note WHERE id < 0;

BEGIN;
-- refused: FOR UPDATE or FOR SHARE
SELECT id FROM orders ORDER BY id LIMIT 5 FOR UPDATE SKIP LOCKED;
ROLLBACK;

--- 16.: what else may commit in part is in the commit transcripts (CommitCrashTest, CommitRefusedTest, BankTest)

--- 17. one text with two meanings: countries is a reference table in one schema and sharded in another
SET search_path = public, odd;
SELECT count(*), min(code) FROM countries;
SET search_path = odd, public;
SELECT count(*), min(code) FROM countries;
SELECT id FROM countries WHERE id = 7;
SET search_path = public, odd;
SELECT count(*), min(code) FROM countries;
-- fails: 42703
SELECT id FROM countries WHERE id = 7;
RESET search_path;

--- also in a transaction that takes its setting back
BEGIN;
SET LOCAL search_path = odd;
-- bind: 7::bigint
SELECT count(*), min(code) FROM countries WHERE id <> $1;
ROLLBACK;

SELECT count(*), min(code) FROM countries;

--- 18. prepare, describe, bind in binary: merged aggregates, orders
-- bind: 10::bigint
SELECT count(*), sum(id), avg(id), min(placed_at), max(total) FROM orders WHERE id > $1 AND total <> 'NaN' AND total > 398;

-- bind: 1000::bigint
-- ordered
SELECT placed_at, id FROM orders WHERE id > $1 ORDER BY placed_at DESC, id LIMIT 20;

-- bind: 200::bigint
-- ordered
SELECT o.status, count(*), avg(o.total), max(c.name) FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id > $1 AND o.total <> 'NaN' GROUP BY o.status ORDER BY 2 DESC, 1;

--- 19. is in wire/peers-pgdog.pgtest: DEALLOCATE and COPY as extended queries. Here: what it left behind.
DEALLOCATE ALL;
SELECT count(*) FROM orders;
