package dev.kintsugi.sql;

import static com.google.common.base.Preconditions.checkArgument;

/// A half-open range of bytes in the statement's text.
public record Span(int start, int end) {
    public Span {
        checkArgument(start >= 0 && start <= end, "span %s..%s", start, end);
    }

    /// The smallest span that holds both.
    public Span cover(Span other) {
        return new Span(Math.min(start, other.start), Math.max(end, other.end));
    }
}
