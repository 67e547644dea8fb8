/// Proves that a SELECT has one Postgres' answer on any number of shards: TPC-H, and statements made at random.
///
/// A [Dataset] is stored whole in one database and spread over others ([Deployment]), all of one server. What the
/// oracle answers is right; nothing else is stored.
@NullMarked
package dev.kintsugi.proof;

import org.jspecify.annotations.NullMarked;
