--- Aggregates over all shards. Numerics of different scale can be equal, so min and max are rounded to one scale.

SELECT count(*) FROM customers;

SELECT count(*), count(id), count(email), count(total) FROM customers c JOIN orders o (cid, oid, placed_at, status, total) ON o.cid = c.id;

SELECT count(*) AS n, min(id), max(id) FROM orders;

SELECT sum(id), avg(id) FROM orders;

SELECT sum(id::int), avg(id::int), min(id::int), max(id::int) FROM orders;

SELECT sum((id % 100)::smallint), avg((id % 100)::smallint), min((id % 100)::smallint), max((id % 100)::smallint) FROM orders;

SELECT sum(quantity), avg(quantity), min(quantity), max(quantity) FROM order_items;

SELECT sum(price), avg(price), min(price), max(price) FROM order_items;

SELECT sum(weight), avg(weight), min(weight), max(weight) FROM order_items;

SELECT sum(rating), avg(rating), min(rating), max(rating) FROM customers;

SELECT sum(credit), avg(credit), min(credit), max(credit) FROM customers;

SELECT sum(discount), avg(discount), min(discount), max(discount) FROM orders;

SELECT sum(total), avg(total), min(round(total, 4)), max(round(total, 4)) FROM orders;

SELECT sum(total), avg(total), max(total) FROM orders WHERE total <> 'NaN' AND total > 395;

SELECT sum(total), avg(total) FROM orders WHERE total <> 'NaN';

SELECT sum(id::numeric * 1000000000000000000000000000000.123456789), avg(id::numeric / 7) FROM orders;

SELECT sum(CASE WHEN id % 500 = 0 THEN 'Infinity' ELSE id::text END::numeric) FROM orders;

SELECT sum(CASE id % 500 WHEN 0 THEN 'Infinity' WHEN 1 THEN '-Infinity' ELSE '1' END::numeric) FROM orders;

SELECT avg(CASE id % 500 WHEN 0 THEN 'Infinity' WHEN 1 THEN '-Infinity' ELSE '1' END::numeric) FROM orders;

SELECT sum(CASE id % 500 WHEN 0 THEN 'Infinity' WHEN 1 THEN '-Infinity' ELSE '1' END::float8), max(CASE id % 500 WHEN 0 THEN 'NaN' WHEN 1 THEN 'Infinity' ELSE '1' END::float8) FROM orders;

SELECT min(name), max(name), min(email), max(email) FROM customers;

SELECT min(note), max(note) FROM orders;

SELECT min(kind), max(kind) FROM events;

SELECT min(country), max(country) FROM customers;

SELECT min(created_at), max(created_at), min(birthday), max(birthday) FROM customers;

SELECT min(at), max(at) FROM events;

SELECT min(shipping), max(shipping) FROM orders WHERE shipping NOT IN ('1 day', '1 mon');

SELECT min(status), max(status) FROM orders;

SELECT min(ip), max(ip) FROM events;

SELECT min(placed_at::time), max(placed_at::time), min(placed_at::timetz), max(placed_at::date) FROM orders;

SELECT min(tags), max(tags) FROM customers;

SELECT min(id::int::oid), max(id::int::oid) FROM orders;

SELECT sum(shipping) FROM orders;

SELECT avg(shipping) FROM orders;

SELECT sum(round(total, 2)::money) FROM orders WHERE total <> 'NaN';

SELECT bool_and(active), bool_or(active), every(active) FROM customers;

SELECT bool_and(rating >= 0), bool_or(rating > 5) FROM customers;

SELECT bool_and(active), bool_or(active) FROM customers WHERE active IS NULL;

--- FILTER
SELECT count(*) FILTER (WHERE status = 'paid'), sum(total) FILTER (WHERE status = 'new'), avg(discount) FILTER (WHERE total > 100) FROM orders;

SELECT min(id) FILTER (WHERE false), count(*) FILTER (WHERE NULL) FROM orders;

-- ordered
SELECT status, count(*) FILTER (WHERE total > 200), max(placed_at) FILTER (WHERE discount IS NULL) FROM orders GROUP BY status ORDER BY status;

--- nothing to aggregate
SELECT count(*), sum(total), avg(total), min(id), max(name), bool_or(active) FROM customers c JOIN orders o (cid, oid, p, s, total) ON o.cid = c.id WHERE false;

SELECT count(*), sum(id), avg(id), min(id) FROM customers WHERE name = 'nobody';

SELECT status, count(*) FROM orders WHERE false GROUP BY status;

SELECT count(*) FROM customers WHERE id = 3;

SELECT count(*) FROM customers WHERE id = NULL;

SELECT count(*), max(id) FROM customers LIMIT 0;

SELECT count(*), max(id) FROM customers OFFSET 1;

-- ordered
SELECT count(*) FROM customers ORDER BY 1 LIMIT 1;

SELECT count(*) FROM customers HAVING count(*) > 100;

SELECT 1 FROM customers HAVING true;

--- groups
-- ordered
SELECT status, count(*) FROM orders GROUP BY status ORDER BY status;

-- ordered
SELECT status, count(*) FROM orders GROUP BY 1 ORDER BY 1 DESC;

-- ordered
SELECT country, count(*), avg(rating) FROM customers GROUP BY country ORDER BY country;

-- ordered
SELECT country AS c, active, count(*) FROM customers GROUP BY c, active ORDER BY c NULLS FIRST, active DESC;

-- ordered
SELECT date_trunc('month', placed_at) AS m, count(*), sum(total) FROM orders GROUP BY m ORDER BY m;

