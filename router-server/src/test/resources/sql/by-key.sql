--- One customer: point reads in every spelling of the key.

-- ordered
SELECT * FROM customers WHERE id = 42;

SELECT id, name FROM customers WHERE id = '42';

SELECT id FROM customers WHERE id = 42::bigint;

SELECT id FROM customers WHERE id = 42::int;

SELECT id FROM customers WHERE id = '42'::int8;

SELECT id FROM customers WHERE id = CAST('42' AS bigint);

SELECT id FROM customers WHERE id = bigint '42';

SELECT id FROM customers WHERE id = E'42';

SELECT id FROM customers WHERE id = E'\x34\x32';

SELECT id FROM customers WHERE id = $$42$$;

SELECT id FROM customers WHERE id = ' 42 ';

SELECT id FROM customers WHERE 42 = id;

SELECT id FROM customers WHERE id = 42.0;

SELECT id FROM customers WHERE id = 42.5;

SELECT id FROM customers WHERE id = 42e0;

SELECT id FROM customers WHERE id = -97;

SELECT id FROM customers WHERE id = - 97;

SELECT id FROM customers WHERE id = (-97);

SELECT id FROM customers WHERE id = '-97';

SELECT id FROM customers WHERE id = -(97);

SELECT id FROM customers WHERE id = 4000000000;

SELECT id FROM customers WHERE id = 99999999999999999999;

-- fails: 22003
SELECT id FROM customers WHERE id = '99999999999999999999';

-- fails: 22P02
SELECT id FROM customers WHERE id = 'forty-two';

-- fails: 22P02
SELECT id FROM customers WHERE id = '';

-- fails: 22003
SELECT id FROM customers WHERE id = 99999999999::int;

SELECT id FROM customers WHERE id = NULL;

SELECT id FROM customers WHERE id IS NULL;

SELECT id FROM customers WHERE id IS NOT DISTINCT FROM 42;

SELECT id FROM customers WHERE id + 0 = 42;

SELECT id FROM customers WHERE id = 40 + 2;

SELECT id FROM customers WHERE abs(id) = 97;

SELECT id FROM customers WHERE id::text = '42';

SELECT "id", "name" FROM "customers" WHERE "customers"."id" = 42;

SELECT id FROM public.customers WHERE public.customers.id = 42;

SELECT c.id FROM customers c WHERE c.id = 42;

SELECT c.id FROM customers AS c (id) WHERE id = 42;

--- the alias list renames: name is the key's column here
SELECT c.* FROM (SELECT id, rating FROM customers) c (rating, id) WHERE c.id = 3.25 ORDER BY 1 LIMIT 0;

SELECT x.name FROM customers x (name, id) WHERE x.name = 42;

SELECT x.name FROM customers x (name, id) WHERE x.id = 'Zed';

TABLE customers;

SELECT id FROM ONLY customers WHERE id = 42;

SELECT /* id = 1 */ id FROM customers -- id = 2
WHERE id = 42 /* OR id = 3 */;

SELECT id FROM customers WHERE id = 42 AND id = 43;

SELECT id FROM customers WHERE id = 42 AND id = 42;

SELECT id FROM customers WHERE id = 42 AND false;

SELECT id FROM customers WHERE id = 42 OR true;

SELECT id FROM customers WHERE NOT id = 42;

SELECT id FROM customers WHERE NOT (id <> 42);

SELECT id FROM customers WHERE (id = 42) IS TRUE;

SELECT id FROM customers WHERE (id = 42) IS NOT FALSE;

SELECT id FROM customers WHERE CASE WHEN id = 42 THEN true ELSE id = 43 END;

SELECT id = 42 FROM customers WHERE id = 43;

SELECT id, id = 42 AS id2 FROM customers;

SELECT id FROM customers WHERE id IN (1, 2, 3, 42, 100);

SELECT id FROM customers WHERE id IN ('1', '2');

SELECT id FROM customers WHERE id IN (1, NULL);

SELECT id FROM customers WHERE id IN (NULL);

SELECT id FROM customers WHERE id IN (42);

SELECT id FROM customers WHERE id IN (1, 2 + 1, 4);

SELECT id FROM customers WHERE id IN (1, 2.0, 3.5);

SELECT id FROM customers WHERE id NOT IN (1, 2);

SELECT id FROM customers WHERE id NOT IN (1, NULL);

