/// Compares the router with one Postgres that holds the same rows, byte for byte.
///
/// [SqlFile] reads the statements of `src/test/resources/sql`; [WireSession] runs them in every [Way] of the
/// protocol; the oracle's [Reply] and the router's, over one, two and four shards, must not differ. No result is
/// stored: whatever the oracle says is right. [RandomSelects] adds statements from a seed.
@NullMarked
package dev.kintsugi.differential;

import org.jspecify.annotations.NullMarked;
