--- In a transaction, which sees what it wrote; and where statements go together.

BEGIN;
INSERT INTO customers (id, name, created_at, country, credit) VALUES (900001, 'New', '2024-01-01 00:00+00', 'DE', 1e6);
SELECT count(DISTINCT name), max(credit) FROM customers;
UPDATE customers SET credit = 7e6 WHERE id = 900001;
SELECT id, credit, rank() OVER (ORDER BY credit DESC NULLS LAST, id) FROM customers WHERE credit > 5000;
DELETE FROM customers WHERE id = 900001;
SELECT count(DISTINCT name), max(credit) FROM customers;
ROLLBACK;
SELECT count(DISTINCT name), max(credit) FROM customers;

BEGIN;
SELECT c.code, count(DISTINCT o.id) FROM countries c LEFT JOIN customers o ON o.country = c.code GROUP BY c.code;
SELECT count(*) FROM customers a FULL JOIN events b ON b.customer_id = a.id;
COMMIT;

BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT count(DISTINCT status) FROM orders;
INSERT INTO customers (id, name, created_at) VALUES (900001, 'New', '2024-01-01 00:00+00');
SELECT id FROM customers WHERE id > (SELECT max(customer_id) FROM orders);
ROLLBACK;

BEGIN READ ONLY;
SELECT count(DISTINCT status) FROM orders;
-- fails: 25006
INSERT INTO customers (id, name, created_at) VALUES (900001, 'New', '2024-01-01 00:00+00');
-- fails: 25P02
SELECT count(DISTINCT status) FROM orders;
ROLLBACK;
SELECT count(DISTINCT status) FROM orders;

BEGIN;
-- fails: 22012
SELECT count(DISTINCT 1 / (id - 5)) FROM customers;
-- fails: 25P02
SELECT count(DISTINCT status) FROM orders;
ROLLBACK;

BEGIN;
INSERT INTO customers (id, name, created_at) VALUES (900001, 'New', '2024-01-01 00:00+00');
SAVEPOINT s;
UPDATE customers SET name = 'Newer' WHERE id = 900001;
SELECT count(DISTINCT name) FROM customers WHERE id > 900000;
-- fails: 22012
SELECT count(DISTINCT 1 / (id - 900001)) FROM customers;
ROLLBACK TO s;
SELECT id, name, count(*) OVER () FROM customers WHERE id > 900000 OR id < 4;
ROLLBACK;

BEGIN;
SET LOCAL TimeZone = 'Asia/Kathmandu';
SELECT id, c_timestamptz, count(*) OVER () FROM odd.kinds;
SET LOCAL search_path = odd;
SELECT c.*, count(*) OVER () FROM customers c;
COMMIT;
SELECT id, c_timestamptz, count(*) OVER () FROM odd.kinds;
SELECT id, count(*) OVER () FROM customers c WHERE id < 4;

BEGIN;
-- refused: the transaction's time
SELECT count(DISTINCT id) FROM orders WHERE placed_at < now();
ROLLBACK;

-- together
SELECT count(DISTINCT status) FROM orders;
SELECT id, count(*) OVER () FROM customers WHERE id < 4;
SELECT id FROM customers WHERE id = 4;

-- together
BEGIN;
INSERT INTO customers (id, name, created_at) VALUES (900001, 'New', '2024-01-01 00:00+00');
SELECT count(DISTINCT name) FROM customers WHERE id > 900000;
ROLLBACK;
SELECT count(DISTINCT name) FROM customers WHERE id > 900000;

-- together
SELECT count(DISTINCT status) FROM orders;
-- fails: 22012
SELECT count(DISTINCT 1 / (id - 5)) FROM customers;
SELECT 1;

BEGIN;
SELECT id, rank() OVER (ORDER BY id) FROM customers ORDER BY id LIMIT 20;
INSERT INTO customers (id, name, created_at) VALUES (900001, 'New', '2024-01-01 00:00+00');
SELECT id, rank() OVER (ORDER BY id DESC) FROM customers ORDER BY id DESC LIMIT 20;
ROLLBACK;

-- ordered
-- refused extended: COPY in the extended query protocol
COPY (SELECT status, count(*) FROM orders GROUP BY ROLLUP (status) ORDER BY 1, 2) TO STDOUT;

-- ordered
-- refused extended: COPY in the extended query protocol
COPY (SELECT k.id, k.c_pairs, k.c_texts, count(*) OVER () FROM odd.kinds k ORDER BY id) TO STDOUT (FORMAT csv, HEADER);

BEGIN;
INSERT INTO customers (id, name, created_at) VALUES (900001, 'New', '2024-01-01 00:00+00');
-- refused extended: COPY in the extended query protocol
COPY (SELECT count(DISTINCT name) FROM customers WHERE id > 900000) TO STDOUT;
-- fails: 22012
COPY (SELECT count(DISTINCT 1 / (id - 900001)) FROM customers) TO STDOUT;
ROLLBACK;
