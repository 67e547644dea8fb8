-- One statement a line, each with one right answer: the router's must be byte for byte that of the oracle.
SELECT 1 AS one, NULL AS nothing, 'ü' AS text
SELECT count(*) FROM customers
SELECT * FROM customers WHERE id = 42
SELECT * FROM customers WHERE id IN (1, 2, 3, 42, -97) ORDER BY id
SELECT id, name FROM customers ORDER BY name COLLATE "C", id LIMIT 20
SELECT id, name FROM customers ORDER BY name DESC, id DESC LIMIT 20 OFFSET 15
SELECT country, count(*) FROM customers GROUP BY country ORDER BY count(*) DESC, country NULLS FIRST
SELECT status, count(*), sum(discount), min(placed_at), max(placed_at) FROM orders GROUP BY status ORDER BY status
SELECT avg(discount), avg(total) FILTER (WHERE total <> 'NaN') FROM orders
SELECT sum(total) FROM orders
SELECT max(total)::numeric(9,3), min(total)::numeric(9,3) FROM orders WHERE customer_id = 7
SELECT max(discount), min(discount), max(placed_at), min(shipping) FROM orders
SELECT customer_id, id, total FROM orders WHERE total IS NOT NULL ORDER BY total DESC, customer_id, id LIMIT 10
SELECT customer_id, count(DISTINCT status) FROM orders GROUP BY customer_id ORDER BY 1 LIMIT 20
SELECT DISTINCT shipping::text FROM orders ORDER BY 1
SELECT bool_and(active), bool_or(active), count(active) FROM customers
SELECT sum(rating), avg(rating), min(rating), max(rating) FROM customers
SELECT sum(quantity), avg(quantity), sum(price), sum(weight) FROM order_items
SELECT c.name, count(*) FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.id = 7 GROUP BY c.name
SELECT c.country, sum(o.discount) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.country ORDER BY 1
SELECT p.category, count(*) FROM order_items i JOIN products p ON p.id = i.product_id GROUP BY p.category ORDER BY 1
SELECT name, region FROM countries ORDER BY code
SELECT kind, count(*) FROM events GROUP BY kind ORDER BY kind
SELECT id, at, ip, payload FROM events ORDER BY at NULLS FIRST, id LIMIT 10
SELECT id, at FROM events WHERE at = 'infinity' ORDER BY id
SELECT count(*) FROM orders WHERE note LIKE '%leave%' OR note IS NULL
SELECT id, tags, profile FROM customers WHERE tags @> '{vip}' ORDER BY id LIMIT 10
SELECT extract(year FROM placed_at) AS year, count(*) FROM orders GROUP BY 1 ORDER BY 1
SELECT customer_id, sum(discount) FROM orders GROUP BY customer_id HAVING count(*) > 20 ORDER BY customer_id
SELECT count(*) FROM customers WHERE id = 1 AND id = 2
SELECT id FROM customers WHERE id = 9999999999
SELECT customer_id, count(*) AS n FROM orders GROUP BY customer_id ORDER BY n DESC, customer_id LIMIT 5
SELECT current_database(), current_user
