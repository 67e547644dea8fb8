package dev.kintsugi.testing;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.demo.PostgresAddress;
import java.io.IOException;
import java.util.List;

/// Where a test's servers come from.
interface PostgresProvider extends AutoCloseable {
    /// Starts one empty server a name and returns their superuser addresses.
    ImmutableList<PostgresAddress> start(List<String> names) throws IOException;

    @Override
    void close() throws IOException;

    /// Containers where a Docker engine answers and can start one, else the binaries that Maven delivers.
    static PostgresProvider choose() throws IOException {
        return ContainerProvider.tryOpen().map(PostgresProvider.class::cast).orElseGet(BinariesProvider::new);
    }
}