SELECT id FROM customers WHERE id = ANY ('{1,2,42}');

SELECT id FROM customers WHERE id = ANY ('{1,2,NULL}'::bigint[]);

SELECT id FROM customers WHERE id = ANY ('{}');

SELECT id FROM customers WHERE id = ANY (ARRAY[1, 2, 42]);

SELECT id FROM customers WHERE id = ANY (ARRAY[1, 2, 42]::bigint[]);

SELECT id FROM customers WHERE id = SOME (ARRAY[7]);

SELECT id FROM customers WHERE id = ALL (ARRAY[7]);

SELECT id FROM customers WHERE id = ALL ('{}');

SELECT id FROM customers WHERE id <> ALL (ARRAY[7, 8]);

SELECT id FROM customers WHERE id < ANY (ARRAY[3, 8]);

SELECT id FROM customers WHERE id = 1 OR id = 2;

SELECT id FROM customers WHERE id = 1 OR id IN (2, 3) OR id = ANY ('{4,5}');

SELECT id FROM customers WHERE id = 1 OR name = 'Zed Smith';

SELECT id FROM customers WHERE (id = 1 AND active) OR (id = 2 AND rating IS NULL);

SELECT id FROM customers WHERE id = 1 OR (id = 2 AND id = 3);

SELECT id FROM customers WHERE id BETWEEN 10 AND 20;

SELECT id FROM customers WHERE id NOT BETWEEN 10 AND 20000;

SELECT id FROM customers WHERE id BETWEEN SYMMETRIC 20 AND 10;

SELECT id FROM customers WHERE id >= 10 AND id < 12;

SELECT id FROM customers WHERE id > 10 AND id = 42;

SELECT id FROM customers WHERE id > 100 AND id = 42;

SELECT customer_id, id FROM orders WHERE (customer_id, id) = (5, 10);

SELECT customer_id, id FROM orders WHERE (id, customer_id) IN ((30, 7), (31, 7), (32, 8), (33, 9));

SELECT customer_id, id FROM orders WHERE (customer_id, status) IN ((7, 'paid'), (8, 'new'));

SELECT customer_id, id FROM orders WHERE (customer_id, id) = (5, NULL);

SELECT customer_id, id FROM orders WHERE (customer_id, id) > (190, 0);

SELECT customer_id, id FROM orders WHERE ROW(customer_id, id) = ROW(5, 10);

--- every kind of statement works on one shard
SELECT status, string_agg(id::text, ',' ORDER BY id), percentile_cont(0.5) WITHIN GROUP (ORDER BY id) FROM orders WHERE customer_id = 3 GROUP BY ROLLUP (status);

SELECT id, row_number() OVER (ORDER BY id), sum(total) OVER (ORDER BY id) FROM orders WHERE customer_id = 3;

WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n, o.id FROM t JOIN orders o ON o.customer_id = 3 AND o.id % 5 = n;

SELECT id FROM orders WHERE customer_id = 3 UNION SELECT id FROM customers WHERE id = 3 EXCEPT SELECT 4;

SELECT DISTINCT ON (status) status, id FROM orders WHERE customer_id = 3 ORDER BY status, id DESC;

SELECT id FROM orders WHERE customer_id = 3 ORDER BY id FOR UPDATE;

SELECT c.id, o.id FROM customers c, LATERAL (SELECT id FROM orders o WHERE o.customer_id = c.id ORDER BY id LIMIT 2) o WHERE c.id = 3;

SELECT count(*), count(DISTINCT status), array_agg(DISTINCT status) FROM orders WHERE customer_id = 3;

--- uuid keys
SELECT e.* FROM events e WHERE e.id = (SELECT '00000000-0000-0000-0000-000000000000'::uuid);

SELECT count(*) FROM events WHERE id = '00000000-0000-0000-0000-000000000000';

SELECT count(*) FROM events WHERE id = '{00000000-0000-0000-0000-000000000000}';

SELECT count(*) FROM events WHERE id = 'a0eebc999c0b4ef8bb6d6bb9bd380a11'::uuid OR id = uuid 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A12';

-- fails: 22P02
SELECT count(*) FROM events WHERE id = 'not-a-uuid';

-- fails: 42883
SELECT count(*) FROM events WHERE id = 42;

-- fails: 42883
SELECT count(*) FROM customers WHERE id = '42'::text;

-- fails: 42883
SELECT count(*) FROM customers WHERE id = true;
