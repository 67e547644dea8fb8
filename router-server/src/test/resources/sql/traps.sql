--- Names that mean something else than they seem to, and other ways to a wrong row.

--- GROUP BY takes a name for a column first, ORDER BY for an alias first
-- ordered: 1
SELECT customer_id % 3 AS customer_id, count(*) FROM orders GROUP BY customer_id ORDER BY customer_id;

-- ordered
SELECT -customer_id AS customer_id, count(*) FROM orders GROUP BY customer_id ORDER BY customer_id;

-- fails: 42803
SELECT id % 3 AS customer_id, count(*) FROM orders GROUP BY customer_id;

-- fails: 42803
SELECT note AS status, count(*) FROM orders GROUP BY status;

SELECT lower(status::text) AS status, count(*) FROM orders GROUP BY status;

-- ordered
SELECT upper(status::text) AS s, count(*) FROM orders GROUP BY s ORDER BY s;

-- ordered
SELECT -id AS id FROM customers c ORDER BY c.id;

-- ordered
SELECT id AS "Id", name AS "order" FROM customers ORDER BY "Id" DESC;

-- fails: 42703
SELECT id AS "Id" FROM customers ORDER BY "ID";

-- fails: 42702
SELECT id AS x, name AS x FROM customers ORDER BY x;

-- ordered
SELECT ID, NAME FROM CUSTOMERS ORDER BY Name, Id;

SELECT o.status, count(*) FROM orders o GROUP BY status;

SELECT status, count(*) FROM orders o GROUP BY o.status;

SELECT status, count(*) FROM orders GROUP BY orders.status;

SELECT count(*) FROM orders GROUP BY ();

SELECT status, count(*) FROM orders GROUP BY DISTINCT status;

-- fails: 42703
SELECT min(id) AS m FROM orders GROUP BY status ORDER BY m + 1;

-- ordered
SELECT min(id) m FROM orders GROUP BY status ORDER BY m;

-- fails: 42803
SELECT id FROM orders ORDER BY count(*);

-- ordered
SELECT c.name FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.id ORDER BY c.name, c.id;

--- a column with the key's name that is not the key
SELECT customer_id, count(DISTINCT kind) FROM events GROUP BY customer_id;

-- ordered
SELECT customer_id, count(*) FROM events GROUP BY customer_id ORDER BY customer_id;

SELECT count(DISTINCT customer_id) FROM events;

SELECT id FROM events WHERE customer_id = 5;

SELECT customer_id, count(DISTINCT id) FROM (SELECT id % 2 AS customer_id, id FROM orders) t GROUP BY customer_id;

-- ordered
SELECT customer_id, count(*) FROM (SELECT id % 2 AS customer_id FROM orders) t GROUP BY customer_id ORDER BY 1;

SELECT DISTINCT customer_id FROM (SELECT id % 2 AS customer_id FROM orders) t;

SELECT customer_id, count(DISTINCT status) FROM orders o (a, b, customer_id) GROUP BY customer_id;

SELECT count(*) FROM customers c JOIN orders o (a, customer_id) ON o.customer_id = c.id;

SELECT count(*) FROM customers c (name, id) JOIN orders o ON o.customer_id::text = c.id;

SELECT count(*) FROM orders o (a, customer_id) WHERE customer_id = 7;

SELECT id, rank() OVER (PARTITION BY customer_id ORDER BY id) FROM events;

SELECT id, rank() OVER (PARTITION BY customer_id % 2 ORDER BY id) FROM orders;

SELECT id, sum(id) OVER w FROM orders WINDOW w AS (PARTITION BY customer_id ORDER BY id);

SELECT id, sum(id) OVER w FROM orders WINDOW w AS (ORDER BY id);

SELECT id, count(*) OVER (PARTITION BY customer_id, status) FROM orders;

--- names in subqueries belong to the innermost query that has them
SELECT id FROM customers WHERE EXISTS (SELECT 1 FROM orders WHERE customer_id = id);

