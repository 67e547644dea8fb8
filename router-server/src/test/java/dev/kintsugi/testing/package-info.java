/// Fixtures for tests that need real Postgres servers: a shop on any number of shards, and the oracle beside it.
///
/// Servers are shared by all tests of a JVM and start when first asked for. Tests that crash servers take a private
/// [dev.kintsugi.demo.PostgresCluster] from [TestCluster#crashable].
@NullMarked
package dev.kintsugi.testing;

import org.jspecify.annotations.NullMarked;
