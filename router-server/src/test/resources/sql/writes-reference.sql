--- Writes to reference tables: the same on every shard. Nothing of it stays.

BEGIN;
-- ordered
INSERT INTO countries VALUES ('X1', 'One', NULL), ('X2', 'Two', 'Here') RETURNING *;
-- ordered
SELECT * FROM countries WHERE code LIKE 'X%' ORDER BY code COLLATE "C";
UPDATE customers SET country = 'X1' WHERE id < 40;
SELECT k.name, count(*) FROM customers c JOIN countries k ON k.code = c.country WHERE c.id < 60 GROUP BY k.name;
UPDATE countries SET name = name || '!', region = upper(region) WHERE code LIKE 'X%' RETURNING code, name, region;
-- ordered
SELECT name FROM countries WHERE code LIKE 'X%' ORDER BY 1;
DELETE FROM countries WHERE code = 'X2' RETURNING name;
SELECT count(*) FROM countries;
ROLLBACK;
SELECT count(*) FROM countries;

--- by itself, undone afterwards
INSERT INTO countries (code, name) VALUES ('X1', 'One');
INSERT INTO countries (code, name) VALUES ('X1', 'Other') ON CONFLICT (code) DO UPDATE SET name = excluded.name || countries.name RETURNING name;
INSERT INTO countries (code, name) VALUES ('X1', 'Again'), ('X2', 'Two') ON CONFLICT DO NOTHING;
SELECT count(*), min(name), max(name) FROM countries k WHERE code LIKE 'X%';
SELECT count(*) FROM customers, countries WHERE code LIKE 'X%';
DELETE FROM countries WHERE code LIKE 'X%';

-- bind: 77::int4 | 12.5::numeric
UPDATE products SET price = price + $2 WHERE id = $1 RETURNING id, price, name, attributes;
-- bind: 77::int4 | 12.5::numeric
UPDATE products SET price = price - $2 WHERE id = $1;

UPDATE products SET price = price WHERE false;

DELETE FROM products WHERE id < 0 RETURNING *;

--- conditions over other reference tables
BEGIN;
INSERT INTO countries VALUES ('Y1', 'x', NULL), ('Y2', 'y', NULL);
DELETE FROM countries k WHERE NOT EXISTS (SELECT FROM products p WHERE p.id < 0) AND code LIKE 'Y%';
UPDATE products SET category = 'none' WHERE id > (SELECT max(id) - 3 FROM products) RETURNING id, (SELECT count(*) FROM countries);
DELETE FROM countries USING products p WHERE p.name = countries.name;
ROLLBACK;

--- one time
BEGIN;
UPDATE products SET attributes = to_jsonb(now());
SELECT count(DISTINCT p.attributes), count(*) > 1000 FROM orders o, products p;
INSERT INTO countries (code, name) VALUES ('X1', current_date::text);
SELECT count(DISTINCT k.name), count(*) FROM orders o, countries k WHERE code = 'X1';
ROLLBACK;

--- errors undo everything
-- fails: 23505
INSERT INTO countries VALUES ('X1', 'One'), ('DE', 'again');

-- fails: 23502
UPDATE countries SET name = NULL;

-- fails: 23503
DELETE FROM countries;

-- fails: 42703
UPDATE countries SET nonsense = 1;

BEGIN READ ONLY;
-- fails: 25006
INSERT INTO countries VALUES ('X1', 'One');
ROLLBACK;

SELECT count(*), min(name) FROM countries;

--- TRUNCATE
BEGIN;
TRUNCATE order_items;
SELECT count(*) FROM order_items;
TRUNCATE TABLE ONLY events, order_items RESTART IDENTITY;
SELECT count(*) FROM events;
-- fails: 0A000
TRUNCATE countries;
ROLLBACK;
SELECT count(*) FROM order_items;

BEGIN;
TRUNCATE countries CASCADE;
SELECT count(*) FROM customers;
SELECT count(*) FROM countries;
ROLLBACK;

--- what could differ between the copies
BEGIN;
-- refused: function random() may differ
UPDATE products SET price = random() * 10;
ROLLBACK;

BEGIN;
-- refused: function gen_random_uuid() may differ
UPDATE products SET sku = gen_random_uuid();
ROLLBACK;

BEGIN;
-- refused: a write to reference table countries with a value from a subquery
UPDATE countries SET region = (SELECT min(category) FROM products);
ROLLBACK;

BEGIN;
-- refused: a write to reference table countries with FROM
UPDATE countries SET region = p.name FROM products p WHERE p.id = length(countries.name);
ROLLBACK;

BEGIN;
-- refused: a write to reference table countries with the rows of a query
INSERT INTO countries SELECT 'X1', name, NULL FROM products WHERE id = 1;
ROLLBACK;

BEGIN;
-- refused: a write to reference table countries with sharded customers
DELETE FROM countries WHERE code NOT IN (SELECT country FROM customers WHERE country IS NOT NULL);
ROLLBACK;

BEGIN;
-- refused: avg() in a subquery over reference tables
UPDATE products SET category = 'dear' WHERE price > (SELECT avg(price) FROM products);
ROLLBACK;

BEGIN;
-- refused: LIMIT in a subquery over reference tables
DELETE FROM countries WHERE code IN (SELECT code FROM countries WHERE code LIKE 'Y%' LIMIT 1);
ROLLBACK;

--- defaults
BEGIN;
INSERT INTO odd.labels (code) VALUES (1), (2);
INSERT INTO odd.labels VALUES (3, DEFAULT, DEFAULT), (4, 'w', '2024-01-01 00:00+00');
UPDATE odd.labels SET word = DEFAULT WHERE code = 4;
INSERT INTO odd.labels (code, made) VALUES (3, DEFAULT), (5, DEFAULT) ON CONFLICT (code) DO UPDATE SET made = DEFAULT, word = 'new';
SELECT count(*), count(DISTINCT l.made), min(l.word), max(l.word) FROM orders o JOIN odd.labels l ON l.made > '2025-01-01';
SELECT count(DISTINCT made), bool_and(made = now()) FROM odd.labels WHERE code <> 4;
ROLLBACK;

BEGIN;
-- refused: the default of column token of odd.tokens may differ
INSERT INTO odd.tokens (code, number) VALUES (1, 1);
ROLLBACK;

BEGIN;
-- refused: the default of column number of odd.tokens may differ
INSERT INTO odd.tokens VALUES (1, '00000000-0000-0000-0000-000000000001', DEFAULT);
ROLLBACK;

BEGIN;
-- refused: the default of column
-- fails: 23502
INSERT INTO odd.labels DEFAULT VALUES;
ROLLBACK;

BEGIN;
INSERT INTO odd.tokens VALUES (1, '00000000-0000-0000-0000-000000000001', 1) RETURNING *;
-- refused: the default of column token of odd.tokens may differ
UPDATE odd.tokens SET (number, token) = (2, DEFAULT);
ROLLBACK;