SELECT id FROM customers WHERE EXISTS (SELECT 1 FROM order_items WHERE customer_id = id AND quantity = 5);

SELECT id FROM customers WHERE id IN (SELECT id FROM order_items);

SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM orders c WHERE c.customer_id = c.customer_id);

SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM orders c WHERE c.customer_id = c.id);

SELECT id FROM customers WHERE id IN (SELECT customer_id FROM orders ORDER BY total, customer_id, id LIMIT 5);

SELECT id FROM customers WHERE id IN (SELECT customer_id FROM orders WHERE customer_id = 5);

SELECT id FROM customers WHERE id IN (SELECT max(customer_id) FROM orders);

SELECT id FROM customers WHERE id IN (SELECT customer_id FROM orders GROUP BY customer_id HAVING count(*) > 15);

SELECT id FROM customers WHERE id IN (SELECT customer_id FROM orders UNION SELECT 5);

SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id OR o.id = 1);

SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id HAVING count(*) > 15);

SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id OFFSET 15);

SELECT id FROM customers c WHERE (SELECT count(*) FROM orders o WHERE o.customer_id = c.id AND o.total > 100) > 10;

SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM orders o JOIN order_items i ON i.order_id = o.id WHERE o.customer_id = c.id);

SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM orders o JOIN order_items i ON i.order_id = o.id AND i.customer_id = o.customer_id WHERE o.customer_id = c.id);

SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM orders o LEFT JOIN order_items i ON i.customer_id = c.id AND i.order_id = o.id WHERE o.customer_id = c.id AND i.line IS NULL);

SELECT id FROM customers c WHERE c.id = (SELECT o.customer_id FROM orders o WHERE o.customer_id = c.id LIMIT 1);

SELECT id, ARRAY(SELECT o.id FROM orders o WHERE o.customer_id = c.id ORDER BY o.id) FROM customers c;

SELECT id, (SELECT c2.name FROM customers c2 WHERE c2.id = c.id) FROM customers c;

SELECT id, (SELECT c2.name FROM customers c2 WHERE c2.id = c.id + 1) FROM customers c;

--- NULLs that outer joins make are not NULL keys
SELECT c.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.customer_id IS NULL;

SELECT c.id, o.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.customer_id = 3 OR o.customer_id IS NULL;

SELECT c.id, o.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.customer_id = 3;

SELECT c.id, o.id FROM orders o RIGHT JOIN customers c ON o.customer_id = c.id WHERE o.customer_id IS NULL AND c.rating > 3;

SELECT c.id, o.id FROM customers c FULL JOIN orders o ON o.customer_id = c.id AND o.total > 200 WHERE c.id IS NULL;

SELECT c.id, o.id FROM customers c FULL JOIN orders o ON o.customer_id = c.id AND o.total > 200 WHERE o.customer_id IS NULL;

SELECT c.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.customer_id IS NULL;

SELECT c.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE coalesce(o.customer_id, 3) = 3;

SELECT c.id FROM customers c LEFT JOIN (SELECT customer_id FROM orders WHERE total > 300) o ON o.customer_id = c.id WHERE o.customer_id IS NULL;

SELECT customer_id, o.id, i.line FROM orders o FULL JOIN order_items i USING (customer_id) WHERE customer_id = 3 AND o.id = i.order_id;

SELECT customer_id, o.id, i.line FROM orders o FULL JOIN order_items i USING (customer_id) WHERE customer_id IS NULL;

SELECT customer_id, o.id, i.line FROM orders o RIGHT JOIN order_items i USING (customer_id) WHERE customer_id = 3 AND o.id = i.order_id;

SELECT count(*) FROM orders NATURAL JOIN order_items;

SELECT count(*) FROM orders o JOIN order_items i USING (customer_id) WHERE o.id = i.order_id;

SELECT count(*) FROM orders o JOIN order_items i ON i.order_id = o.id;

