/// Tables, columns and types as the shards report them.
@NullMarked
package dev.kintsugi.catalog;

import org.jspecify.annotations.NullMarked;
