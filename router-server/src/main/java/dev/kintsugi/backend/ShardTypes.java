package dev.kintsugi.backend;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.kintsugi.catalog.TypeMap;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.ResultColumn;
import dev.kintsugi.wire.BackendType;
import io.netty.buffer.ByteBuf;

/// What is known of the shards' types: whose OIDs are which on the home shard. Thread-safe; what is read while it
/// changes is one state or the other.
public final class ShardTypes {
    private static final int HEADER = 1 + Integer.BYTES;

    private volatile Known known = new Known(ImmutableMap.of(), ImmutableMap.of());

    /// @param maps shard ordinal → its types
    /// @param carriers the home shard's types whose binary form has OIDs of user types in it → that of its elements
    /// if it is an array, else 0
    private record Known(ImmutableMap<Integer, TypeMap> maps, ImmutableMap<Integer, Integer> carriers) {
        /// Whether values of this type have OIDs in them that mean others on the home shard.
        boolean isForeign(TypeMap map, int oid) {
            Integer element = carriers.get(oid);
            if (element == null) {
                return false;
            }
            return element == 0 || map.toShard().containsKey(element) || isForeign(map, element);
        }
    }

    /// What is known from now on; shards that are not in `maps` are taken to have the home shard's OIDs.
    public void set(ImmutableMap<Integer, TypeMap> maps, ImmutableMap<Integer, Integer> carriers) {
        known = new Known(maps, carriers);
    }

    /// The types of a shard.
    public TypeMap of(int shard) {
        TypeMap map = known.maps().get(shard);
        return map == null ? TypeMap.IDENTITY : map;
    }

    /// Whether values of these columns, as they come from a shard in these formats, may name types by OIDs of its
    /// own.
    public boolean carriesOids(int shard, ImmutableList<ResultColumn> columns, ImmutableList<Format> formats) {
        TypeMap map = of(shard);
        if (map.isIdentity() || !formats.contains(Format.BINARY)) {
            return false;
        }
        Known now = known;
        for (int i = 0; i < columns.size(); i++) {
            if (formats.get(i) == Format.BINARY
                    && now.isForeign(map, columns.get(i).typeOid())) {
                return true;
            }
        }
        return false;
    }

    /// As [#carriesOids], whatever the formats are.
    public boolean mayCarryOids(int shard, ImmutableList<ResultColumn> columns) {
        TypeMap map = of(shard);
        if (map.isIdentity()) {
            return false;
        }
        Known now = known;
        return columns.stream().anyMatch(column -> now.isForeign(map, column.typeOid()));
    }

    /// Puts the home shard's OIDs into a description, in place, as if the shard had sent them.
    static void toHome(TypeMap types, byte type, ByteBuf buffer, int start, int length) {
        if (types.isIdentity()) {
            return;
        }
        if (type == BackendType.ROW_DESCRIPTION) {
            int at = start + HEADER;
            int columns = buffer.getUnsignedShort(at);
            at += Short.BYTES;
            for (int i = 0; i < columns; i++) {
                int end = buffer.indexOf(at, start + length, (byte) 0);
                at = end + 1 + Integer.BYTES + Short.BYTES;
                if (end < 0 || at + 12 > start + length) {
                    return; // whoever decodes it complains
                }
                buffer.setInt(at, types.home(buffer.getInt(at)));
                at += Integer.BYTES + Short.BYTES + Integer.BYTES + Short.BYTES;
            }
        } else if (type == BackendType.PARAMETER_DESCRIPTION) {
            int last = start + length - Integer.BYTES;
            for (int at = start + HEADER + Short.BYTES; at <= last; at += Integer.BYTES) {
                buffer.setInt(at, types.home(buffer.getInt(at)));
            }
        }
    }
}
