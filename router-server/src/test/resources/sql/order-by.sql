--- The order of every type, over all shards. Ties are broken by the key.

-- ordered
SELECT id FROM customers ORDER BY id;

-- ordered
SELECT id FROM customers ORDER BY id DESC;

-- ordered
SELECT id, rating FROM customers ORDER BY rating, id;

-- ordered
SELECT id, rating FROM customers ORDER BY rating DESC, id;

-- ordered
SELECT id, rating FROM customers ORDER BY rating NULLS FIRST, id DESC;

-- ordered
SELECT id, rating FROM customers ORDER BY rating DESC NULLS LAST, id;

-- ordered
SELECT id, rating::real FROM customers ORDER BY rating::real, id;

-- ordered
SELECT order_id, weight FROM order_items ORDER BY weight DESC, customer_id, order_id, line LIMIT 100;

-- ordered
SELECT id, (CASE id % 7 WHEN 0 THEN 'NaN' WHEN 1 THEN '-Infinity' WHEN 2 THEN 'Infinity' WHEN 3 THEN '-0' ELSE rating END)::float8 AS f FROM customers ORDER BY f, id;

-- ordered
SELECT id, total FROM orders ORDER BY total, customer_id, id;

-- ordered
SELECT id, total FROM orders ORDER BY total DESC, customer_id, id LIMIT 50;

-- ordered
SELECT id, total FROM orders ORDER BY total NULLS FIRST, customer_id, id LIMIT 200 OFFSET 100;

-- ordered
SELECT id, (CASE id % 5 WHEN 0 THEN 'Infinity' WHEN 1 THEN '-Infinity' ELSE total END)::numeric AS n FROM orders ORDER BY n, id;

-- ordered
SELECT id, discount FROM orders ORDER BY discount, id;

-- ordered
SELECT id, credit FROM customers ORDER BY credit DESC NULLS LAST, id;

-- ordered
SELECT id, name FROM customers ORDER BY name, id;

-- ordered
SELECT id, name FROM customers ORDER BY name DESC, id DESC;

-- ordered
SELECT id, note FROM orders ORDER BY note, id;

-- ordered
SELECT id, note FROM orders ORDER BY note DESC NULLS LAST, id LIMIT 30;

-- ordered
SELECT id, email FROM customers ORDER BY lower(email), id;

-- ordered
SELECT id, kind FROM events ORDER BY kind, id;

-- ordered
SELECT id, country FROM customers ORDER BY country, id;

-- ordered
SELECT id, (country || ' ')::char(5) AS c FROM customers ORDER BY c DESC, id;

-- ordered
SELECT id, created_at FROM customers ORDER BY created_at, id;

-- ordered
SELECT id, placed_at FROM orders ORDER BY placed_at DESC, id LIMIT 40;

-- ordered
SELECT id, placed_at AT TIME ZONE 'Asia/Tokyo' AS t FROM orders ORDER BY t, id LIMIT 40;

-- ordered
SELECT id, at FROM events ORDER BY at, id;

-- ordered
SELECT id, at FROM events ORDER BY at DESC NULLS LAST, id;

-- ordered
SELECT id, birthday FROM customers ORDER BY birthday, id;

-- ordered
SELECT id, birthday FROM customers ORDER BY birthday DESC, id;

-- ordered
SELECT id, shipping FROM orders ORDER BY shipping, id;

-- ordered
SELECT id, shipping FROM orders ORDER BY shipping DESC NULLS LAST, id LIMIT 500;

-- ordered
SELECT id, (id % 3 || ' years')::interval - (id % 17 || ' days')::interval AS i FROM orders ORDER BY i, id;

-- ordered
SELECT id FROM events ORDER BY id;

-- ordered
SELECT id FROM events ORDER BY id DESC LIMIT 17;

-- ordered
SELECT id, payload FROM events ORDER BY payload, id;

-- ordered
SELECT id, payload FROM events ORDER BY payload DESC, id;

-- ordered
SELECT id, active FROM customers ORDER BY active, id;

-- ordered
SELECT id, active FROM customers ORDER BY active DESC, id;

-- ordered
SELECT id, ip FROM events ORDER BY ip, id;

-- ordered
SELECT id, ip FROM events ORDER BY ip DESC NULLS LAST, id;

-- ordered
SELECT id, ip::cidr FROM events WHERE ip IN ('10.0.0.1', '::1', '192.168.0.0/16', '2001:db8::/32') ORDER BY ip::cidr, id;

-- ordered
SELECT id, status FROM orders ORDER BY status, id;

-- ordered
SELECT id, status FROM orders ORDER BY status DESC, id;

-- ordered
SELECT id, placed_at::time AS t FROM orders ORDER BY t, id LIMIT 60;

-- ordered
SELECT id, placed_at::timetz AS t FROM orders ORDER BY t, id LIMIT 60;

-- ordered
SELECT id, (at::time || CASE hashtext(id::text) % 2 WHEN 0 THEN '+02' ELSE '-03:30' END)::timetz AS t FROM events WHERE isfinite(at) ORDER BY t, id;

-- ordered
SELECT id, id::int::bit(6) AS b FROM orders ORDER BY b, id;

