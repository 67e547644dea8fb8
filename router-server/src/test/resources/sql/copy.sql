--- COPY out: rows come in any order unless the query orders them.

COPY customers TO STDOUT;

COPY customers (id, name, email) TO STDOUT;

COPY public.orders TO STDOUT;

COPY countries TO STDOUT;

COPY (SELECT id, name FROM customers WHERE id = 42) TO STDOUT;

-- ordered
COPY (SELECT id, name, tags, profile, active FROM customers ORDER BY id) TO STDOUT;

-- ordered
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT;

-- ordered
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (FORMAT csv);

-- ordered
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT WITH (FORMAT csv, HEADER);

-- ordered
COPY (SELECT id, note FROM orders ORDER BY id LIMIT 100) TO STDOUT WITH CSV HEADER;

-- ordered
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (FORMAT csv, DELIMITER ';', NULL 'n/a');

-- ordered
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (FORMAT csv, QUOTE '''', ESCAPE '\');

-- ordered
COPY (SELECT id, note, kind FROM orders JOIN (VALUES (1, '\.')) v (i, kind) ON true ORDER BY id) TO STDOUT (FORMAT csv, FORCE_QUOTE *);

-- ordered
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (DELIMITER '|', NULL '');

-- ordered
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (HEADER true);

-- ordered
COPY (SELECT id, payload, ip, at, kind FROM events ORDER BY id) TO STDOUT;

-- ordered
COPY (SELECT status, count(*), sum(total) FROM orders GROUP BY status ORDER BY status) TO STDOUT;

COPY (SELECT count(*) FROM customers) TO STDOUT CSV;

COPY (SELECT id FROM customers LIMIT 0) TO STDOUT (FORMAT csv, HEADER);

-- ordered
COPY (SELECT id, total FROM orders ORDER BY id) TO STDOUT (FORMAT binary);

-- fails: 42P01
COPY nothing TO STDOUT;

-- fails: 42703
COPY customers (nothing) TO STDOUT;

-- fails: 22012
COPY (SELECT 1 / (id - id) FROM customers) TO STDOUT;

--- options that contradict each other
-- fails: 0A000
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (QUOTE 'x');

-- fails: 0A000
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (ESCAPE 'x');

-- fails: 22023
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (DELIMITER 'a');

-- fails: 22023
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (DELIMITER E'\n');

-- fails: 22023
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (FORMAT csv, DELIMITER '"');

-- fails: 22023
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (DELIMITER '|', NULL 'a|b');

-- fails: 22023
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (NULL E'a\nb');

-- fails: 22023
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (FREEZE true);
