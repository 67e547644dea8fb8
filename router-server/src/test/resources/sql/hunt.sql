--- What once was answered wrongly, and what nearly was: keys in odd spellings, conditions in odd places.

-- ordered
SELECT c.id, x.n FROM customers c LEFT JOIN LATERAL (SELECT sum(total) n FROM orders o WHERE o.customer_id = c.id AND c.id < 50) x ON true ORDER BY 1;

-- ordered
SELECT c.id, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id AND c.id = 42) FROM customers c ORDER BY 1;

-- ordered
SELECT c.id FROM customers c WHERE (SELECT count(*) FROM orders o WHERE o.customer_id = c.id AND c.id = 42) = 0 ORDER BY 1;

-- ordered
SELECT c.id, x.k FROM customers c LEFT JOIN (SELECT customer_id k FROM orders WHERE customer_id = 42 GROUP BY customer_id) x ON x.k = c.id ORDER BY 1;

-- ordered
SELECT c.id, x.k FROM customers c LEFT JOIN (SELECT customer_id k FROM orders GROUP BY customer_id) x ON x.k = c.id AND x.k = 42 ORDER BY 1;

-- ordered
SELECT c.id, x.k FROM customers c JOIN (SELECT customer_id k, count(*) FROM orders GROUP BY customer_id HAVING count(*) > 3) x ON x.k = c.id ORDER BY 1;

-- ordered
SELECT c.id, x.k FROM customers c LEFT JOIN (SELECT DISTINCT customer_id k FROM orders) x ON x.k = c.id WHERE x.k IS NULL ORDER BY 1;

SELECT count(*) FROM customers a JOIN customers b ON a.id = b.id WHERE a.id = 42;

SELECT count(*) FROM customers a, customers b WHERE a.id = 42 AND b.id = 42;

SELECT count(*) FROM customers a, customers b WHERE a.id = b.id AND b.id IN (42, 43);

SELECT count(*) FROM customers a LEFT JOIN customers b ON a.id = b.id AND b.id = 42 LEFT JOIN orders o ON o.customer_id = b.id;

SELECT count(*) FROM customers a LEFT JOIN customers b ON a.id = b.id AND b.id = 42 JOIN orders o ON o.customer_id = b.id;

SELECT count(*) FROM customers a LEFT JOIN (orders o JOIN order_items i ON i.customer_id = o.customer_id AND i.order_id = o.id) ON a.id = o.customer_id;

SELECT count(*) FROM customers a LEFT JOIN (orders o JOIN countries k ON k.code = 'DE') ON a.id = o.customer_id;

SELECT count(*) FROM customers a FULL JOIN orders o ON a.id = o.customer_id LEFT JOIN order_items i ON i.customer_id = a.id;

SELECT count(*) FROM customers a FULL JOIN orders o ON a.id = o.customer_id LEFT JOIN order_items i ON i.customer_id = o.customer_id AND i.order_id = o.id;

-- ordered
SELECT o.customer_id, count(*) FROM customers a LEFT JOIN orders o ON a.id = o.customer_id GROUP BY o.customer_id ORDER BY 1;

-- ordered
SELECT o.customer_id, count(*) FROM customers a FULL JOIN orders o ON a.id = o.customer_id AND o.status='new' GROUP BY o.customer_id ORDER BY 1;

-- ordered
SELECT a.id, count(*) FROM customers a FULL JOIN orders o ON a.id = o.customer_id AND o.status='new' GROUP BY a.id ORDER BY 1;

-- ordered
SELECT DISTINCT o.customer_id FROM customers a LEFT JOIN orders o ON a.id = o.customer_id AND o.status='new' ORDER BY 1;

SELECT count(*) FROM orders o WHERE customer_id IN (SELECT id FROM customers WHERE country IN (SELECT code FROM countries WHERE region = 'Europe'));

SELECT count(*) FROM orders o WHERE (customer_id, id) IN (SELECT customer_id, order_id FROM order_items WHERE quantity > 3);

SELECT count(*) FROM orders o WHERE customer_id IN (SELECT id FROM customers c WHERE active AND c.country = (SELECT min(code) FROM countries));

SELECT count(*) FROM customers c WHERE id IN (SELECT customer_id FROM orders o WHERE o.total > c.credit);

SELECT count(*) FROM customers c WHERE id IN (SELECT customer_id FROM orders GROUP BY customer_id HAVING count(*) > 10);

SELECT r FROM (SELECT customer_id, id, row_number() OVER (PARTITION BY customer_id ORDER BY id) r FROM orders) x WHERE customer_id = 42 ORDER BY r;

