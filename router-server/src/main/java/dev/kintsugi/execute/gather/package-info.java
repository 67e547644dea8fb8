/// Statements that one Postgres runs over rows pulled from the shards.
@NullMarked
package dev.kintsugi.execute.gather;

import org.jspecify.annotations.NullMarked;
