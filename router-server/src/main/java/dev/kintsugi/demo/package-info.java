/// A cluster to try: real Postgres servers from Maven-delivered binaries, the shop's rows, and the router in front.
///
/// [PostgresCluster] owns a directory under the temp directory in which everything lives; closing it stops the servers
/// and removes the directory. A server also watches its standard input, so it ends when this process is killed.
/// To look into a server that does not start, read the file `log` next to its data directory.
@NullMarked
package dev.kintsugi.demo;

import org.jspecify.annotations.NullMarked;
