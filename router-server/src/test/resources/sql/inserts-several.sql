--- INSERT of rows for several shards.

BEGIN;
-- ordered
INSERT INTO customers (id, name, created_at) VALUES (900001, 'a', '2024-01-01 00:00+00'), (900002, 'b', '2024-01-01 00:00+00'), (900003, 'c', '2024-01-01 00:00+00'), (900004, 'd', '2024-01-01 00:00+00'), (900005, 'e', '2024-01-01 00:00+00'), (900006, 'f', '2024-01-01 00:00+00') RETURNING id, name, created_at, credit;
-- ordered
SELECT id, name FROM customers WHERE id > 900000 ORDER BY id;
-- ordered
INSERT INTO customers AS c (name, created_at, id) VALUES ('order', '2024-01-01 00:00+00', '900013'), ('of', '2024-01-01', 900012), /* ( */ ('columns, )', now(), 0900011), ('end', now(), 900010) RETURNING c.id + 1, upper(name) AS "Up";
SELECT count(DISTINCT created_at) FROM customers WHERE id IN (900010, 900011);
SELECT count(*), sum(id) FROM customers;
ROLLBACK;
SELECT count(*) FROM customers;

BEGIN;
INSERT INTO customers VALUES (900001, 'All', NULL, 'DE', '2024-01-01 00:00+00', NULL, 1, 2, NULL, DEFAULT, false), (900002, 'columns', 'x', 'FR', '2024-01-01 00:00+00', '2000-01-01', 1.5, 'NaN', '{a,b}', '{"a": [1]}', true), (900003, 'some', DEFAULT, NULL, now(), NULL, NULL, NULL, NULL, NULL, NULL);
-- ordered
SELECT id, name, email, country, birthday, credit, rating, tags, profile, active FROM customers WHERE id > 900000 ORDER BY id;
ROLLBACK;

--- by itself, undone afterwards
-- ordered
INSERT INTO customers (id, name, created_at) VALUES (900001, 'a', '2024-01-01 00:00+00'), (900002, 'b', '2024-01-01 00:00+00'), (900003, 'c', '2024-01-01 00:00+00') RETURNING *;
INSERT INTO orders (customer_id, id, placed_at, status) VALUES (900001, 1, '2024-01-01 00:00+00', 'new'), (900002, 1, '2024-01-01 00:00+00', 'paid'), (900001, 2, '2024-01-01 00:00+00', NULL), (900003, 1, '2024-01-01 00:00+00', 'new');
-- ordered
SELECT * FROM orders WHERE customer_id > 900000 ORDER BY customer_id, id;
DELETE FROM orders WHERE customer_id > 900000;
DELETE FROM customers WHERE id > 900000;

--- parameters
BEGIN;
-- bind: 900001::bigint | a::text | 900002::bigint | b::text | 900003::bigint | NULL::text | 12.5::numeric
-- ordered
INSERT INTO customers (id, name, created_at, email, credit) VALUES ($1, $2, '2024-01-01 00:00+00', $2 || $4, $7), ($3, $4, '2024-01-01 00:00+00', $6, $7 * 2), ($5, coalesce($6, 'none'), '2024-01-01 00:00+00', $6, NULL) RETURNING id, name, email, credit;
-- bind: 900003::bigint | 900004::bigint | 900005::bigint | 900006::bigint
-- ordered
INSERT INTO customers (id, name, created_at) VALUES ($4, 'd', now()), ($3, 'c', now()), ($2, 'b', now()), (900007, 'l', '2024-01-01') RETURNING id, $1 + 1;
-- ordered
SELECT id, name, email, credit FROM customers WHERE id > 900000 ORDER BY id;
-- bind: 900001::bigint | 900001::bigint
INSERT INTO orders (customer_id, id, placed_at) VALUES ($1, 1, now()), ($2, 2, now());
ROLLBACK;

-- bind: 00000000-0000-0000-0000-000000000001::uuid | 00000000-0000-0000-0000-000000000002::uuid | x::varchar
INSERT INTO events (id, kind) VALUES ($1, $3), ($2, $3), ('00000000-0000-0000-0000-000000000003', 'y'), ('{00000000-0000-0000-0000-00000000000A}', $3);
-- ordered
SELECT id, kind FROM events WHERE id < '00000000-0000-0000-0000-0000000000ff' ORDER BY id;
DELETE FROM events WHERE id < '00000000-0000-0000-0000-0000000000ff' RETURNING id;

--- ON CONFLICT
BEGIN;
INSERT INTO customers (id, name, created_at) VALUES (40, 'x', now()), (41, 'x', now()), (42, 'x', now()), (900001, 'new', now()) ON CONFLICT DO NOTHING RETURNING id, name;
INSERT INTO customers (id, name, created_at) VALUES (40, 'x', now()), (41, 'y', now()), (42, 'z', now()), (900002, 'new', now()) ON CONFLICT (id) DO UPDATE SET name = excluded.name || '!' WHERE customers.id <> 41;
-- ordered
INSERT INTO customers (id, name, created_at) VALUES (40, 'x', now()), (41, 'y', now()), (42, 'z', now()), (900003, 'new', now()) ON CONFLICT (id) DO UPDATE SET name = excluded.name || customers.name, email = (SELECT min(name) FROM countries) RETURNING id, name, email;
-- ordered
SELECT id, name FROM customers WHERE id IN (40, 41, 42, 900001, 900002, 900003) ORDER BY id;
ROLLBACK;

