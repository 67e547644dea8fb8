--- UPDATE and DELETE on several shards: in blocks that are rolled back, and by themselves, undone by a second statement.

BEGIN;
UPDATE customers SET rating = id * 2;
SELECT count(*), sum(rating) FROM customers;
-- ordered
SELECT id, rating FROM customers ORDER BY id LIMIT 7;
ROLLBACK;
SELECT sum(rating) FROM customers WHERE rating <> 'NaN' AND id < 50;

UPDATE customers SET name = name || '!' WHERE id < 40;
-- ordered
SELECT id, name FROM customers WHERE id < 42 ORDER BY id;
UPDATE customers SET name = left(name, -1) WHERE name LIKE '%!';
SELECT count(*) FROM customers WHERE name LIKE '%!';

UPDATE customers SET rating = 1 WHERE name = 'nobody at all';

DELETE FROM customers WHERE name = 'nobody at all';

DELETE FROM customers WHERE name = 'nobody at all' RETURNING *;

BEGIN;
DELETE FROM order_items;
SELECT count(*) FROM order_items;
DELETE FROM orders WHERE status = 'paid' RETURNING customer_id, id, total;
SELECT status, count(*) FROM orders GROUP BY status;
ROLLBACK;
SELECT count(*) FROM order_items;

--- several keys
BEGIN;
UPDATE customers SET name = 'x' WHERE id IN (1, 2, 3, 4, 5, 6) RETURNING id;
-- bind: {7,8,9,10,11,12}::bigint[] | many::text
UPDATE customers SET name = $2 WHERE id = ANY ($1) RETURNING id, name, upper($2) AS up;
-- bind: 1::bigint | 5::bigint
UPDATE customers SET credit = credit + 1 WHERE id = $1 OR id = $2;
-- ordered
SELECT id, name, credit FROM customers WHERE id < 14 ORDER BY id;
ROLLBACK;

-- bind: 1::bigint | 9::bigint | 0.25::numeric
UPDATE orders SET discount = discount + $3 WHERE customer_id BETWEEN $1 AND $2 AND discount < 0.5;
-- bind: 1::bigint | 9::bigint | 0.25::numeric
UPDATE orders SET discount = discount - $3 WHERE customer_id BETWEEN $1 AND $2 AND discount >= 0.25 AND discount - $3 < 0.5;

--- RETURNING
BEGIN;
UPDATE orders SET note = 'seen', total = total + 1 WHERE status = 'new' RETURNING *;
UPDATE orders o SET note = o.note || '2' WHERE status = 'new' AND customer_id < 20 RETURNING o.customer_id AS c, o.id + 1, note, status, placed_at, shipping;
UPDATE customers SET tags = tags || '{x}', profile = profile || '{"a": 1}' WHERE id < 30 RETURNING id, tags, profile, birthday, email;
DELETE FROM events WHERE kind = 'click' RETURNING id, payload, ip, at;
ROLLBACK;

--- joins and subqueries within one key
BEGIN;
UPDATE customers SET name = 'x' FROM orders WHERE orders.customer_id = customers.id;
SELECT count(*) FROM customers WHERE name = 'x';
UPDATE orders o SET note = c.name FROM customers c WHERE c.id = o.customer_id AND c.active;
-- ordered
SELECT note, count(*) FROM orders GROUP BY note ORDER BY count(*) DESC, note COLLATE "C" LIMIT 5;
UPDATE customers c SET credit = s.sum FROM (SELECT customer_id, sum(id) AS sum FROM orders GROUP BY customer_id) s WHERE s.customer_id = c.id;
SELECT sum(credit) FROM customers;
UPDATE customers c SET rating = (SELECT count(*) FROM orders o WHERE o.customer_id = c.id), email = (SELECT max(name) FROM countries WHERE code = c.country);
SELECT sum(rating), max(email COLLATE "C") FROM customers;
UPDATE customers SET (rating, name) = (SELECT count(*), min(note COLLATE "C") FROM orders o WHERE o.customer_id = customers.id) WHERE id < 60;
-- ordered
SELECT id, rating, name FROM customers WHERE id < 60 ORDER BY id;
ROLLBACK;

