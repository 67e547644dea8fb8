--- Writes to one shard, undone; writes that would need several shards are refused and change nothing.

BEGIN;
INSERT INTO customers (id, name, created_at) VALUES (900001, 'New', '2024-01-01 00:00+00');
SELECT id, name FROM customers WHERE id = 900001;
-- ordered
SELECT id FROM customers ORDER BY id DESC LIMIT 3;
SELECT count(*) FROM customers;
ROLLBACK;
SELECT count(*) FROM customers;

BEGIN;
-- bind: 900001::bigint | Néw::text
INSERT INTO customers (id, name, created_at) VALUES ($1, $2, '2024-01-01 00:00+00') RETURNING id, name, credit;
-- bind: 900001::bigint
SELECT id, name FROM customers WHERE id = $1;
ROLLBACK;

BEGIN;
INSERT INTO customers VALUES (900002, 'All columns', NULL, 'DE', '2024-01-01 00:00+00') RETURNING *;
ROLLBACK;

BEGIN;
INSERT INTO customers AS c (name, created_at, id) VALUES ('order', '2024-01-01 00:00+00', '900003') RETURNING c.id;
ROLLBACK;

BEGIN;
INSERT INTO customers (id, name, created_at) VALUES (900001, 'a', now()), (900001, 'b', now()) ON CONFLICT DO NOTHING RETURNING id;
ROLLBACK;

BEGIN;
-- fails: 23505
INSERT INTO customers (id, name, created_at) VALUES (42, 'again', '2024-01-01 00:00+00');
-- fails: 25P02
SELECT 1;
ROLLBACK;

BEGIN;
INSERT INTO customers (id, name, created_at) VALUES (42, 'again', '2024-01-01 00:00+00') ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING id, name;
SELECT name FROM customers WHERE id = 42;
ROLLBACK;

BEGIN;
INSERT INTO customers (id, name, created_at) VALUES (42, 'again', '2024-01-01 00:00+00') ON CONFLICT DO NOTHING;
ROLLBACK;

BEGIN;
UPDATE customers SET name = upper(name) WHERE id = 42;
SELECT name FROM customers WHERE id = 42;
ROLLBACK;

BEGIN;
-- bind: 42::bigint | 12.50::numeric
UPDATE customers SET credit = $2 WHERE id = $1 RETURNING id, credit;
ROLLBACK;

BEGIN;
UPDATE orders SET status = 'returned' WHERE customer_id = 3 AND status = 'paid';
SELECT status, count(*) FROM orders WHERE customer_id = 3 GROUP BY status;
-- ordered
SELECT status, count(*) FROM orders GROUP BY status ORDER BY status;
ROLLBACK;

BEGIN;
UPDATE customers SET id = 42, name = 'same key' WHERE id = 42;
ROLLBACK;

BEGIN;
UPDATE orders o SET note = c.name FROM customers c WHERE c.id = o.customer_id AND o.customer_id = 3;
SELECT count(*) FROM orders WHERE customer_id = 3 AND note IS NOT NULL;
ROLLBACK;

BEGIN;
DELETE FROM order_items WHERE customer_id = 3;
DELETE FROM orders WHERE customer_id = 3;
DELETE FROM customers WHERE id = 3 RETURNING id;
SELECT count(*) FROM customers;
SELECT count(*) FROM orders WHERE customer_id = 3;
ROLLBACK;

BEGIN;
DELETE FROM order_items USING orders o WHERE o.customer_id = order_items.customer_id AND o.id = order_items.order_id AND order_items.customer_id = 3 AND o.status = 'paid';
ROLLBACK;

BEGIN;
WITH gone AS (DELETE FROM order_items WHERE customer_id = 3 RETURNING order_id) SELECT count(*) FROM gone;
ROLLBACK;

BEGIN;
WITH made AS (INSERT INTO customers (id, name, created_at) VALUES (900001, 'x', '2024-01-01 00:00+00') RETURNING id) SELECT id FROM made;
ROLLBACK;

BEGIN;
DELETE FROM events WHERE id = '00000000-0000-0000-0000-000000000000';
ROLLBACK;

BEGIN;
UPDATE customers SET name = 'x' WHERE id = NULL;
ROLLBACK;

BEGIN;
UPDATE customers SET name = 'x' WHERE id = 1 AND id = 2;
ROLLBACK;

BEGIN;
DELETE FROM customers WHERE false;
ROLLBACK;

BEGIN;
-- fails: 23502
INSERT INTO customers (id, name) VALUES (900001, 'no time');
ROLLBACK;

BEGIN;
-- fails: 23502
INSERT INTO customers (id, name, created_at) VALUES (NULL, 'no key', '2024-01-01 00:00+00');
ROLLBACK;

BEGIN;
-- fails: 22P02
-- refused: a value for the sharding key id of customers is beyond the router
INSERT INTO customers (id, name, created_at) VALUES ('x', 'no key', '2024-01-01 00:00+00');
ROLLBACK;

BEGIN;
-- fails: 23503
INSERT INTO orders (customer_id, id, placed_at) VALUES (900009, 1, '2024-01-01 00:00+00');
ROLLBACK;

BEGIN;
SAVEPOINT a;
INSERT INTO customers (id, name, created_at) VALUES (900001, 'New', '2024-01-01 00:00+00');
ROLLBACK TO a;
SELECT count(*) FROM customers WHERE id = 900001;
ROLLBACK;