BEGIN;
-- fails: 21000
INSERT INTO customers (id, name, created_at) VALUES (40, 'x', now()), (41, 'y', now()), (40, 'z', now()) ON CONFLICT (id) DO UPDATE SET name = 'twice';
ROLLBACK;

--- values
BEGIN;
-- ordered
INSERT INTO customers (id, name, created_at, credit, rating) VALUES (900001, lower('A') || 1, '2024-01-01'::timestamptz + interval '1 day', 1 + 2 * 3, 'Infinity'), (900002, (SELECT min(name) FROM countries), '2024-01-01 00:00+00', (CASE WHEN 1 < 2 THEN 5 END), DEFAULT), (900003, E'it''s\n(', to_timestamp(0), -.5, 1e3) RETURNING id, name, created_at, credit, rating;
INSERT INTO customers (id, name, created_at, rating) VALUES (900004, gen_random_uuid()::text, now(), random()), (900005, gen_random_uuid()::text, now(), random());
SELECT count(DISTINCT name), count(DISTINCT created_at), bool_and(rating BETWEEN 0 AND 1) FROM customers WHERE id >= 900004;
ROLLBACK;

BEGIN;
-- ordered
WITH k AS (SELECT max(code) AS c FROM countries) INSERT INTO customers (id, name, country, created_at) VALUES (900001, 'a', (SELECT c FROM k), now()), (900002, 'b', (SELECT c FROM k), now()), (900003, 'b', NULL, now()) RETURNING id, country;
ROLLBACK;

--- errors undo everything
-- fails: 23505
INSERT INTO customers (id, name, created_at) VALUES (900001, 'a', now()), (900002, 'a', now()), (900003, 'a', now()), (42, 'again', now());

-- fails: 23502
INSERT INTO customers (id, name, created_at) VALUES (900001, 'a', now()), (900002, 'a', now()), (900003, NULL, now()), (900004, 'x', now());

-- fails: 23502
INSERT INTO customers (id, name, created_at) VALUES (900001, 'a', now()), (900002, 'a', now()), (NULL, 'no key', now());

-- fails: 23503
INSERT INTO orders (customer_id, id, placed_at) VALUES (1, 900001, now()), (900009, 1, now()), (2, 900001, now());

-- fails: 22P02
INSERT INTO customers (id, name, created_at, rating) VALUES (900001, 'a', now(), 'one'), (900002, 'a', now(), 'two'), (900003, 'a', now(), 3);

-- fails: 42601
INSERT INTO customers (id, name, created_at) VALUES (900001, 'a', now()), (900002, 'a'), (900003, 'a', now());

-- fails: 42601
INSERT INTO customers VALUES (900001, 'All', NULL, 'DE', '2024-01-01 00:00+00'), (900002, 'columns', 'x', 'FR', '2024-01-01 00:00+00', '2000-01-01'), (900003, 'some', DEFAULT, NULL, now());

-- fails: 42601
INSERT INTO customers (id, name) VALUES (900001, 'a', now()), (900002, 'a', now()), (900003, 'a', now());

-- fails: 42703
INSERT INTO customers (id, name, nonsense) VALUES (900001, 'a', now()), (900002, 'a', now());

-- fails: 42804
INSERT INTO customers (id, name, created_at) VALUES (900001, 'a', now()), (900002, 'a', now()), (900003, 'a', 1);

-- fails: 42883
INSERT INTO customers (id, name, created_at) VALUES (900001, 'a', now()), (900002, lower(1, 2), now());

BEGIN;
-- fails: 22P02
-- refused: a value for the sharding key id of customers is beyond the router
INSERT INTO customers (id, name, created_at) VALUES ('x', 'no key', '2024-01-01 00:00+00'), (1, 'x', now());
ROLLBACK;

BEGIN READ ONLY;
-- fails: 25006
INSERT INTO customers (id, name, created_at) VALUES (900001, 'a', now()), (900002, 'a', now()), (900003, 'a', now());
ROLLBACK;

SELECT count(*) FROM customers WHERE id > 900000;

--- what is refused
-- fails: 0A000
-- refused: a set-returning function in VALUES
INSERT INTO customers (id, name, created_at) VALUES (900001, generate_series(1, 2)::text, now()), (900002, 'a', now());

BEGIN;
-- refused: function nextval() may differ
INSERT INTO customers (id, name, credit, created_at) VALUES (900001, 'a', nextval('odd.numbers') * 0, now()), (42, 'a', 1, now()), (43, 'a', 1, now()) ON CONFLICT DO NOTHING;
ROLLBACK;

-- refused: subquery over sharded orders is not tied
INSERT INTO customers (id, name, created_at) VALUES (41, (SELECT min(note) FROM orders), now()), (42, 'a', now()), (43, 'a', now()) ON CONFLICT DO NOTHING;

