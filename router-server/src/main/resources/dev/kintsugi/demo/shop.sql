-- The shop: two reference tables, three tables colocated by customer, one table with a key of its own.
CREATE TYPE order_status AS ENUM ('new', 'paid', 'shipped', 'returned');

-- reference tables: whole on every shard
CREATE TABLE countries (code char(2) PRIMARY KEY, name text NOT NULL, region text);
CREATE TABLE products  (id int PRIMARY KEY, sku uuid NOT NULL, name text NOT NULL, category text, price numeric(10,2), attributes jsonb);

-- sharded by customer, colocated
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, email text, country char(2) REFERENCES countries, created_at timestamptz NOT NULL,
  birthday date, credit numeric(12,2), rating float8, tags text[], profile jsonb, active boolean);
CREATE TABLE orders (customer_id bigint NOT NULL REFERENCES customers, id bigint NOT NULL, placed_at timestamptz NOT NULL, status order_status,
  total numeric, discount numeric(5,4), shipping interval, note text, PRIMARY KEY (customer_id, id));
CREATE TABLE order_items (customer_id bigint NOT NULL, order_id bigint NOT NULL, line int NOT NULL, product_id int REFERENCES products, quantity int,
  price numeric(10,2), weight real, PRIMARY KEY (customer_id, order_id, line), FOREIGN KEY (customer_id, order_id) REFERENCES orders);

-- sharded by its own key: not colocated with customers
CREATE TABLE events (id uuid PRIMARY KEY, customer_id bigint, kind varchar(20), at timestamp, ip inet, payload bytea);
