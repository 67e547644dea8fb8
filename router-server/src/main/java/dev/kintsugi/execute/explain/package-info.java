/// EXPLAIN over several shards: has the servers explain their parts, counts what passes a merge.
@NullMarked
package dev.kintsugi.execute.explain;

import org.jspecify.annotations.NullMarked;
