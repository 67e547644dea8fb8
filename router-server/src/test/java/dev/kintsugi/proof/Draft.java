package dev.kintsugi.proof;

import java.util.ArrayList;
import java.util.List;

/// What the parts of one statement share while it is made.
final class Draft {
    private static final int MOST_TABLES = 5;
    private static final int MOST_QUERIES = 3;
    private static final int MOST_PARAMETERS = 6;

    final Choices choices;
    private final List<String> parameters = new ArrayList<>();
    private final List<Rows> expressions = new ArrayList<>();
    private boolean parameterized;
    private int aliases;
    private int tables;
    private int depth;
    private boolean loose;

    Draft(Choices choices) {
        this.choices = choices;
    }

    void parameterize() {
        parameterized = true;
    }

    String alias(String prefix) {
        return prefix + ++aliases;
    }

    /// Whether one more table is welcome.
    boolean hasRoom() {
        return tables < MOST_TABLES;
    }

    void addTable() {
        tables++;
    }

    /// Whether a query may stand inside this one.
    boolean mayNest() {
        return depth < MOST_QUERIES && hasRoom();
    }

    void enter() {
        depth++;
    }

    void leave() {
        depth--;
    }

    /// Takes note of a kind whose equal values differ.
    Term use(Term term) {
        loose |= term.kind().isLoose();
        return term;
    }

    void loosen() {
        loose = true;
    }

    boolean isLoose() {
        return loose;
    }

    /// A constant, perhaps as a parameter; `typed` if what surrounds it does not tell its type.
    String constant(Kind kind, boolean typed) {
        loose |= kind.isLoose();
        String sample = sample(kind);
        if (parameterized && parameters.size() < MOST_PARAMETERS && !choices.oneIn(2)) {
            parameters.add(sample + "::" + kind.type());
            return "$" + parameters.size() + (typed ? "::" + kind.type() : "");
        }
        if (sample.equals("NULL")) {
            return typed ? "NULL::" + kind.type() : "NULL";
        }
        boolean bare = (kind == Kind.INT || kind == Kind.NUM || kind == Kind.BIG) && !typed && choices.of(4) > 0;
        String literal = bare ? sample : "'" + sample.replace("'", "''") + "'";
        return typed ? literal + "::" + kind.type() : literal;
    }

    private String sample(Kind kind) {
        String sample = choices.constant(kind.samples());
        return sample.equals("NULL") && !choices.oneIn(6) ? kind.samples().get(0) : sample;
    }

    List<String> parameters() {
        return parameters;
    }

    /// The common table expressions so far.
    List<Rows> expressions() {
        return expressions;
    }
}
