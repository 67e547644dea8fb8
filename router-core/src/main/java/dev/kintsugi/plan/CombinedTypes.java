package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.error.RouterException;

/// Which values travel from the shards to another Postgres in binary: those whose bytes name nothing of their database.
final class CombinedTypes {
    private static final int FIRST_USER_OID = 16384;

    /// Pseudo types, types without a binary form, and those that stand for objects by their OIDs, arrays included.
    private static final ImmutableSet<Integer> LOCAL = ImmutableSet.of(
            24, 705, 1008, 1033, 1034, 2202, 2203, 2204, 2205, 2206, 2207, 2208, 2209, 2210, 2211, 2249, 2275, 2277,
            2278, 2287, 3734, 3735, 3769, 3770, 4089, 4090, 4096, 4097, 4191, 4192);

    private CombinedTypes() {}

    /// @throws RouterException 0A000 for values that do not travel
    static void require(int type, boolean home, ImmutableList<Integer> enums) {
        boolean travels = type >= FIRST_USER_OID ? home && enums.contains(type) : !LOCAL.contains(type);
        if (!travels) {
            throw new RouterException(PlanErrors.construct("combining values of the type with OID " + type));
        }
    }
}
