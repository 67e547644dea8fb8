--- COPY out: rows come in any order unless the query orders them.

-- refused extended: COPY in the extended query protocol
COPY customers TO STDOUT;

-- refused extended: COPY in the extended query protocol
COPY customers (id, name, email) TO STDOUT;

-- refused extended: COPY in the extended query protocol
COPY public.orders TO STDOUT;

-- refused extended: COPY in the extended query protocol
COPY countries TO STDOUT;

-- refused extended: COPY in the extended query protocol
COPY (SELECT id, name FROM customers WHERE id = 42) TO STDOUT;

-- refused extended: COPY in the extended query protocol
-- ordered
COPY (SELECT id, name, tags, profile, active FROM customers ORDER BY id) TO STDOUT;

-- refused extended: COPY in the extended query protocol
-- ordered
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT;

-- refused extended: COPY in the extended query protocol
-- ordered
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (FORMAT csv);

-- refused extended: COPY in the extended query protocol
-- ordered
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT WITH (FORMAT csv, HEADER);

-- refused extended: COPY in the extended query protocol
-- ordered
COPY (SELECT id, note FROM orders ORDER BY id LIMIT 100) TO STDOUT WITH CSV HEADER;

-- refused extended: COPY in the extended query protocol
-- ordered
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (FORMAT csv, DELIMITER ';', NULL 'n/a');

-- refused extended: COPY in the extended query protocol
-- ordered
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (FORMAT csv, QUOTE '''', ESCAPE '\');

-- refused extended: COPY in the extended query protocol
-- refused: COPY option FORCE_QUOTE
-- ordered
COPY (SELECT id, note, kind FROM orders JOIN (VALUES (1, '\.')) v (i, kind) ON true ORDER BY id) TO STDOUT (FORMAT csv, FORCE_QUOTE *);

-- refused extended: COPY in the extended query protocol
-- ordered
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (DELIMITER '|', NULL '');

-- refused extended: COPY in the extended query protocol
-- ordered
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (HEADER true);

-- refused extended: COPY in the extended query protocol
-- ordered
COPY (SELECT id, payload, ip, at, kind FROM events ORDER BY id) TO STDOUT;

-- refused extended: COPY in the extended query protocol
-- ordered
COPY (SELECT status, count(*), sum(total) FROM orders GROUP BY status ORDER BY status) TO STDOUT;

-- refused extended: COPY in the extended query protocol
COPY (SELECT count(*) FROM customers) TO STDOUT CSV;

-- refused extended: COPY in the extended query protocol
COPY (SELECT id FROM customers LIMIT 0) TO STDOUT (FORMAT csv, HEADER);

-- refused extended: COPY in the extended query protocol
-- refused: COPY option FORMAT binary
-- ordered
COPY (SELECT id, total FROM orders ORDER BY id) TO STDOUT (FORMAT binary);

-- refused extended: COPY in the extended query protocol
-- fails: 42P01
COPY nothing TO STDOUT;

-- refused extended: COPY in the extended query protocol
-- fails: 42703
COPY customers (nothing) TO STDOUT;

-- fails: 22012
-- refused always: COPY in the extended query protocol
COPY (SELECT 1 / (id - id) FROM customers) TO STDOUT;

--- options that contradict each other
-- refused extended: COPY in the extended query protocol
-- fails: 0A000
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (QUOTE 'x');

-- refused extended: COPY in the extended query protocol
-- fails: 0A000
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (ESCAPE 'x');

-- refused extended: COPY in the extended query protocol
-- fails: 22023
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (DELIMITER 'a');

-- refused extended: COPY in the extended query protocol
-- fails: 22023
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (DELIMITER E'\n');

-- refused extended: COPY in the extended query protocol
-- fails: 22023
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (FORMAT csv, DELIMITER '"');

-- refused extended: COPY in the extended query protocol
-- fails: 22023
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (DELIMITER '|', NULL 'a|b');

-- refused extended: COPY in the extended query protocol
-- fails: 22023
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (NULL E'a\nb');

-- refused extended: COPY in the extended query protocol
-- fails: 22023
-- refused: COPY option FREEZE
COPY (SELECT id, note FROM orders ORDER BY id) TO STDOUT (FREEZE true);

-- refused extended: COPY in the extended query protocol
-- fails: 22023
-- refused: COPY option FREEZE
COPY orders TO STDOUT FREEZE;

-- refused extended: COPY in the extended query protocol
-- fails: 22023
-- refused: COPY option ON_ERROR
COPY orders TO STDOUT (ON_ERROR ignore);

-- refused extended: COPY in the extended query protocol
-- refused: COPY option LOG_VERBOSITY
COPY orders TO STDOUT (LOG_VERBOSITY verbose);

-- refused extended: COPY in the extended query protocol
-- fails: 0A000
-- refused: COPY option DEFAULT
COPY orders TO STDOUT (DEFAULT 'x');
