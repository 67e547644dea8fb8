package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.sql.Span;
import java.util.List;

/// A statement made from the client's by replacing parts, which knows where each of its characters comes from.
///
/// `kept` are the stretches that are the client's own, in order. Positions count characters from 1, as those of errors
/// do.
public record RewrittenText(String sql, ImmutableList<Stretch> kept) {
    /// `length` characters from `at` on stand at `clientAt` in the client's statement.
    public record Stretch(int at, int clientAt, int length) {}

    /// Where the character at `position` stands in the client's statement; for one that the client did not write,
    /// where it was put in.
    public int clientPosition(int position) {
        int before = 1;
        for (Stretch stretch : kept) {
            if (position < stretch.at()) {
                break;
            }
            before = stretch.clientAt() + Math.min(position - stretch.at(), stretch.length());
        }
        return before;
    }

    static RewrittenText of(SqlText text, List<SqlText.Edit> edits) {
        var kept = ImmutableList.<Stretch>builder();
        StringBuilder out = new StringBuilder();
        int at = 1;
        int clientAt = 1;
        int start = text.statement().start();
        for (SqlText.Edit edit : SqlText.inOrder(edits)) {
            String own = text.string(new Span(start, edit.span().start()));
            int length = own.codePointCount(0, own.length());
            kept.add(new Stretch(at, clientAt, length));
            String put = text.written(edit.text());
            out.append(own).append(put);
            at += length + put.codePointCount(0, put.length());
            String replaced = text.string(edit.span());
            clientAt += length + replaced.codePointCount(0, replaced.length());
            start = edit.span().end();
        }
        String rest = text.string(new Span(start, text.statement().end()));
        kept.add(new Stretch(at, clientAt, rest.codePointCount(0, rest.length())));
        return new RewrittenText(out.append(rest).toString(), kept.build());
    }
}