BEGIN;
DELETE FROM order_items USING orders o WHERE o.customer_id = order_items.customer_id AND o.id = order_items.order_id AND o.status = 'paid';
DELETE FROM order_items i USING orders o JOIN customers c ON c.id = o.customer_id WHERE c.id = i.customer_id AND c.country = 'DE' AND o.id = i.order_id RETURNING i.line, c.name, o.id;
DELETE FROM order_items WHERE customer_id IN (SELECT id FROM customers WHERE active);
DELETE FROM order_items i WHERE NOT EXISTS (SELECT FROM orders o WHERE o.customer_id = i.customer_id AND o.id = i.order_id AND o.total > 50);
SELECT count(*) FROM order_items;
ROLLBACK;

BEGIN;
UPDATE customers c SET name = k.name FROM countries k WHERE k.code = c.country AND k.region = 'Europe' RETURNING c.id, k.name, c.name;
WITH paid AS (SELECT customer_id, count(*) AS n FROM orders WHERE status = 'paid' GROUP BY customer_id) UPDATE customers SET rating = n FROM paid WHERE paid.customer_id = customers.id AND n > 1 RETURNING id, rating;
DELETE FROM events e WHERE EXISTS (SELECT FROM countries) AND kind IN (SELECT 'click' FROM products);
ROLLBACK;

--- parameters
BEGIN;
-- bind: 0.5::numeric | new::text
UPDATE orders SET total = total * $1 WHERE status = $2::order_status RETURNING customer_id, id, total;
-- bind: NULL::text | 30::bigint
UPDATE orders SET note = $1 WHERE customer_id < $2;
-- bind: 30::bigint
DELETE FROM order_items WHERE customer_id < $1 AND line > 1 RETURNING customer_id, order_id, line, price * 2;
-- bind: NULL::bigint
DELETE FROM order_items WHERE customer_id = $1;
SELECT count(*) FROM order_items;
ROLLBACK;

--- one time for all rows
BEGIN;
UPDATE orders SET placed_at = now() WHERE customer_id < 50;
SELECT count(DISTINCT placed_at) FROM orders WHERE customer_id < 50;
UPDATE orders SET placed_at = current_timestamp - interval '1 day' WHERE customer_id < 50;
SELECT count(DISTINCT placed_at) FROM orders WHERE customer_id < 50;
-- bind: 3 days::interval
UPDATE orders SET placed_at = transaction_timestamp() + $1, note = 'n' WHERE customer_id < 50 AND placed_at < now();
SELECT count(DISTINCT placed_at) FROM orders WHERE customer_id < 50;
UPDATE customers SET birthday = current_date, profile = jsonb_build_object('l', localtimestamp, 't', current_time, 'u', localtime), created_at = (SELECT now());
SELECT count(DISTINCT birthday), count(DISTINCT profile), count(DISTINCT created_at), min(created_at) = max(created_at) FROM customers;
UPDATE customers SET name = 'later' WHERE created_at = now() AND birthday = current_date;
SELECT count(*) FROM customers WHERE name = 'later';
DELETE FROM order_items WHERE now() IS NULL RETURNING now();
ROLLBACK;

BEGIN;
UPDATE customers SET created_at = now() WHERE id = 3;
UPDATE orders SET placed_at = now();
UPDATE events SET at = now();
SELECT count(DISTINCT placed_at) FROM orders;
SELECT count(DISTINCT at) FROM events;
ROLLBACK;

BEGIN;
UPDATE customers SET name = random()::text, rating = random() WHERE random() < 2 AND clock_timestamp() IS NOT NULL;
SELECT count(*) > 10 FROM (SELECT DISTINCT name FROM customers) c;
UPDATE events SET kind = left(gen_random_uuid()::text, 20);
SELECT count(DISTINCT kind) = count(*) FROM events;
ROLLBACK;

--- several statements in one message
-- together
UPDATE customers SET name = name || '?' WHERE id < 30; UPDATE orders SET note = note || '?' WHERE customer_id < 30; SELECT count(*) FROM customers WHERE name LIKE '%?'; UPDATE customers SET name = left(name, -1) WHERE name LIKE '%?' RETURNING id; UPDATE orders SET note = left(note, -1) WHERE note LIKE '%?';

