package dev.kintsugi.sql;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import java.util.ArrayDeque;

/// The grammar's text in the making: puts commas where the parts of a call meet, and caps the nesting.
final class GrammarWriter {
    /// How deep parentheses, brackets and CASE may nest; the parser's time grows with the cube of it.
    static final int MAX_DEPTH = 64;

    enum Kind {
        BASE,
        PARENTHESES,
        CALL,
        CAST,
        SUBSCRIPT,
        CASE
    }

    /// An open bracket: `filled` once something stands in it, `comma` while one is due before the next thing.
    static final class Frame {
        final Kind kind;
        final boolean wordy;
        boolean filled;
        boolean comma;

        Frame(Kind kind, boolean wordy) {
            this.kind = kind;
            this.wordy = wordy;
        }
    }

    private final StringBuilder out = new StringBuilder();
    private final ArrayDeque<Frame> frames = new ArrayDeque<>();
    private boolean operand;

    GrammarWriter() {
        frames.push(new Frame(Kind.BASE, false));
    }

    /// Whether the text so far ends with an operand, so that an operator is infix and a parenthesis no call.
    boolean endsWithOperand() {
        return operand;
    }

    /// Says that an operand comes next, whatever was written.
    void expectOperand() {
        operand = false;
    }

    void pop() {
        frames.pop();
    }

    /// Closes the bracket that [#push] opened. Raises [Unreadable] if another one is still open, or it was closed
    /// before.
    void pop(Frame expected) {
        if (frames.pop() != expected) {
            throw new Unreadable("unbalanced parentheses");
        }
    }

    @Override
    public String toString() {
        return out.toString();
    }

    /// The innermost open bracket.
    Frame top() {
        return frames.getFirst();
    }

    /// Writes the text and opens a bracket behind it.
    Frame push(Kind kind, String text) {
        var frame = new Frame(kind, false);
        push(frame, text);
        return frame;
    }

    /// Opens a call, or a cast, which looks like one; `wordy` if words may part its arguments.
    void pushCall(Kind kind, boolean wordy) {
        push(new Frame(kind, wordy), "q (");
    }

    private void push(Frame frame, String text) {
        put(text);
        frames.push(frame);
        operand = false;
        if (frames.size() > MAX_DEPTH + 1) {
            throw tooDeep();
        }
    }

    static RouterException tooDeep() {
        return new RouterException(PgError.of(SqlState.STATEMENT_TOO_COMPLEX, "statement is nested too deeply")
                .withDetail("the limit is %d levels of parentheses, brackets and CASE".formatted(MAX_DEPTH))
                .withHint("split the statement, or write long AND and OR chains without parentheses"));
    }

    /// Asks for a comma before the next thing, unless nothing stands in the bracket yet.
    int separator(int next) {
        top().comma = top().filled;
        operand = false;
        return next;
    }

    void operand(String text) {
        put(text);
        operand = true;
    }

    int operand(String text, int next) {
        operand(text);
        return next;
    }

    void keyword(String text) {
        put(text);
        operand = false;
    }

    int keyword(String text, int next) {
        keyword(text);
        return next;
    }

    void put(String text) {
        var frame = top();
        if (frame.comma) {
            out.append(", ");
            frame.comma = false;
        }
        frame.filled = true;
        out.append(text).append(' ');
    }
}
