package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.ServerSettings;
import dev.kintsugi.merge.MergeSettings;
import dev.kintsugi.merge.spill.SpillSpace;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;

/// What the merges of one session have to know; `spill` is where they put rows aside.
record SessionMerges(Router router, SpillSpace spill) {
    MergeSettings settings(BindValues values, ImmutableList<Format> formats, ServerSettings inEffect) {
        return new MergeSettings(
                        formats,
                        values,
                        router.statements().catalog().enums(),
                        router.limits().mergeMemoryBytes(),
                        FloatDigits.shortest(inEffect))
                .with(spill);
    }
}