-- together
UPDATE customers SET name = name || '?'; DELETE FROM order_items; SELECT 1 / (count(*) - count(*)) FROM customers;

--- savepoints
BEGIN;
UPDATE customers SET name = 'a';
SAVEPOINT s;
UPDATE customers SET name = 'b';
DELETE FROM order_items;
ROLLBACK TO s;
SELECT name, count(*) FROM customers GROUP BY name;
SELECT count(*) > 0 FROM order_items;
UPDATE customers SET name = 'c' WHERE id > 10;
RELEASE s;
SELECT name, count(*) FROM customers GROUP BY name;
ROLLBACK;

--- errors undo everything
-- fails: 23514
UPDATE odd.kinds SET c_percent = CASE WHEN id = 20 THEN 101 ELSE 1 END;

-- fails: 22012
UPDATE customers SET rating = 1 / (id - 42);

-- fails: 23503
DELETE FROM customers;

-- fails: 23502
UPDATE orders SET placed_at = NULL;

-- fails: 42703
UPDATE customers SET nonsense = 1;

-- fails: 42703
DELETE FROM orders WHERE nonsense;

-- fails: 22P02
UPDATE customers SET rating = 'x';

BEGIN;
-- fails: 22012
UPDATE customers SET rating = 1 / (id - 42);
-- fails: 25P02
SELECT 1;
ROLLBACK;

BEGIN READ ONLY;
-- fails: 25006
UPDATE customers SET name = 'x';
ROLLBACK;

SELECT count(*), sum(length(name)) FROM customers;

SELECT count(*) FROM order_items;

--- the key stays
BEGIN;
-- fails: 23503
-- refused: the sharding key id of customers cannot be changed
UPDATE customers SET id = id + 900000;
ROLLBACK;

BEGIN;
-- refused: the sharding key id of customers cannot be changed
UPDATE customers SET (name, id) = ('x', id);
ROLLBACK;

--- what is not within one key
BEGIN;
-- refused: join of events and customers is not on their sharding keys
UPDATE events SET kind = 'x' FROM customers c WHERE c.id = events.customer_id;
ROLLBACK;

BEGIN;
-- refused: join of customers and orders is not on their sharding keys
DELETE FROM customers USING orders WHERE orders.id = customers.id AND customers.name = 'nobody at all';
ROLLBACK;

BEGIN;
-- refused: subquery over sharded orders is not tied
UPDATE customers SET rating = (SELECT count(*) FROM orders);
ROLLBACK;

BEGIN;
-- refused: subquery over sharded customers is not tied
DELETE FROM order_items WHERE order_id IN (SELECT id FROM customers);
ROLLBACK;

BEGIN;
-- refused: subquery over sharded customers is not tied
DELETE FROM order_items WHERE customer_id IN (SELECT id FROM customers ORDER BY id LIMIT 3);
ROLLBACK;

BEGIN;
-- refused: function random() may differ
UPDATE customers SET rating = (SELECT random());
ROLLBACK;

BEGIN;
-- refused: function nextval() may differ
UPDATE customers SET rating = nextval('odd.numbers');
ROLLBACK;

BEGIN;
-- refused: literal 'now' may mean another time
UPDATE customers SET created_at = 'now';
ROLLBACK;

BEGIN;
-- refused: function statement_timestamp() may differ
UPDATE customers SET created_at = statement_timestamp();
ROLLBACK;

BEGIN;
-- refused: function current_timestamp() may differ
UPDATE customers SET created_at = current_timestamp(2);
ROLLBACK;

BEGIN;
-- refused: system column ctid
DELETE FROM order_items WHERE ctid IS NULL;
ROLLBACK;

BEGIN;
-- refused: WITH that writes
WITH gone AS (DELETE FROM order_items RETURNING customer_id) DELETE FROM events WHERE kind = 'x';
ROLLBACK;

-- refused: COPY
-- refused extended: COPY in the extended
COPY (DELETE FROM customers WHERE name = 'nobody at all' RETURNING id) TO STDOUT;
