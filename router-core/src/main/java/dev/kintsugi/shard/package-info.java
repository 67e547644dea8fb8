/// The layout of a cluster: which table is spread how, and which shard owns which key.
@NullMarked
package dev.kintsugi.shard;

import org.jspecify.annotations.NullMarked;
