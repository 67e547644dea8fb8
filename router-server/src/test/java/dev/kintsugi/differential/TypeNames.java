package dev.kintsugi.differential;

import com.google.common.collect.ImmutableMap;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.demo.PostgresAddress;
import java.io.IOException;

/// The names of the types that users made in one database, whose OIDs differ from server to server.
public record TypeNames(ImmutableMap<Integer, String> names) {
    private static final String QUERY = "SELECT oid::int8, typname FROM pg_type WHERE oid >= 16384";

    public static TypeNames of(PostgresAddress address) throws IOException {
        try (PlainConnection connection = PlainConnection.open(address)) {
            ImmutableMap.Builder<Integer, String> names = ImmutableMap.builder();
            for (var row : connection.query(QUERY)) {
                names.put(
                        Integer.parseUnsignedInt(row.get(0).orElseThrow()),
                        row.get(1).orElseThrow());
            }
            return new TypeNames(names.buildOrThrow());
        }
    }

    /// The type's name if users made it, else its OID.
    String name(int oid) {
        return names.getOrDefault(oid, Integer.toUnsignedString(oid));
    }
}