BEGIN READ ONLY;
-- fails: 25006
UPDATE customers SET name = 'x' WHERE id = 42;
ROLLBACK;

BEGIN;
INSERT INTO orders (customer_id, id, placed_at) SELECT 3, 900001, '2024-01-01 00:00+00' RETURNING customer_id, id;
ROLLBACK;

BEGIN;
INSERT INTO orders (customer_id, id, placed_at) SELECT customer_id, id + 900000, placed_at FROM orders WHERE customer_id = 3;
ROLLBACK;

--- what needs several shards
BEGIN;
UPDATE customers SET name = 'x';
ROLLBACK;

UPDATE customers SET rating = 1 WHERE rating = 77;

DELETE FROM customers WHERE name = 'nobody at all';

BEGIN;
DELETE FROM order_items;
ROLLBACK;

BEGIN;
INSERT INTO customers (id, name, created_at) VALUES (900001, 'a', '2024-01-01 00:00+00'), (900002, 'b', '2024-01-01 00:00+00'), (900003, 'c', '2024-01-01 00:00+00'), (900004, 'd', '2024-01-01 00:00+00'), (900005, 'e', '2024-01-01 00:00+00'), (900006, 'f', '2024-01-01 00:00+00');
ROLLBACK;

BEGIN;
UPDATE customers SET name = 'x' WHERE id IN (1, 2, 3, 4, 5, 6) RETURNING id;
ROLLBACK;

BEGIN;
-- fails: 23503
-- refused: the sharding key id of customers cannot be changed
UPDATE customers SET id = 900001 WHERE id = 42;
ROLLBACK;

BEGIN;
-- refused: the sharding key id of customers cannot be changed
UPDATE customers SET id = id + 900000 WHERE id = 196;
ROLLBACK;

BEGIN;
INSERT INTO countries VALUES ('XX', 'Nowhere', NULL);
ROLLBACK;

BEGIN;
UPDATE products SET price = 1 WHERE id = 1;
ROLLBACK;

BEGIN;
-- refused: the sharding key id of customers must be a constant or a parameter
INSERT INTO customers (id, name, created_at) VALUES (1000000 + 1, 'sum', '2024-01-01 00:00+00');
ROLLBACK;

BEGIN;
-- refused: the sharding key id of customers must be a constant or a parameter
INSERT INTO customers (id, name, created_at) VALUES ((SELECT 900001), 'sub', '2024-01-01 00:00+00');
ROLLBACK;

BEGIN;
-- fails: 23502
-- refused: the sharding key id of customers must be a constant or a parameter
INSERT INTO customers (name, created_at) VALUES ('no key', '2024-01-01 00:00+00');
ROLLBACK;

BEGIN;
-- fails: 23502
-- refused: the sharding key id of customers must be a constant or a parameter
INSERT INTO customers (id, name, created_at) VALUES (DEFAULT, 'no key', '2024-01-01 00:00+00');
ROLLBACK;

BEGIN;
-- refused: INSERT … SELECT into sharded customers must take its key from a sharding key of the same group
INSERT INTO customers (id, name, created_at) SELECT id + 900000, name, created_at FROM customers;
ROLLBACK;

BEGIN;
INSERT INTO orders (customer_id, id, placed_at) SELECT c.id, 900000, now() FROM customers c WHERE c.id = 3;
ROLLBACK;

BEGIN;
-- fails: 23503
-- refused: the sharding key id of customers cannot be changed
INSERT INTO customers (id, name, created_at) VALUES (42, 'x', now()) ON CONFLICT (id) DO UPDATE SET id = 900001;
ROLLBACK;

BEGIN;
UPDATE customers SET name = 'x' FROM orders WHERE orders.customer_id = customers.id;
ROLLBACK;

BEGIN;
UPDATE customers SET name = 'first' WHERE id = 1;
UPDATE customers SET name = 'second' WHERE id = 5;
UPDATE customers SET name = 'third' WHERE id = 9;
UPDATE customers SET name = 'fourth' WHERE id = 13;
ROLLBACK;

BEGIN;
-- refused: WITH that writes
WITH gone AS (DELETE FROM order_items RETURNING order_id) SELECT count(*) FROM gone;
ROLLBACK;

BEGIN;
-- refused: MERGE across shards
MERGE INTO customers c USING (SELECT 42 AS id) s ON c.id = s.id AND c.id = 42 WHEN MATCHED THEN UPDATE SET name = 'merged';
ROLLBACK;

BEGIN;
TRUNCATE order_items;
ROLLBACK;

BEGIN;
-- refused: CREATE TABLE across shards
CREATE TABLE made_here (id int);
ROLLBACK;

BEGIN;
-- refused: DROP TABLE across shards
DROP TABLE order_items;
ROLLBACK;

BEGIN;
-- refused: SELECT INTO across shards
SELECT id, name INTO made_too FROM customers;
ROLLBACK;

BEGIN;
-- refused: FOR UPDATE or FOR SHARE
SELECT id FROM customers WHERE active ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 3;
ROLLBACK;

BEGIN;
-- refused on 1: temporary objects
-- refused: CREATE TEMPORARY TABLE across shards
CREATE TEMP TABLE t (id int);
ROLLBACK;

BEGIN;
-- refused always: LOCK TABLE
LOCK TABLE customers;
ROLLBACK;
