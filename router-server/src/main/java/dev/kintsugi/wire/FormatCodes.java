package dev.kintsugi.wire;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.value.Format;

/// Format codes as the protocol abbreviates them: none (all text), one for all, or one each.
final class FormatCodes {
    private FormatCodes() {}

    /// The format of a code; fails with 22023.
    static Format format(int code) {
        return switch (code) {
            case 0 -> Format.TEXT;
            case 1 -> Format.BINARY;
            default ->
                throw new RouterException(
                        SqlState.INVALID_PARAMETER_VALUE, "unsupported format code: %d".formatted(code));
        };
    }

    /// One format for each of `count` values; `codes` has 0, 1 or `count` entries, which the caller has checked.
    static ImmutableList<Format> expand(ImmutableIntArray codes, int count) {
        var formats = ImmutableList.<Format>builderWithExpectedSize(count);
        for (int i = 0; i < count; i++) {
            formats.add(of(codes, i));
        }
        return formats.build();
    }

    /// The format of value `index`; `codes` as in [#expand].
    static Format of(ImmutableIntArray codes, int index) {
        return switch (codes.length()) {
            case 0 -> Format.TEXT;
            case 1 -> format(codes.get(0));
            default -> format(codes.get(index));
        };
    }
}