-- ordered
SELECT date_trunc('month', placed_at), count(*) FROM orders GROUP BY date_trunc('month', placed_at) ORDER BY date_trunc('month', placed_at) DESC;

-- ordered
SELECT extract(year FROM placed_at) AS y, extract(month FROM placed_at) AS m, count(*) FROM orders GROUP BY y, m ORDER BY y, m;

-- ordered
SELECT id % 7 AS r, count(*), sum(id) FROM orders GROUP BY id % 7 ORDER BY r;

-- ordered
SELECT id % 7, count(*) FROM orders GROUP BY 1 ORDER BY 2 DESC, 1;

-- ordered
SELECT count(*) FROM orders GROUP BY status ORDER BY count(*);

-- ordered
SELECT count(*), max(id) FROM orders GROUP BY status ORDER BY status;

-- ordered
SELECT count(*) FROM orders GROUP BY total ORDER BY count(*) DESC, max(id) LIMIT 20;

SELECT round(total, 1), count(*) FROM orders GROUP BY round(total, 1);

-- ordered
SELECT count(*) FROM orders GROUP BY shipping ORDER BY 1;

-- ordered
SELECT lower(kind) AS k, count(*) FROM events GROUP BY k ORDER BY k;

SELECT kind, count(*) FROM events GROUP BY kind;

SELECT ip, count(*), min(at), max(at) FROM events GROUP BY ip;

SELECT payload, count(*) FROM events GROUP BY payload;

SELECT country || '', count(*) FROM customers GROUP BY country || '';

SELECT country::char(4), count(*) FROM customers GROUP BY country::char(4);

SELECT rating, count(*) FROM customers GROUP BY rating;

SELECT CASE WHEN id % 3 = 0 THEN 0.0 WHEN id % 3 = 1 THEN -0.0 END::float8 IS NULL, count(*) FROM customers GROUP BY CASE WHEN id % 3 = 0 THEN 0.0 WHEN id % 3 = 1 THEN -0.0 END::float8;

SELECT birthday, count(*) FROM customers GROUP BY birthday;

SELECT at, count(*) FROM events GROUP BY at;

SELECT active, count(*) FROM customers GROUP BY active;

SELECT tags, count(*) FROM customers GROUP BY tags;

SELECT status, active, count(*) FROM orders JOIN customers c ON c.id = customer_id GROUP BY status, active;

-- ordered
SELECT status, count(*) AS n FROM orders GROUP BY status ORDER BY n DESC LIMIT 2;

-- ordered
SELECT status, sum(total) AS s FROM orders WHERE total <> 'NaN' GROUP BY status ORDER BY s DESC, status LIMIT 2 OFFSET 1;

-- ordered
SELECT status, avg(total) FROM orders WHERE total <> 'NaN' GROUP BY status ORDER BY avg(total) DESC;

-- ordered
SELECT country, count(*) FROM customers GROUP BY country ORDER BY count(*) DESC, country LIMIT 5;

-- ordered
SELECT country FROM customers GROUP BY country ORDER BY min(id);

-- ordered
SELECT country FROM customers GROUP BY country ORDER BY country;

SELECT DISTINCT count(*) FROM customers GROUP BY country;

SELECT country, status, count(*) FROM customers JOIN orders ON customer_id = customers.id GROUP BY 2, 1;

-- fails: 42803
-- refused: select list item total over groups that span shards
SELECT status, total FROM orders GROUP BY status;

-- fails: 42803
-- refused: select list item status over groups that span shards
SELECT status, count(*) FROM orders;

-- fails: 42803
SELECT count(*) FROM orders WHERE count(*) > 1;

-- fails: 42803
SELECT sum(count(*)) FROM orders;

-- fails: 42883
SELECT sum(name) FROM customers;

-- fails: 42883
SELECT max(active) FROM customers;

--- groups by the key: each group is on one shard
-- ordered
SELECT customer_id, count(*), count(DISTINCT status), string_agg(id::text, ',' ORDER BY id) FROM orders GROUP BY customer_id ORDER BY customer_id;

-- ordered
SELECT customer_id, sum(total) / count(*) AS mean FROM orders WHERE total <> 'NaN' GROUP BY customer_id HAVING count(*) > 15 ORDER BY mean DESC, customer_id;

-- ordered
SELECT customer_id, status, count(*) FROM orders GROUP BY customer_id, status HAVING count(*) > 5 ORDER BY count(*) DESC, customer_id, status LIMIT 10;

-- ordered
SELECT c.id, c.name, count(*) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.id ORDER BY c.id;

-- ordered
SELECT customer_id + 0, count(*) FROM orders GROUP BY customer_id ORDER BY 1;

-- ordered
SELECT customer_id + 0 AS k, count(*) FROM orders GROUP BY customer_id + 0 ORDER BY 1;

-- ordered
SELECT array_agg(id ORDER BY id DESC) FROM orders GROUP BY customer_id ORDER BY customer_id LIMIT 10;

-- ordered
SELECT customer_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY total), mode() WITHIN GROUP (ORDER BY status) FROM orders GROUP BY customer_id ORDER BY customer_id LIMIT 10;

-- ordered
SELECT customer_id, id, row_number() OVER (PARTITION BY customer_id ORDER BY id), lag(id) OVER (PARTITION BY customer_id ORDER BY id) FROM orders ORDER BY customer_id, id LIMIT 50;

SELECT count(DISTINCT customer_id) FROM orders;

SELECT count(DISTINCT status) FROM orders;

SELECT sum(DISTINCT customer_id) FROM orders;