SELECT * FROM (SELECT id, generate_series(1,2) FROM customers) x WHERE id = 42;

SELECT * FROM (SELECT max(id) AS m FROM customers WHERE id = 42) x;

SELECT min(id) FROM customers WHERE id = 42 OR (id = 43 AND id = 44);

SELECT count(*) FROM customers c JOIN orders o ON c.id = o.customer_id WHERE c.id = 42 OR o.customer_id = 43;

SELECT count(*) FROM customers c LEFT JOIN orders o ON c.id = o.customer_id AND o.id % 2 = 0 WHERE c.id = 42 OR o.customer_id = 43;

SELECT count(*) FROM customers c LEFT JOIN orders o ON c.id = o.customer_id WHERE c.id = 42 OR o.customer_id IS NULL;

SELECT count(*) FROM customers c LEFT JOIN orders o ON c.id = o.customer_id AND c.id = 42 WHERE o.customer_id IS NULL OR o.customer_id <> 0;

-- ordered
SELECT z.* FROM (SELECT c.id, x.n FROM customers c LEFT JOIN LATERAL (SELECT count(*) n FROM orders o WHERE o.customer_id = c.id AND c.id = 42 HAVING true) x ON true) z ORDER BY 1;

-- ordered
WITH w AS (SELECT c.id, y.n FROM customers c, LATERAL (SELECT count(*) n FROM orders o WHERE o.customer_id = c.id AND c.id = 42) y) SELECT * FROM w ORDER BY 1;

SELECT id FROM customers WHERE id = 900004;

SELECT id FROM customers WHERE id = 900006;

-- ordered
SELECT id FROM customers WHERE id IN (1000000, 1000001) ORDER BY 1;

SELECT count(*), max(id) FROM customers;

SELECT count(*), sum(id) FROM orders;

SELECT count(*) FROM customers;

SELECT sum(total) FROM orders WHERE total <> 'NaN';

SELECT sum(total), avg(total), max(total), min(total) FROM orders;

-- ordered
SELECT customer_id % 5 AS k, sum(total) FROM orders GROUP BY customer_id % 5 ORDER BY k;

-- ordered
SELECT customer_id % 5 AS k, sum(total) FROM orders GROUP BY k ORDER BY k;

-- ordered
SELECT sum(id) FROM customers GROUP BY country, active ORDER BY sum(id), 1;

-- ordered
SELECT max(country), min(id) FROM customers GROUP BY active ORDER BY active;

-- ordered
SELECT active, active, count(*), count(*) FROM customers GROUP BY active ORDER BY 1, 4;

-- ordered
SELECT DISTINCT customer_id, count(*) FROM orders GROUP BY customer_id ORDER BY 2, 1 LIMIT 10;

-- ordered
SELECT DISTINCT count(*) FROM orders GROUP BY customer_id ORDER BY 1;

-- ordered
SELECT DISTINCT lower(country) FROM customers ORDER BY lower(country);

-- ordered
SELECT DISTINCT c.country, k.name FROM customers c JOIN countries k ON k.code = c.country ORDER BY k.name, 1;

-- ordered
SELECT count(*) FROM customers ORDER BY count(*), 1;

SELECT sum(x.n) FROM (SELECT customer_id, count(*) n FROM orders GROUP BY customer_id) x;

-- ordered
SELECT x.n, count(*) FROM (SELECT customer_id, count(*) n FROM orders GROUP BY customer_id) x GROUP BY x.n ORDER BY 1;

SELECT avg(n) FROM (SELECT customer_id, count(*)::int n FROM orders GROUP BY customer_id) x;

SELECT avg(n), sum(n) FROM (SELECT customer_id, count(*) n FROM orders GROUP BY customer_id) x;

SELECT avg(age) FROM (SELECT birthday - '2000-01-01'::date AS age FROM customers) x;

SELECT max(ip), min(ip) FROM events;

SELECT max(id::text) FROM events;

SELECT count(*) FROM (SELECT * FROM customers) AS x(a,b) WHERE a = 42;

SELECT count(*) FROM customers AS x(a,b) WHERE a = 42;

SELECT count(*) FROM customers AS x(name,id) WHERE id = 'x';

SELECT count(*) FROM customers AS x(name,id) WHERE name = 42;

SELECT count(*) FROM orders AS x(id, customer_id) WHERE customer_id = 42;

SELECT count(*) FROM orders AS x(id, customer_id) WHERE id = 42;

WITH x(id, customer_id) AS (SELECT customer_id, id FROM orders) SELECT count(*) FROM x WHERE customer_id = 42;

