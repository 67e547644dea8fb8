package dev.kintsugi.plan;

import com.google.common.base.Ascii;
import dev.kintsugi.sql.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/// A statement's text and the changes to be made to it: parts are replaced, everything else stays as the client wrote
/// it.
///
/// `statement` is the part of `sql` that is sent to the shards (a query inside COPY or EXPLAIN stands within more
/// text).
@SuppressWarnings("ArrayRecordComponent") // the client's bytes: shared, never changed, never compared
record SqlText(byte[] sql, Span statement) {
    private static final Pattern WRITES =
            Pattern.compile("\\b(insert|update|delete|merge|truncate|copy|into|call|do)\\b", Pattern.CASE_INSENSITIVE);

    /// The replacement of a part; an insertion replaces an empty part.
    record Edit(Span span, String text) {}

    String text(Span span) {
        return new String(sql, span.start(), span.end() - span.start(), StandardCharsets.UTF_8);
    }

    /// The statement with `edits` made, which do not overlap.
    String with(List<Edit> edits) {
        StringBuilder out = new StringBuilder();
        int at = statement.start();
        for (Edit edit : inOrder(edits)) {
            out.append(text(new Span(at, edit.span().start()))).append(edit.text());
            at = edit.span().end();
        }
        return out.append(text(new Span(at, statement.end()))).toString();
    }

    static List<Edit> inOrder(List<Edit> edits) {
        List<Edit> inOrder = new ArrayList<>(edits);
        inOrder.sort(Comparator.comparingInt(edit -> edit.span().start()));
        return inOrder;
    }

    /// A column name that starts with `prefix` and occurs nowhere in the text.
    String freshName(String prefix) {
        String lower = Ascii.toLowerCase(text(statement));
        String name = prefix;
        while (lower.contains(name)) {
            name += "_";
        }
        return name;
    }

    static String quoted(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }

    /// A string constant that means the same whatever `standard_conforming_strings` says.
    static String literal(String value) {
        String quoted = value.replace("'", "''");
        return value.contains("\\") ? "E'" + quoted.replace("\\", "\\\\") + "'" : "'" + quoted + "'";
    }

    /// Whether a word of a writing statement stands anywhere in the text, be it only in a comment.
    static boolean mayWrite(byte[] sql) {
        return WRITES.matcher(new String(sql, StandardCharsets.UTF_8)).find();
    }
}
