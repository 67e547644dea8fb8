/// How values compare: one order a type, over the bytes of Postgres' binary formats.
///
/// A [TypeOrder] compares two values where they lie in their rows, without decoding them into objects. It also
/// gives a *prefix*, a long that decides most comparisons at the cost of one instruction, and a *canonical form*,
/// which is equal byte for byte exactly when the values are equal. [TypeOrders] finds the order of a type and
/// refuses types that it does not know. To debug a wrong order, add the values to `postgres/orders.sql` of the
/// tests and ask a real server.
@NullMarked
package dev.kintsugi.merge.compare;

import org.jspecify.annotations.NullMarked;
