/// Compares what the router computes for sharding with what a real server computes.
@NullMarked
package dev.kintsugi.shardcheck;

import org.jspecify.annotations.NullMarked;
