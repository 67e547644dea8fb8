package dev.kintsugi.testing;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.demo.PostgresCluster;
import dev.kintsugi.demo.PostgresServer;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Servers from the binaries that Maven delivers.
final class BinariesProvider implements PostgresProvider {
    private @Nullable PostgresCluster cluster;

    @Override
    public synchronized ImmutableList<PostgresAddress> start(List<String> names) throws IOException {
        if (cluster == null) {
            cluster = PostgresCluster.open();
        }
        return cluster.start(names).stream().map(PostgresServer::address).collect(ImmutableList.toImmutableList());
    }

    @Override
    public synchronized void close() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
    }
}
