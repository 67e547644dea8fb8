--- Joins over all shards: colocated, with reference tables, and those that cannot be split.

-- ordered
SELECT c.id, o.id, o.total FROM customers c JOIN orders o ON o.customer_id = c.id ORDER BY o.id;

-- ordered
SELECT c.id, o.id FROM customers c, orders o WHERE o.customer_id = c.id ORDER BY o.id LIMIT 25;

-- ordered
SELECT c.id, o.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id ORDER BY c.id, o.id;

-- ordered
SELECT c.id, o.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.status = 'returned' ORDER BY c.id, o.id;

-- ordered
SELECT c.id, o.id FROM orders o RIGHT JOIN customers c ON o.customer_id = c.id AND o.total > 300 ORDER BY c.id, o.id;

-- ordered
SELECT c.id, o.id FROM customers c FULL JOIN orders o ON o.customer_id = c.id ORDER BY c.id, o.id;

-- ordered
SELECT c.id, count(o.id), sum(o.total) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id ORDER BY c.id;

SELECT count(*) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.id IS NULL;

-- ordered
SELECT c.id, i.order_id, i.line FROM customers c JOIN orders o ON o.customer_id = c.id JOIN order_items i ON i.customer_id = o.customer_id AND i.order_id = o.id ORDER BY i.order_id, i.line LIMIT 200;

-- ordered
SELECT o.id, i.line FROM orders o JOIN order_items i USING (customer_id) WHERE i.order_id = o.id ORDER BY o.id, i.line LIMIT 200;

-- ordered
SELECT customer_id, o.id, i.line FROM orders o LEFT JOIN order_items i USING (customer_id) WHERE o.id < 30 ORDER BY o.id, i.order_id, i.line;

SELECT count(*) FROM order_items i JOIN orders o ON (i.customer_id, i.order_id) = (o.customer_id, o.id);

--- reference tables
-- ordered
SELECT c.id, k.name FROM customers c JOIN countries k ON k.code = c.country ORDER BY c.id;

-- ordered
SELECT c.id, k.name FROM customers c LEFT JOIN countries k ON k.code = c.country ORDER BY c.id;

-- ordered
SELECT c.id, k.name FROM countries k JOIN customers c ON k.code = c.country ORDER BY c.id;

-- ordered
SELECT k.region, count(*), count(c.email) FROM customers c JOIN countries k ON k.code = c.country GROUP BY k.region ORDER BY k.region;

-- ordered
SELECT k.name, count(*) AS n FROM customers c JOIN countries k ON k.code = c.country GROUP BY k.name ORDER BY n DESC, k.name LIMIT 3;

SELECT k.name, c.id FROM countries k LEFT JOIN customers c ON c.country = k.code;

SELECT k.name, c.id FROM customers c RIGHT JOIN countries k ON c.country = k.code;

SELECT k.name, c.id FROM customers c FULL JOIN countries k ON c.country = k.code;

-- ordered
SELECT k.name, c.id FROM countries k LEFT JOIN customers c ON c.country = k.code AND c.id = 42 ORDER BY k.name;

-- ordered
SELECT k.name, c.id FROM countries k LEFT JOIN customers c ON c.country = k.code WHERE c.id = 42 ORDER BY k.name;

SELECT count(*) FROM customers CROSS JOIN countries;

SELECT p.category, sum(i.quantity) FROM order_items i JOIN products p ON p.id = i.product_id GROUP BY p.category;

-- ordered
SELECT a.code, b.code FROM countries a JOIN countries b ON a.region = b.region AND a.code < b.code ORDER BY 1, 2;

SELECT count(*) FROM countries, products;

--- self joins
SELECT count(*) FROM orders a JOIN orders b ON a.customer_id = b.customer_id AND a.id < b.id;

SELECT count(*) FROM customers a JOIN customers b ON a.country = b.country AND a.id < b.id;

SELECT count(*) FROM customers a JOIN customers b ON a.id = b.id + 1;

SELECT a.id, b.id FROM customers a JOIN customers b ON b.id = 7 WHERE a.id = 7;

SELECT a.id, b.id FROM customers a JOIN customers b ON b.id = a.id WHERE a.id = 7;

SELECT count(*) FROM customers NATURAL JOIN customers b;

--- not on the key
SELECT count(*) FROM customers c JOIN events e ON e.customer_id = c.id;

SELECT count(*) FROM customers, orders;

SELECT count(*) FROM customers c JOIN orders o ON o.id = c.id;

SELECT count(*) FROM customers c JOIN orders o ON o.customer_id > c.id;

SELECT count(*) FROM customers c JOIN orders o ON o.customer_id = c.id OR o.id = c.id;

SELECT count(*) FROM customers c JOIN orders o ON o.customer_id = c.id::int;

SELECT count(*) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE c.id IN (3, 4, 5);

SELECT count(*) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND c.id = 3;

SELECT count(*) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.customer_id = 3;

SELECT count(*) FROM customers c LEFT JOIN orders o ON o.customer_id = 3 AND c.id = 3;

-- ordered
SELECT c.id, o.id FROM customers c RIGHT JOIN orders o ON c.id = o.customer_id AND o.customer_id = 3 ORDER BY o.id LIMIT 50;

-- ordered
SELECT c.id, o.id FROM customers c FULL JOIN orders o ON c.id = o.customer_id AND o.customer_id = 3 ORDER BY o.id, c.id;

SELECT count(*) FROM customers c FULL JOIN orders o ON c.id = o.customer_id WHERE c.id = 3;

-- ordered
SELECT c.id, o.id FROM customers c LEFT JOIN (orders o JOIN order_items i ON i.customer_id = o.customer_id AND i.order_id = o.id) ON o.customer_id = c.id ORDER BY c.id, o.id, i.line LIMIT 100;

-- ordered
SELECT c.id, o.id FROM (customers c JOIN countries k ON k.code = c.country) LEFT JOIN orders o ON o.customer_id = c.id ORDER BY c.id, o.id LIMIT 100;

-- fails: 42P01
-- refused: join of customers and orders is not on their sharding keys
SELECT o.id FROM customers c, orders;

-- fails: 42712
-- refused: join of customers and orders is not on their sharding keys
SELECT 1 FROM customers c JOIN orders c ON true;