-- ordered
SELECT id, substring(id::int::bit(12)::varbit FROM 1 FOR (id % 12)::int) AS b FROM orders ORDER BY b DESC, id;

-- ordered
SELECT id, ('08:00:2b:01:02:' || lpad((id % 60)::text, 2, '0'))::macaddr AS m FROM orders ORDER BY m, id;

-- ordered
SELECT id, ('08:00:2b:01:02:03:04:' || lpad((id % 60)::text, 2, '0'))::macaddr8 AS m FROM orders ORDER BY m DESC, id;

-- ordered
SELECT id, (id % 30000)::smallint AS s FROM orders ORDER BY s DESC, id;

-- ordered
SELECT i.id, quantity FROM order_items i (customer_id, id, line) ORDER BY quantity, customer_id, id, line LIMIT 100;

-- ordered
SELECT id, id::oid AS o FROM orders ORDER BY o LIMIT 10;

-- ordered
SELECT id, (id % 3)::text::"char" AS ch FROM orders ORDER BY ch, id LIMIT 10;

-- ordered
SELECT id, name::name AS n FROM customers ORDER BY n, id;

-- ordered
SELECT id, (total * 3)::money AS m FROM orders WHERE total <> 'NaN' ORDER BY m, id LIMIT 20;

-- ordered
SELECT id, tags FROM customers ORDER BY tags, id;

-- ordered
SELECT id, profile FROM customers ORDER BY profile, id;

-- ordered
SELECT id, '(1,2)'::point FROM customers ORDER BY id;

-- fails: 42883
SELECT id FROM customers ORDER BY point(id, id);

-- ordered
SELECT id, int4range(id::int, NULL) FROM customers WHERE id < 1000 ORDER BY 2, 1;

-- ordered
SELECT id, ('0/' || id)::pg_lsn AS lsn FROM customers WHERE id BETWEEN 10 AND 60 ORDER BY lsn DESC;

--- keys that are not selected, expressions, aliases, ordinals

-- ordered
SELECT name FROM customers ORDER BY id;

-- ordered
SELECT name FROM customers ORDER BY id % 10, id;

-- ordered
SELECT id AS name, name AS id FROM customers ORDER BY name;

-- ordered
SELECT -id AS id FROM customers ORDER BY id;

-- ordered
SELECT -id AS id FROM customers ORDER BY id + 0;

-- ordered
SELECT id, -id AS x FROM customers ORDER BY x;

-- ordered
SELECT id, name FROM customers ORDER BY 1;

-- ordered
SELECT name, id FROM customers ORDER BY 2 DESC;

-- ordered
SELECT * FROM customers ORDER BY 1;

-- ordered
SELECT * FROM customers ORDER BY 2, 1;

-- ordered
SELECT *, id * 2 FROM customers ORDER BY id DESC LIMIT 3;

-- ordered
SELECT customers.*, orders.* FROM customers JOIN orders ON orders.customer_id = customers.id ORDER BY orders.id LIMIT 20;

-- ordered
SELECT o.id, c.id FROM customers c JOIN orders o ON o.customer_id = c.id ORDER BY c.id, o.id LIMIT 40;

-- fails: 42702
SELECT o.id, c.id FROM customers c JOIN orders o ON o.customer_id = c.id ORDER BY id;

-- ordered
SELECT o.id AS id, o.id FROM customers c JOIN orders o ON o.customer_id = c.id ORDER BY id LIMIT 10;

-- fails: 42P10
SELECT id FROM customers ORDER BY 2;

-- fails: 42P10
SELECT id FROM customers ORDER BY 0;

-- fails: 42703
SELECT id FROM customers ORDER BY nothing;

-- fails: 42601
SELECT id FROM customers ORDER BY 'id';

SELECT id FROM customers ORDER BY NULL::int;

-- ordered
SELECT id FROM customers ORDER BY CASE WHEN active THEN 0 ELSE 1 END, id;

-- ordered
SELECT id FROM customers ORDER BY length(name), name, id;

-- ordered
SELECT id FROM customers ORDER BY id USING >;

-- ordered
SELECT id FROM customers ORDER BY id USING <;

-- ordered
SELECT id, name FROM customers ORDER BY name COLLATE "C", id;

-- ordered
SELECT id, name FROM customers ORDER BY name COLLATE "POSIX" DESC, id;

-- ordered
SELECT id, name FROM customers ORDER BY name COLLATE pg_catalog."C", id;

-- ordered
SELECT id, name FROM customers ORDER BY name COLLATE "und-x-icu", id;

-- ordered: 2
SELECT id, rating FROM customers ORDER BY rating;

-- ordered: 2
SELECT id, country FROM customers ORDER BY country DESC;

-- ordered: 2,3
SELECT id, status, country FROM orders JOIN customers c (cid, name, email, country) ON cid = customer_id ORDER BY status DESC, country;

-- ordered: 1
SELECT date_trunc('month', placed_at), total FROM orders ORDER BY date_trunc('month', placed_at);

-- ordered
SELECT (SELECT name FROM countries WHERE code = c.country) AS n, id FROM customers c ORDER BY n, id;

-- ordered
SELECT id FROM customers c ORDER BY (SELECT region FROM countries WHERE code = c.country), id;
