--- What no shard can answer a part of: one Postgres answers over pulled rows.

-- ordered
SELECT id, rank() OVER (ORDER BY rating DESC NULLS LAST, id) FROM customers WHERE id < 300 ORDER BY 2, 1;

SELECT status, count(*) FROM orders GROUP BY status HAVING count(*) > 100;

SELECT count(DISTINCT status), count(DISTINCT customer_id) FROM orders;

SELECT status, currency FROM (SELECT status, 'EUR' AS currency FROM orders) o GROUP BY ROLLUP (status, currency);