WITH x(id, customer_id) AS (SELECT customer_id, id FROM orders) SELECT count(*) FROM x WHERE id = 42;

SELECT count(*) FROM (SELECT id AS customer_id, customer_id AS id FROM orders) x WHERE customer_id = 42;

SELECT count(*) FROM (SELECT id AS customer_id, customer_id AS id FROM orders) x JOIN customers c USING (id);

SELECT count(*) FROM customers AS customers WHERE customers.id = 42;

SELECT count(*) FROM customers AS orders JOIN orders AS customers ON customers.customer_id = orders.id WHERE customers.id = 42;

SELECT count(*) FROM customers AS orders JOIN orders AS customers ON customers.customer_id = orders.id WHERE orders.id = 42;

SELECT (SELECT count(*) FROM orders WHERE customer_id = customers.id) FROM customers;

SELECT (SELECT count(*) FROM orders o WHERE o.customer_id = c.id AND id = 42) FROM customers c;

-- ordered
SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE customer_id = c.id AND o.id > 2900) ORDER BY id;

-- ordered
SELECT (SELECT (SELECT count(*) FROM order_items i WHERE i.customer_id = c.id) FROM orders o WHERE o.customer_id = c.id LIMIT 1) FROM customers c ORDER BY c.id;

-- ordered
SELECT (SELECT max((SELECT count(*) FROM order_items i WHERE i.customer_id = o.customer_id AND i.order_id = o.id)) FROM orders o WHERE o.customer_id = c.id) FROM customers c ORDER BY c.id;

-- ordered
SELECT c.id, (SELECT k.name FROM countries k WHERE k.code = c.country), count(*) FROM customers c GROUP BY c.id ORDER BY 1;

SELECT count(*) AS a, count(*) AS b, 1 AS c, 'x' AS d, NULL AS e FROM customers;

-- ordered
SELECT 1, 'a', NULL FROM customers WHERE false ORDER BY count(*);

SELECT NULL, count(*) FROM customers WHERE false;

-- ordered
SELECT id FROM customers ORDER BY 'a'::text, id LIMIT 3;

-- ordered
SELECT id FROM customers ORDER BY (SELECT 1), id LIMIT 3;

-- ordered
SELECT id FROM customers c ORDER BY (SELECT max(o.id) FROM orders o WHERE o.customer_id = c.id) DESC NULLS LAST, id LIMIT 9;

-- ordered
SELECT id FROM customers ORDER BY id = 42 DESC, id LIMIT 3;

-- ordered
SELECT id FROM customers ORDER BY active, id;

-- ordered
SELECT id FROM customers ORDER BY NOT active DESC, id;

-- ordered
SELECT id FROM customers ORDER BY created_at::date, id DESC;

-- ordered
SELECT id FROM customers ORDER BY birthday - created_at::date NULLS FIRST, id;

-- ordered
SELECT id FROM customers ORDER BY id % 7 DESC, id / 3, -id;

-- ordered
SELECT id FROM customers ORDER BY country::text || name, id;

-- ordered
SELECT id FROM customers ORDER BY country::varchar, id;

-- ordered
SELECT id FROM customers ORDER BY 'x' || country, id;

-- ordered
SELECT id FROM customers ORDER BY length(name), md5(name), id;

-- ordered
SELECT id FROM customers ORDER BY profile->>'lang', id;

-- ordered
SELECT id FROM customers ORDER BY (profile->>'visits')::int, id;

-- ordered
SELECT id FROM customers ORDER BY tags[1], id;

-- ordered
SELECT id FROM customers ORDER BY "name" DESC, customers.id ASC;

SELECT id FROM events WHERE id = (SELECT '00000000-0000-0000-0000-000000000000'::uuid);

SELECT count(*) FROM events WHERE customer_id = 42;

-- ordered
SELECT kind, max(at), min(ip), count(ip) FROM events GROUP BY kind ORDER BY kind DESC;

-- ordered
SELECT ip, count(*) FROM events GROUP BY ip ORDER BY ip;

-- ordered
SELECT host(ip), count(*) FROM events GROUP BY host(ip) ORDER BY host(ip);

-- ordered
SELECT at::date d, count(*) FROM events GROUP BY at::date ORDER BY d DESC LIMIT 3;

-- ordered
SELECT extract(year FROM at) y, count(*) FROM events GROUP BY y ORDER BY y;

-- ordered
SELECT extract(year FROM at), count(*) FROM events GROUP BY 1 ORDER BY 1;

-- ordered
SELECT kind AS at, count(*) FROM events GROUP BY kind ORDER BY at;

-- ordered
SELECT discount, count(*) FROM orders GROUP BY discount ORDER BY discount;

