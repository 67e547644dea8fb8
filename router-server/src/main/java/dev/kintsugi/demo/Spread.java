package dev.kintsugi.demo;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One COPY of the same table into all shards and, if there is one, into the oracle; used by one thread.
final class Spread implements AutoCloseable {
    private final ImmutableList<PlainConnection> connections;
    private final ImmutableList<PlainConnection.CopyIn> copies;
    private final int shards;

    private Spread(
            ImmutableList<PlainConnection> connections, ImmutableList<PlainConnection.CopyIn> copies, int shards) {
        this.connections = connections;
        this.copies = copies;
        this.shards = shards;
    }

    /// Opens the copies with foreign keys unchecked: the rows are ours, and tables are loaded in any order.
    static Spread open(String table, List<PostgresAddress> shards, Optional<PostgresAddress> oracle)
            throws IOException {
        List<PostgresAddress> servers = new ArrayList<>(shards);
        oracle.ifPresent(servers::add);
        ImmutableList.Builder<PlainConnection> connections = ImmutableList.builder();
        ImmutableList.Builder<PlainConnection.CopyIn> copies = ImmutableList.builder();
        for (PostgresAddress server : servers) {
            PlainConnection connection = PlainConnection.open(server.as(server.user(), Shop.DATABASE));
            connections.add(connection);
            connection.query("SET session_replication_role = replica; SET synchronous_commit = off");
            copies.add(connection.copyIn("COPY %s FROM STDIN".formatted(table)));
        }
        return new Spread(connections.build(), copies.build(), shards.size());
    }

    void toAll(byte[] line) throws IOException {
        for (PlainConnection.CopyIn copy : copies) {
            copy.write(line);
        }
    }

    /// Sends a line to one shard and to the oracle.
    void toShard(int shard, byte[] line) throws IOException {
        copies.get(shard).write(line);
        if (copies.size() > shards) {
            copies.getLast().write(line);
        }
    }

    void finish() throws IOException {
        for (PlainConnection.CopyIn copy : copies) {
            copy.finish();
        }
    }

    @Override
    public void close() throws IOException {
        for (PlainConnection connection : connections) {
            connection.close();
        }
    }
}
