package dev.kintsugi.plan;

import com.google.common.base.Ascii;
import dev.kintsugi.sql.ConstantKind;
import dev.kintsugi.sql.Span;
import dev.kintsugi.sql.StatementText;
import dev.kintsugi.sql.ValueSource;
import dev.kintsugi.value.SqlLiteral;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/// The text that a statement is planned from and sent to shards with. Whoever looks at the value of a constant is
/// noted (`asked`); what is only copied is not.
///
/// `statement` is the part that is sent to the shards (a query inside COPY or EXPLAIN stands within more text). All
/// spans refer to `origin`, a text of the same shape that the plan was first made for.
record SqlText(StatementText text, StatementText origin, Span statement, Questions.Asked asked) {
    private static final Pattern WRITES =
            Pattern.compile("\\b(insert|update|delete|merge|truncate|copy|into|call|do)\\b", Pattern.CASE_INSENSITIVE);

    /// The replacement of a part; an insertion replaces an empty part.
    record Edit(Span span, Splice text) {
        Edit(Span span, String text) {
            this(span, Splice.of(text));
        }
    }

    /// The text of a statement that is planned for the first time.
    static SqlText of(StatementText text) {
        return new SqlText(text, text, new Span(0, text.sql().length), new Questions.Asked());
    }

    /// The same with another part to be sent.
    SqlText part(Span part) {
        return new SqlText(text, origin, part, asked);
    }

    /// The same for another text of the shape, about which nobody keeps what is asked.
    SqlText in(StatementText other) {
        return new SqlText(other, origin, statement, new Questions.Asked());
    }

    // --- to look at ---

    /// A part as the client wrote it.
    String read(Span span) {
        for (int i = origin.firstAt(span.start()); i < origin.constants() && origin.start(i) < span.end(); i++) {
            asked.value(i);
        }
        return string(span);
    }

    /// Whether two parts are written alike.
    boolean same(Span left, Span right) {
        return read(left).equals(read(right));
    }

    /// Whether two parts are written alike, looking at constants only if everything beside them is.
    boolean sameBesides(Span left, Span right) {
        byte[] blanked = blanked();
        boolean alike = left.end() - left.start() == right.end() - right.start()
                ? Arrays.equals(blanked, left.start(), left.end(), blanked, right.start(), right.end())
                : constants(left) > 0 && constants(left) == constants(right);
        return alike && same(left, right);
    }

    private int constants(Span span) {
        return origin.firstAt(span.end()) - origin.firstAt(span.start());
    }

    /// A constant's value.
    SqlLiteral read(ValueSource.Slot slot) {
        asked.value(slot.number());
        return text.literal(slot.number(), slot.negated());
    }

    /// Whether two values are written alike, up to how a constant is quoted.
    boolean same(ValueSource left, ValueSource right) {
        return read(left).equals(read(right));
    }

    private ValueSource read(ValueSource source) {
        ask(source);
        return source.in(text);
    }

    private void ask(ValueSource source) {
        switch (source) {
            case ValueSource.Slot slot -> asked.value(slot.number());
            case ValueSource.Cast cast -> ask(cast.value());
            case ValueSource.Literal _, ValueSource.Parameter _ -> {}
        }
    }

    /// Notes that all constants count.
    void askAll() {
        for (int i = 0; i < origin.constants(); i++) {
            asked.value(i);
        }
    }

    /// Whether a constant would make a date's input function read the clock.
    boolean readsClock(ValueSource.Slot slot) {
        asked.clock(slot.number());
        return Questions.readsClock(text, slot.number());
    }

    /// A constant's type, which belongs to the shape.
    ConstantKind kind(ValueSource.Slot slot) {
        return text.kind(slot.number());
    }

    /// Whether a word of a writing statement stands anywhere in the text, be it only in a comment.
    boolean mayWrite() {
        return WRITES.matcher(read(new Span(0, origin.sql().length))).find();
    }

    /// A column name that starts with `prefix` and occurs nowhere in the text but in constants.
    String freshName(String prefix) {
        String lower = Ascii.toLowerCase(new String(blanked(), StandardCharsets.UTF_8));
        String name = prefix;
        while (lower.contains(name)) {
            name += "_";
        }
        return name;
    }

    /// The text that was planned first, with blanks in the place of constants: all that is left belongs to the
    /// shape.
    byte[] blanked() {
        byte[] sql = origin.sql().clone();
        for (int i = 0; i < origin.constants(); i++) {
            Arrays.fill(sql, origin.start(i), origin.end(i), (byte) ' ');
        }
        return sql;
    }

    // --- to send ---

    /// The statement with `edits` made, which do not overlap.
    String with(List<Edit> edits) {
        StringBuilder out = new StringBuilder();
        int at = statement.start();
        for (Edit edit : inOrder(edits)) {
            out.append(string(new Span(at, edit.span().start()))).append(written(edit.text()));
            at = edit.span().end();
        }
        return out.append(string(new Span(at, statement.end()))).toString();
    }

    /// A piece of SQL with the constants of the text at hand.
    String written(Splice splice) {
        StringBuilder out = new StringBuilder();
        for (Splice.Part part : splice.parts()) {
            out.append(
                    switch (part) {
                        case Splice.Part.Words(String words) -> words;
                        case Splice.Part.Copy(Span span) -> string(span);
                        case Splice.Part.Limit limit -> limit.in(text);
                    });
        }
        return out.toString();
    }

    static List<Edit> inOrder(List<Edit> edits) {
        List<Edit> inOrder = new ArrayList<>(edits);
        inOrder.sort(Comparator.comparingInt(edit -> edit.span().start()));
        return inOrder;
    }

    /// A part of the text at hand, to be sent or counted: nothing may hang on the constants in it.
    String string(Span span) {
        Span here = text.place(origin, span);
        return new String(text.sql(), here.start(), here.end() - here.start(), StandardCharsets.UTF_8);
    }

    static String quoted(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }

    /// A string constant that means the same whatever `standard_conforming_strings` says.
    static String literal(String value) {
        String quoted = value.replace("'", "''");
        return value.contains("\\") ? "E'" + quoted.replace("\\", "\\\\") + "'" : "'" + quoted + "'";
    }
}