-- refused: the sharding key id of customers must be a constant or a parameter
INSERT INTO customers (id, name, created_at) VALUES (41 + 0, 'a', now()), (42, 'a', now()) ON CONFLICT DO NOTHING;

--- INSERT … SELECT that keeps each row on its shard
BEGIN;
INSERT INTO orders (customer_id, id, placed_at, note) SELECT id, 900001, now(), name FROM customers WHERE active;
SELECT count(*), min(note COLLATE "C"), count(DISTINCT placed_at) FROM orders WHERE id = 900001;
INSERT INTO orders (customer_id, id, placed_at) SELECT customer_id, max(id) + 900001, '2024-01-01 00:00+00' FROM orders GROUP BY customer_id RETURNING customer_id, id;
INSERT INTO order_items (customer_id, order_id, line, product_id) SELECT o.customer_id, o.id, p.id, p.id FROM orders o, products p WHERE p.id < 3 AND o.id = 900001;
SELECT count(*) FROM order_items;
INSERT INTO customers AS c (id, name, created_at) SELECT id, name || '!', now() FROM customers WHERE id < 30 ON CONFLICT (id) DO UPDATE SET name = excluded.name;
-- ordered
SELECT id, name FROM customers WHERE id < 31 ORDER BY id;
ROLLBACK;

BEGIN;
-- refused: INSERT … SELECT into sharded orders must take its key
INSERT INTO orders (customer_id, id, placed_at) SELECT id, 900001, now() FROM customers ORDER BY id LIMIT 3;
ROLLBACK;

BEGIN;
-- refused: INSERT … SELECT … ORDER BY … RETURNING
-- ordered
INSERT INTO orders (customer_id, id, placed_at) SELECT id, 900001, now() FROM customers ORDER BY id RETURNING customer_id;
ROLLBACK;

BEGIN;
-- refused: INSERT into orders from rows of several shards
INSERT INTO orders (customer_id, id, placed_at) SELECT 3, 900000 + id, now() FROM customers;
ROLLBACK;

-- refused: EXPLAIN of this statement
EXPLAIN (COSTS OFF) INSERT INTO customers (id, name, created_at) VALUES (900001, 'a', now()), (900002, 'a', now()), (900003, 'a', now());

--- defaults that read the clock have one time
BEGIN;
INSERT INTO odd.notes (id, note) VALUES (101, 'a'), (102, 'b'), (103, 'c'), (104, 'd'), (105, 'e');
INSERT INTO odd.notes VALUES (106, 'a'), (107, 'b'), (108, 'c'), (109, 'd');
INSERT INTO odd.notes VALUES (110), (111), (112);
INSERT INTO odd.notes (at, id) VALUES (DEFAULT, 113), (now(), 114), (DEFAULT, 115);
-- ordered
SELECT id, note FROM odd.notes WHERE id > 100 ORDER BY id;
SELECT count(*), count(DISTINCT at) FROM odd.notes WHERE id > 100;
UPDATE odd.notes SET at = DEFAULT, note = DEFAULT WHERE id > 100 AND id < 110;
SELECT count(*), count(DISTINCT at), count(note) FROM odd.notes WHERE id > 100;
ROLLBACK;

BEGIN;
-- ordered
INSERT INTO odd.stamped (id, note) VALUES (101, 'not now, DEFAULT )'), (102, DEFAULT), (103, upper('c')), (104, 'd') RETURNING id, plain, twice, note, made = local AT TIME ZONE 'utc' AS same;
-- bind: 105::bigint | 106::bigint | 107::bigint | 8::int4
-- ordered
INSERT INTO odd.stamped VALUES ($1, $4), ($2, DEFAULT), ($3, $4 + 1) RETURNING id, plain, "Odd At" = made AS same;
SELECT count(*), count(DISTINCT made), count(DISTINCT day), count(DISTINCT "Odd At"), count(DISTINCT local), min(plain), max(plain) FROM odd.stamped;
-- fails: 428C9
INSERT INTO odd.stamped VALUES (111, 1, now(), 'd', now(), 5), (112, 1, now(), 'd', now(), 5), (113, 1, now(), 'd', now(), 5);
ROLLBACK;

BEGIN;
INSERT INTO odd.stamped (id, made) VALUES (101, '2024-01-01'), (102, '2024-01-01'), (103, '2024-01-01');
INSERT INTO odd.stamped (id, note) VALUES (101, 'x'), (102, 'y'), (103, 'z') ON CONFLICT (id) DO UPDATE SET made = DEFAULT, (plain, day) = (3, DEFAULT);
SELECT count(DISTINCT made), count(DISTINCT day), min(plain), bool_and(made > '2025-01-01') FROM odd.stamped;
ROLLBACK;

BEGIN;
-- refused: the default of column at of odd.notes may differ between shards
INSERT INTO odd.notes (id, note) SELECT id, name FROM customers;
ROLLBACK;

BEGIN;
INSERT INTO odd.notes (id, note, at) SELECT id, name, now() FROM customers;
SELECT count(*), count(DISTINCT at) FROM odd.notes n JOIN customers c ON c.id = n.id AND c.name = n.note;
ROLLBACK;