SELECT count(*) FROM (orders o JOIN order_items i ON i.customer_id = o.customer_id AND i.order_id = o.id) JOIN customers c ON c.id = i.customer_id;

SELECT count(*) FROM orders o LEFT JOIN order_items i ON i.customer_id = o.customer_id AND i.order_id = o.id LEFT JOIN customers c ON c.id = i.customer_id;

SELECT count(*), count(c.id) FROM orders o LEFT JOIN order_items i ON i.customer_id = o.customer_id AND i.order_id = o.id AND i.quantity > 3 JOIN customers c ON c.id = i.customer_id OR c.id = o.customer_id;

SELECT count(*) FROM (customers c LEFT JOIN orders o ON o.customer_id = c.id) LEFT JOIN order_items i ON i.customer_id = o.customer_id;

SELECT count(*) FROM (customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.total > 300) FULL JOIN order_items i ON i.customer_id = o.customer_id;

SELECT count(*) FROM (customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.total > 300) RIGHT JOIN order_items i ON i.customer_id = o.customer_id;

--- constants and set-returning functions in the select list
SELECT DISTINCT 'x' FROM customers;

SELECT 'a' AS k, count(*) FROM customers GROUP BY 1;

SELECT 'a' AS k, count(*) FROM customers GROUP BY k;

SELECT NULL AS k, count(*) FROM customers GROUP BY 1;

SELECT 1 AS k, count(*) FROM customers GROUP BY k;

-- ordered
SELECT 'a' AS k, id FROM customers ORDER BY k, id LIMIT 5;

-- ordered
SELECT id, generate_series(1, 3) FROM customers ORDER BY id, 2 LIMIT 7;

-- ordered
SELECT id, generate_series(1, 3) AS g FROM customers ORDER BY g DESC, id LIMIT 7;

SELECT id, unnest(tags) FROM customers;

SELECT generate_series(1, 2), count(*) FROM customers GROUP BY 1;

SELECT generate_series(1, 3), count(*) FROM customers;

SELECT DISTINCT generate_series(1, 3) FROM customers;

SELECT DISTINCT unnest(tags) FROM customers;

--- spellings
SELECT pg_catalog.count(*), "sum"(id), COUNT ( ALL id ), Max(id) FROM orders;

SELECT count(*)/**/FROM/**/orders;

-- ordered
SELECT id -- every one
FROM customers -- of them
ORDER BY rating -- NULLS FIRST
, id -- five
LIMIT 5 -- only
OFFSET 2 -- more
;

-- ordered
SELECT id FROM customers /* LIMIT 1 */ ORDER /* BY name */ BY id LIMIT /* 3 */ 4;

SELECT count(*) -- FILTER (WHERE false)
FROM orders -- GROUP BY status
;

-- ordered
SELECT DISTINCT status -- , id
FROM orders ORDER BY status -- DESC
LIMIT 3;

-- ordered
SELECT status, -- the status
count(*) -- and how many
FROM orders GROUP BY status -- , id
ORDER BY 2 DESC, 1;

-- ordered
SELECT * -- all
FROM customers ORDER BY rating, id LIMIT 3;

--- conditions that look like keys
SELECT id FROM customers WHERE id = 5 AND (id = 6 OR true);

SELECT id FROM customers WHERE (id, name) IN (SELECT 5, name FROM products);

-- refused: the router cannot read this statement: syntax beyond the parser
SELECT id FROM customers WHERE id = 5 IS NOT TRUE AND id < 9;

SELECT id FROM customers WHERE (id = 5) = false AND id < 9;

SELECT id FROM customers WHERE (id = 5) <> (id = 6);

-- refused: the router cannot read this statement: syntax beyond the parser
SELECT id FROM customers WHERE id IN (5, 6) IS NOT TRUE AND id < 9;

-- refused: the router cannot read this statement: syntax beyond the parser
SELECT id FROM customers WHERE id = 5 IS UNKNOWN;

SELECT id FROM customers WHERE id BETWEEN NULL AND 5;

SELECT id FROM customers WHERE id = 5::float8;

