--- What needs no table, catalogs, and what the session itself answers.

SELECT 1;

SELECT 1 AS one, 'two' AS two, 3.0 AS three, NULL AS nothing, true AS yes;

SELECT;

SELECT WHERE false;

SELECT 1 WHERE false;

SELECT 'ünï' || 'cødé', E'a\nb', U&'\0041', $tag$x'y$tag$, B'101', X'1F';

SELECT 1/3.0, 1/3, 7 % 3, 2 ^ 10, 1e400::numeric IS NULL;

-- fails: 22012
SELECT 1/0;

-- fails: 42601
-- refused: SELEC across shards
SELEC 1;

-- fails: 42601
SELECT FROM WHERE;

-- fails: 42601
SELECT 1 1;

-- fails: 42601
SELECT (1;

-- fails: 42601
SELECT 'unterminated;

-- fails: 42883
SELECT no_such_function(1);

-- fails: 42P01
SELECT * FROM no_such_table;

-- fails: 42P01
SELECT * FROM no_such_schema.no_such_table;

-- fails: 42703
SELECT no_such_column FROM customers;

-- fails: 42703
SELECT no_such_column FROM customers WHERE id = 3;

-- fails: 22P02
SELECT 'x'::int;

-- fails: 22012
SELECT 1 / (id - id) FROM customers;

-- fails: 22012
SELECT sum(1 / (id - 3)) FROM customers;

-- fails: 22P02
SELECT name::int FROM customers;

-- ordered
SELECT * FROM generate_series(1, 5);

-- ordered
SELECT g, g * g FROM generate_series(1, 20, 3) g ORDER BY g DESC LIMIT 3;

-- ordered
VALUES (1, 'a'), (2, 'b') ORDER BY 1 DESC;

VALUES (1), (NULL);

SELECT * FROM (VALUES (1, 2.0), (3, NULL)) v (a, b);

SELECT unnest(ARRAY[1, 2, 3]);

-- ordered
SELECT relname FROM pg_class WHERE relname IN ('customers', 'orders') AND relkind = 'r' ORDER BY relname;

-- ordered
SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, ordinal_position;

-- ordered
SELECT typname FROM pg_catalog.pg_type WHERE typname IN ('int4', 'text', 'order_status') ORDER BY 1;

SELECT enumlabel FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE typname = 'order_status';

SELECT count(*) FROM pg_attribute WHERE attrelid = 'customers'::regclass AND attnum > 0;

SELECT 'customers'::regclass::text;

SELECT current_database(), current_user, session_user, current_schema();

SHOW TimeZone;

SHOW server_version;

SHOW standard_conforming_strings;

SELECT current_setting('TimeZone');

-- fails: 42704
SHOW no_such_setting;

SET TimeZone = 'Asia/Tokyo';
SHOW TimeZone;
SELECT '2024-06-01 12:00+00'::timestamptz;
-- ordered
SELECT id, created_at FROM customers ORDER BY id LIMIT 5;
RESET TimeZone;
SHOW TimeZone;
-- ordered
SELECT id, created_at FROM customers ORDER BY id LIMIT 5;

SET DateStyle = 'German, DMY';
-- ordered
SELECT id, birthday, created_at FROM customers ORDER BY birthday DESC NULLS LAST, id LIMIT 5;
SELECT max(birthday) FROM customers;
RESET DateStyle;

SET IntervalStyle = 'iso_8601';
-- ordered
SELECT id, shipping FROM orders ORDER BY shipping DESC, id LIMIT 10;
RESET IntervalStyle;

SET bytea_output = 'escape';
-- ordered
SELECT id, payload FROM events ORDER BY payload DESC NULLS LAST, id LIMIT 10;
RESET bytea_output;

SET extra_float_digits = 0;
SELECT avg(rating), sum(rating) FROM customers;
-- ordered
SELECT id, rating / 3 FROM customers ORDER BY rating DESC NULLS LAST, id LIMIT 5;
RESET extra_float_digits;

BEGIN;
SET LOCAL TimeZone = 'UTC';
SELECT created_at FROM customers WHERE id = 3;
COMMIT;
SELECT created_at FROM customers WHERE id = 3;

-- fails: 42704
SET no_such_setting = 1;

-- fails: 22023
SET DateStyle = 'nonsense';

SET work_mem = '5MB';
SHOW work_mem;
RESET ALL;
SHOW work_mem;

SET application_name = 'differential';
SHOW application_name;
RESET application_name;

SET search_path = pg_catalog, public;
SELECT count(*) FROM customers;
RESET search_path;
SELECT count(*) FROM customers;

SET search_path = nowhere;
-- fails: 42P01
SELECT count(*) FROM customers;
RESET search_path;

-- refused always: PREPARE is not supported through the router
PREPARE p AS SELECT id FROM customers WHERE id = 42;
-- refused always: EXECUTE is not supported through the router
EXECUTE p;
DEALLOCATE p;

-- fails: 26000
-- refused always: EXECUTE is not supported through the router
EXECUTE nothing;

-- fails: 26000
DEALLOCATE nothing;

DEALLOCATE ALL;

DISCARD ALL;

BEGIN;
SELECT 1;
COMMIT;

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SHOW transaction_isolation;
SHOW transaction_read_only;
SELECT count(*) FROM customers;
ROLLBACK;

START TRANSACTION;
-- fails: 22012
SELECT 1/0;
-- fails: 25P02
SELECT 1;
-- fails: 25P02
SELECT id FROM customers WHERE id = 3;
ROLLBACK;
SELECT 1;

BEGIN;
-- fails: 22012
SELECT 1/(id - id) FROM customers;
-- fails: 25P02
SELECT count(*) FROM customers;
COMMIT;

BEGIN;
SAVEPOINT a;
-- fails: 22012
SELECT 1/0;
ROLLBACK TO SAVEPOINT a;
SELECT count(*) FROM customers;
RELEASE SAVEPOINT a;
COMMIT;

BEGIN;
-- fails: 3B001
ROLLBACK TO SAVEPOINT nowhere;
ROLLBACK;

--- only a warning outside of a transaction
COMMIT;

ROLLBACK;

END;

ABORT;

-- fails: 25P01
SAVEPOINT a;

BEGIN;
BEGIN;
COMMIT;

-- together
SELECT 1;
SELECT 2, 3;
SELECT id FROM customers WHERE id = 7;

-- together
SELECT 1;
-- fails: 22012
SELECT 1/0;
SELECT 3;

-- together
BEGIN;
SELECT count(*) FROM customers;
SELECT id FROM customers WHERE id = 8;
COMMIT;

-- together
SELECT count(*) FROM customers;
-- ordered
SELECT id FROM customers ORDER BY id LIMIT 3;

-- refused always: LISTEN is not supported through the router
LISTEN nobody;
UNLISTEN nobody;

SELECT pg_backend_pid() > 0;

SELECT version() LIKE 'PostgreSQL%';

EXPLAIN (COSTS OFF) SELECT 1;
