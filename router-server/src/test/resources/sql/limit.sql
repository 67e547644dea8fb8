--- LIMIT, OFFSET, FETCH over all shards.

-- ordered
SELECT id FROM customers ORDER BY id LIMIT 5;

-- ordered
SELECT id FROM customers ORDER BY id LIMIT 5 OFFSET 7;

-- ordered
SELECT id FROM customers ORDER BY id OFFSET 190;

-- ordered
SELECT id FROM customers ORDER BY id OFFSET 190 ROWS;

-- ordered
SELECT id FROM customers ORDER BY id LIMIT 0;

SELECT id FROM customers LIMIT 0;

-- ordered
SELECT id FROM customers ORDER BY id LIMIT ALL;

-- ordered
SELECT id FROM customers ORDER BY id LIMIT ALL OFFSET 195;

-- ordered
SELECT id FROM customers ORDER BY id LIMIT NULL;

-- ordered
SELECT id FROM customers ORDER BY id LIMIT 10 OFFSET 100000;

-- ordered
SELECT id FROM customers ORDER BY id OFFSET 3 LIMIT 2;

-- ordered
SELECT id FROM customers ORDER BY id FETCH FIRST 5 ROWS ONLY;

-- ordered
SELECT id FROM customers ORDER BY id FETCH FIRST ROW ONLY;

-- ordered
SELECT id FROM customers ORDER BY id OFFSET 2 ROWS FETCH NEXT 5 ROWS ONLY;

-- ordered
SELECT rating FROM customers ORDER BY rating FETCH FIRST 5 ROWS WITH TIES;

-- fails: 2201W
SELECT id FROM customers ORDER BY id LIMIT -1;

-- fails: 2201X
SELECT id FROM customers ORDER BY id OFFSET -1;

-- ordered
SELECT id FROM customers ORDER BY id LIMIT 1 + 1;

-- ordered
SELECT id FROM customers ORDER BY id LIMIT (SELECT 3);

-- ordered
SELECT id FROM customers ORDER BY id LIMIT '3';

-- ordered
SELECT id FROM customers ORDER BY id LIMIT 3::int;

-- ordered
SELECT id FROM customers ORDER BY id LIMIT 2.5;

-- ordered
SELECT id FROM customers ORDER BY id LIMIT 9223372036854775807 OFFSET 9223372036854775807;

-- fails: 22003
SELECT id FROM customers ORDER BY id LIMIT 9223372036854775808;

-- fails: 22P02
-- refused: LIMIT with an expression
SELECT id FROM customers ORDER BY id LIMIT 'x';

--- without an order any rows will do, but not too many
SELECT count(*) FROM (SELECT 1 FROM customers WHERE id = 3 LIMIT 5) t;

SELECT 1 FROM customers LIMIT 7;

SELECT 1 FROM customers LIMIT 7 OFFSET 190;

SELECT 1 FROM customers OFFSET 190;

SELECT 1 FROM customers OFFSET 100000;

-- ordered
SELECT name FROM countries ORDER BY name LIMIT 5 OFFSET 5;

-- ordered
SELECT DISTINCT status FROM orders ORDER BY status LIMIT 3;

-- ordered
SELECT DISTINCT country FROM customers ORDER BY country DESC NULLS LAST LIMIT 5 OFFSET 3;

-- ordered
SELECT DISTINCT country, active FROM customers ORDER BY active, country;

SELECT DISTINCT rating FROM customers;

SELECT DISTINCT c.country, o.status FROM customers c JOIN orders o ON o.customer_id = c.id;

SELECT DISTINCT id, name FROM customers;

-- ordered
SELECT DISTINCT date_trunc('year', placed_at) AS y FROM orders ORDER BY y;

-- ordered
SELECT DISTINCT lower(status::text) FROM orders ORDER BY lower(status::text);

-- fails: 42P10
SELECT DISTINCT status FROM orders ORDER BY id;

SELECT count(*) FROM (SELECT DISTINCT total FROM orders WHERE customer_id = 3) t;

SELECT DISTINCT * FROM countries;

-- ordered
SELECT DISTINCT * FROM customers ORDER BY id LIMIT 10;

SELECT DISTINCT true FROM customers;

SELECT DISTINCT kind FROM events;

SELECT DISTINCT ip FROM events;

SELECT DISTINCT payload FROM events;

SELECT DISTINCT tags FROM customers;

SELECT DISTINCT profile FROM customers;

-- ordered
SELECT DISTINCT ON (status) status, id FROM orders ORDER BY status, id DESC;

SELECT ALL country FROM customers;