SELECT id FROM customers WHERE id = 5.0000000000000001;

SELECT id FROM customers WHERE id = 5.0000000000000001::float8;

SELECT id FROM customers WHERE id = '5'::numeric;

SELECT id FROM customers WHERE id = 9223372036854775807 OR id = 9223372036854775808;

SELECT id FROM customers WHERE id = 9007199254740993::float8;

SELECT id FROM customers WHERE id = '1e2'::float8;

SELECT id FROM customers WHERE id = 'NaN'::float8;

SELECT id FROM customers WHERE id = 0x2A;

SELECT id FROM customers WHERE id = 4_2;

SELECT id FROM customers WHERE id = '0x2A';

SELECT id FROM customers WHERE id = '4_2';

SELECT id FROM customers WHERE id IN (0b101, 0o52);

SELECT id FROM customers WHERE id = '+5';

-- fails: 22P02
SELECT id FROM customers WHERE id = '5.0';

SELECT id FROM customers WHERE id = true::int;

SELECT id FROM customers WHERE id = ANY ('{1, 2 , "42"}');

-- fails: 22P02
SELECT id FROM customers WHERE id = ANY ('{1,x}');

-- fails: 22P02
SELECT id FROM customers WHERE id = ANY ('1,2');

SELECT id FROM customers WHERE id = ANY (ARRAY[1, NULL, 2.0]);

SELECT id FROM customers WHERE id = ANY (ARRAY[[1, 2], [3, 42]]);

SELECT id FROM customers WHERE id = ANY (ARRAY['1', '2']::text[]::bigint[]);

SELECT id FROM customers WHERE id = ANY ('[5:6]={1,42}');

SELECT id FROM customers WHERE NOT id = ANY ('{1,2}') AND id < 5;

-- refused: the router cannot read this statement: syntax beyond the parser
SELECT id FROM customers WHERE id = ANY (tags::bigint[]) IS NULL AND id < 5 AND tags IS NULL;

SELECT name FROM customers WHERE country = 'DE ' AND id < 50;

SELECT id FROM customers WHERE 5 IN (id, 6);

SELECT id FROM customers WHERE id IN (VALUES (5), (6));

SELECT id FROM customers WHERE id = (VALUES (5));

SELECT id FROM customers WHERE id = (5);

SELECT id FROM customers WHERE ((id)) = ((5));

SELECT id FROM customers WHERE id OPERATOR(pg_catalog.=) 5;

SELECT id FROM customers WHERE id OPERATOR(pg_catalog.<>) 5 AND id < 9;

SELECT count(*) FROM customers HAVING count(*) FILTER (WHERE id = 5) = 1;

-- bind: 3::bigint
-- ordered
SELECT id % $1, count(*) FROM orders GROUP BY id % $1 ORDER BY 1;

-- bind: 3::bigint
-- ordered
SELECT id FROM customers ORDER BY id % $1, id;

-- bind: 3::bigint | 3::bigint
-- fails: 42803
SELECT id % $1, count(*) FROM orders GROUP BY id % $2;

-- bind: 7::int
-- ordered
SELECT $1::int AS k, id FROM customers ORDER BY k, id LIMIT 3;

-- bind: x::text
-- ordered
SELECT $1 AS k, id FROM customers ORDER BY k, id LIMIT 3;

-- bind: x::text
SELECT DISTINCT $1 FROM customers;

-- bind: 5::bigint | 6::bigint
SELECT id FROM customers WHERE id BETWEEN $1 AND $2 OR id = $1;

--- big rows
-- ordered
SELECT id, repeat(name, 5000) FROM customers ORDER BY id DESC;

-- ordered
SELECT c.id, p.* FROM customers c, products p WHERE p.id < 60 ORDER BY c.id, p.id;

--- time runs out
SET statement_timeout = '50ms';
-- fails: 57014
SELECT pg_sleep(5);
RESET statement_timeout;
SELECT count(*) FROM customers;