-- ordered
SELECT discount * 2, count(*) FROM orders GROUP BY discount * 2 ORDER BY 1;

-- ordered
SELECT rating, count(*) FROM customers GROUP BY rating ORDER BY rating;

-- ordered
SELECT -rating, count(*) FROM customers GROUP BY -rating ORDER BY -rating;

SELECT sum(total) FILTER (WHERE status = 'paid'), count(*) FILTER (WHERE total > 100), avg(total) FILTER (WHERE total > 0 AND total < 1000) FROM orders;

SELECT sum(ALL total) FROM orders;

SELECT count(ALL id) FROM orders;

SELECT pg_catalog.count(*) FROM orders;

SELECT "count"(*) FROM orders;

SELECT count(1), count(NULL), sum(1), max('x'), min(2.5), avg(3) FROM customers;

SELECT sum(NULL::int), avg(NULL::numeric), max(NULL::text) FROM customers;

SELECT avg(id), avg(id::int), avg(id::numeric), avg(id::float4), avg(id::smallint) FROM customers;

SELECT sum(id::int), sum(id::smallint), sum(id::numeric), sum(id::float8), sum(id) FROM customers;

SELECT sum(credit / 3), avg(credit / 3), avg(credit * 1e20), avg(credit * 1e-20) FROM customers;

SELECT sum(credit::numeric(20,5)), avg(0.000000001 * id), sum('Infinity'::numeric), sum('NaN'::numeric) FROM customers;

SELECT max(id::money) FROM customers;

-- ordered
SELECT id, count(DISTINCT name) FROM customers GROUP BY id ORDER BY 1;

SELECT customer_id, array_agg(id ORDER BY id) FROM orders GROUP BY customer_id ORDER BY 1;

-- ordered
SELECT c.id FROM customers c JOIN LATERAL unnest(c.tags) WITH ORDINALITY AS t(v, n) ON n = 1 ORDER BY id;

-- ordered
SELECT c.id, g FROM generate_series(1, 2) g JOIN customers c ON c.id = g ORDER BY 1, 2;

-- ordered
SELECT c.id, g FROM generate_series(1, 2) g, customers c WHERE c.id = g ORDER BY 1, 2;

SELECT * FROM customers c, (SELECT 1 WHERE false) x;

SELECT count(*) FROM customers c, (SELECT count(*) n FROM countries) x WHERE x.n > 0;

SELECT count(*) FROM customers c LEFT JOIN (SELECT DISTINCT region FROM countries) r ON r.region = 'Europe';

SELECT count(*) FROM countries k WHERE EXISTS (SELECT 1 FROM customers c WHERE c.country = k.code AND c.id = 42);

-- ordered
SELECT k.code, (SELECT count(*) FROM customers c WHERE c.country = k.code AND c.id = 42) FROM countries k ORDER BY 1;

SELECT count(*) FROM orders o JOIN customers c ON (o.customer_id, 1) = (c.id, 1);

SELECT count(*) FROM orders o JOIN customers c ON o.customer_id = c.id AND (o.id = 5 OR c.id = 7);

SELECT count(*) FROM orders o LEFT JOIN customers c ON o.customer_id = c.id AND c.active LEFT JOIN order_items i ON i.customer_id = c.id AND i.order_id = o.id;

SELECT count(*) FROM orders o LEFT JOIN customers c ON o.customer_id = c.id AND c.active LEFT JOIN order_items i ON i.customer_id = o.customer_id AND i.order_id = o.id WHERE c.id IN (1,2,3) OR c.id IS NULL;

SELECT count(*) FROM orders o RIGHT JOIN customers c ON o.customer_id = c.id AND o.customer_id = 42;

SELECT count(*) FROM orders o RIGHT JOIN customers c ON o.customer_id = c.id AND c.id = 42 WHERE o.id IS NULL;

SELECT count(*) FROM (orders o JOIN order_items i USING (customer_id)) JOIN customers c ON c.id = customer_id WHERE customer_id = 42;

SELECT count(*) FROM orders a LEFT JOIN orders b USING (customer_id) LEFT JOIN order_items i USING (customer_id) WHERE customer_id IN (1,2);

SELECT EXISTS (SELECT 1 FROM customers WHERE id = 42);

SELECT ARRAY(SELECT id FROM customers WHERE id = 42);

SELECT CASE WHEN EXISTS (SELECT 1 FROM customers WHERE id = 42) THEN 1 END FROM countries;

SELECT count(*) FROM customers WHERE id = (SELECT 42);

SELECT count(*) FROM customers WHERE id IN (SELECT 42);

