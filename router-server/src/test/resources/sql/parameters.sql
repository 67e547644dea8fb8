--- Keys and limits as parameters, in text and in binary.

-- bind: 42::bigint
SELECT * FROM customers WHERE id = $1;

-- bind: -97::bigint
SELECT id FROM customers WHERE id = $1;

-- bind: NULL::bigint
SELECT id FROM customers WHERE id = $1;

-- bind: 42::int
SELECT id FROM customers WHERE id = $1::int;

-- bind: 42::smallint
SELECT id FROM customers WHERE id = $1::smallint;

-- bind: 42::text
SELECT id FROM customers WHERE id = $1::text::bigint;

-- bind: 42.0::numeric
SELECT id FROM customers WHERE id = $1::numeric;

-- bind: 42::bigint | 43::bigint
SELECT id FROM customers WHERE id IN ($1, $2);

-- bind: 42::bigint | NULL::bigint
SELECT id FROM customers WHERE id IN ($1, $2, 7);

-- bind: 42::bigint | 43::bigint
SELECT id FROM customers WHERE id = $2 OR id = $1;

-- bind: {1,2,3,NULL,42}::bigint[]
SELECT id FROM customers WHERE id = ANY ($1);

-- bind: {}::bigint[]
SELECT id FROM customers WHERE id = ANY ($1);

-- bind: NULL::bigint[]
SELECT id FROM customers WHERE id = ANY ($1);

-- bind: {1,2,42}::int[]
SELECT id FROM customers WHERE id = ANY ($1::int[]);

-- bind: {{1,2},{42,43}}::bigint[]
SELECT id FROM customers WHERE id = ANY ($1);

-- bind: 1::bigint | 42::bigint
SELECT id FROM customers WHERE id = ANY (ARRAY[$1, $2]::bigint[]);

-- bind: a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11::uuid
SELECT count(*) FROM events WHERE id = $1;

-- bind: 5::bigint | 10::bigint
SELECT customer_id, id FROM orders WHERE (customer_id, id) = ($1, $2);

-- bind: 2::int
SELECT id FROM customers WHERE id = $1 + 1;

-- bind: 10::bigint | 3::bigint
-- ordered
SELECT id, name FROM customers ORDER BY id LIMIT $1 OFFSET $2;

-- bind: NULL::bigint | NULL::bigint
-- ordered
SELECT id FROM customers ORDER BY id LIMIT $1 OFFSET $2;

-- bind: 0::bigint
-- ordered
SELECT id FROM customers ORDER BY id LIMIT $1;

-- bind: 5::int
-- ordered
SELECT id FROM customers ORDER BY id DESC LIMIT $1::int;

-- bind: -1::bigint
-- fails: 2201W
SELECT id FROM customers ORDER BY id LIMIT $1;

-- bind: -1::bigint
-- fails: 2201X
SELECT id FROM customers ORDER BY id OFFSET $1;

-- bind: 9223372036854775807::bigint | 9223372036854775807::bigint
-- ordered
SELECT id FROM customers ORDER BY id LIMIT $1 OFFSET $2;

-- bind: paid::order_status
-- ordered
SELECT status, count(*), sum(round(total, 2)) FROM orders WHERE status >= $1 AND total <> 'NaN' GROUP BY status ORDER BY status;

-- bind: 100::numeric | 2025-01-01::timestamptz
SELECT count(*), min(placed_at), max(placed_at) FROM orders WHERE total > $1 AND placed_at < $2;

-- bind: 3.5::float8
SELECT count(*), avg(rating) FROM customers WHERE rating >= $1;

-- bind: true::boolean
SELECT count(*) FROM customers WHERE active = $1;

-- bind: \x00ff::bytea
SELECT count(*) FROM events WHERE payload > $1;

-- bind: {vip}::text[]
SELECT id FROM customers WHERE tags @> $1;

-- bind: Zoë%::text
SELECT id, name FROM customers WHERE name LIKE $1;

--- a parameter in the select list keeps its type and value
-- bind: 7::int
SELECT id, $1::int AS seven FROM customers WHERE id < 4;

-- bind: 7::int
-- ordered
SELECT rating, count(*) FROM customers GROUP BY rating HAVING count(*) > $1 ORDER BY rating;

-- bind: 7::text
SELECT $1 AS x;

-- bind: 3::bigint | shipped::order_status
-- ordered
SELECT id FROM orders WHERE customer_id = $1 AND status IS DISTINCT FROM $2 ORDER BY id;

-- bind: abc::text
-- fails: 42883
SELECT id FROM customers WHERE id = $1::text;

-- bind: 2::int | 1::int
-- ordered
SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id % $1 = $2 ORDER BY o.id LIMIT 5;

-- bind: 10::bigint
-- ordered
SELECT date_trunc('month', placed_at) AS m, count(*) FROM orders GROUP BY m ORDER BY count(*) DESC, m LIMIT $1;

-- bind: 10::bigint
-- ordered
SELECT id FROM customers ORDER BY id FETCH FIRST $1 ROWS ONLY;
