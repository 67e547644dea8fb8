--- Texts that differ in constants only: what the shards said of the first is foreseen for the next, rightly or not.

-- ordered
SELECT id, name FROM customers WHERE id < 5 ORDER BY id;
-- ordered
SELECT id, name FROM customers WHERE id < 7 ORDER BY id;
-- ordered
SELECT id, name FROM customers WHERE id < 0 ORDER BY id;
-- ordered
SELECT id, name FROM customers WHERE id < 20000000000 ORDER BY id;

SELECT count(*), min(id), max(total) FROM orders WHERE id > 10;
SELECT count(*), min(id), max(total) FROM orders WHERE id > 100;
SELECT count(*), min(id), max(total) FROM orders WHERE id > 10000000000;

--- the type modifier of the result is among the constants
SELECT total::numeric(10,2), id FROM orders WHERE id > 3;
SELECT total::numeric(20,5), id FROM orders WHERE id > 3;
SELECT total::numeric(20,5), id FROM orders WHERE id > 4;
SELECT max(total::numeric(10,2)) FROM orders WHERE id > 3 AND total <> 'NaN';
SELECT max(total::numeric(12,3)) FROM orders WHERE id > 3 AND total <> 'NaN';

SELECT id, 'first' FROM customers WHERE id IN (1, 2, 3);
SELECT id, 'another one' FROM customers WHERE id IN (4, 5, 6);

--- an error of the text itself is told with its place, whatever was foreseen
SELECT id FROM orders WHERE id > 1 AND placed_at > '2024-01-01';
-- fails: 22007
SELECT id FROM orders WHERE id > 1 AND placed_at > 'yesterdayish';
SELECT id FROM orders WHERE id > 1 AND placed_at > '2024-01-02';

SELECT id / 1 FROM orders WHERE id > 1;
-- fails: 22012
SELECT id / 0 FROM orders WHERE id > 1;
SELECT id / 2 FROM orders WHERE id > 1;

SELECT id, (id || '1')::bigint FROM orders WHERE id > 1;
-- fails: 22P02
SELECT id, (id || 'x')::bigint FROM orders WHERE id > 1;

--- limits are constants, too
-- ordered
SELECT id FROM orders WHERE id > 1 ORDER BY id LIMIT 3;
-- ordered
SELECT id FROM orders WHERE id > 1 ORDER BY id LIMIT 0;
-- fails: 2201W
SELECT id FROM orders WHERE id > 1 ORDER BY id LIMIT -1;
-- ordered
SELECT id FROM orders WHERE id > 2 ORDER BY id LIMIT 5 OFFSET 1;

--- in a block nothing is foreseen, and its writes are seen
SELECT count(*) FROM orders WHERE id > 1000000;
BEGIN;
SELECT count(*) FROM orders WHERE id > 1000001;
-- fails: 22012
SELECT count(*) FROM orders WHERE id / 0 > 1000001;
-- fails: 25P02
SELECT count(*) FROM orders WHERE id > 1000002;
ROLLBACK;
SELECT count(*) FROM orders WHERE id > 1000003;