SELECT count(*) FROM customers WHERE id IN (VALUES (42), (43));

SELECT count(*) FROM customers WHERE id IN (SELECT id FROM products);

SELECT count(*) FROM customers c, products p WHERE c.id = p.id;

SELECT count(*) FROM customers WHERE "id" = 42 AND 'a' = E'a\'b' OR id = 43;

SELECT id FROM customers WHERE id/**/=/**/42;

SELECT id FROM customers WHERE id=-194;

SELECT id FROM customers WHERE id = -'194'::int;

SELECT id FROM customers WHERE id = - 194;

SELECT id FROM customers WHERE id = - -42;

SELECT id FROM customers WHERE id = @ -42;

SELECT id FROM customers WHERE -id = 194;

SELECT id FROM customers WHERE id = 42 % 100;

SELECT id FROM customers WHERE id = 4 * 10 + 2;

SELECT id FROM customers WHERE id = 42 :: bigint :: text :: int;

SELECT id FROM customers WHERE id = '42'::text::int;

SELECT id FROM customers WHERE id = int '42';

SELECT id FROM customers WHERE id = int8 '42';

SELECT id FROM customers WHERE id = numeric '42.4'::int;

SELECT id FROM customers WHERE id = float8 '42.5'::int;

SELECT id FROM customers WHERE id = 42.5::numeric(3)::int;

SELECT id FROM customers WHERE id = 42.49::numeric(3,1)::int;

SELECT id FROM customers WHERE id = '42abc'::char(2)::int;

SELECT id FROM customers WHERE id = '42abc'::varchar(2)::text::bigint;

SELECT id FROM customers WHERE id = '42'::name::text::int;

SELECT id FROM customers WHERE id = x'2A'::int;

SELECT id FROM customers WHERE id = b'101010'::int;

SELECT id FROM customers WHERE id = '42'::oid::int8;

SELECT id FROM customers WHERE id = 42::money::numeric::int;

SELECT id FROM customers WHERE id = '4.2e1'::float8;

SELECT id FROM customers WHERE id = '4.2e1'::numeric;

SELECT id FROM customers WHERE id = 42.0000000000000001;

SELECT id FROM customers WHERE id = 42.0000000000000001::float8;

SELECT id FROM customers WHERE id = 42.000001::float4;

SELECT id FROM customers WHERE id = 42.0000001::float4;

SELECT id FROM customers WHERE id IN (42.0000001::float4, 7);

SELECT id FROM customers WHERE id = ANY('{42.0000001}'::float4[]);

SELECT id FROM customers WHERE id = ANY(ARRAY[42.0000001::float4, 9]);

SELECT id FROM customers WHERE id = ANY(ARRAY[42, NULL]::int2[]);

SELECT id FROM customers WHERE id = ANY(ARRAY['42'::varchar(1), '7']::int[]);

-- ordered
SELECT id FROM customers WHERE id = ANY(ARRAY[42.5, 7]::int[]) ORDER BY 1;

-- ordered
SELECT id FROM customers WHERE id = ANY(CAST('{42,7}' AS int[])) ORDER BY 1;

-- ordered
SELECT id FROM customers WHERE id = ANY('{42,7}'::text::int[]) ORDER BY 1;

-- ordered
SELECT id FROM customers WHERE id = ANY(string_to_array('42,7', ',')::int[]) ORDER BY 1;

-- ordered
SELECT id FROM customers WHERE id = ANY(('{42,7}'::int[])[1:1]) ORDER BY 1;

SELECT id FROM customers WHERE (id = 42) = true;

-- ordered
SELECT id FROM customers WHERE (id = 42) = false ORDER BY 1;

-- ordered
SELECT id FROM customers WHERE (id = 42) <> true ORDER BY 1;

-- ordered
SELECT id FROM customers WHERE (id = 42) IN (false) ORDER BY 1;

SELECT id FROM customers WHERE ((id = 42) OR false) AND true;

-- ordered
SELECT id FROM customers WHERE (id = 42 OR NULL) ORDER BY 1;

SELECT id FROM customers WHERE id = 42 AND NULL;

-- ordered
SELECT id FROM customers WHERE id = 42 OR (id = 43) IS NULL ORDER BY 1;

SELECT 'x' FROM customers WHERE name = 'nobody' ORDER BY count(*);

SELECT (c).*, c.country FROM customers c ORDER BY 2, 1;

SELECT k.code, c.id FROM customers c JOIN countries k ON k.code = c.country ORDER BY k.*, c.id;

-- refused: function query_to_xml() may read tables that the router does not see
SELECT query_to_xml('select count(*) from customers', true, false, '');
