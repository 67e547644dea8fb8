package dev.kintsugi.proof;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
    private boolean plain;

    Draft(Choices choices) {
        this.choices = choices;
    }

    /// Makes it one without subqueries over tables that lie together.
    void keepPlain() {
        plain = true;
    }

    boolean isPlain() {
        return plain;
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
        return !plain && depth < MOST_QUERIES && hasRoom();
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
        loose |= kind.isLoose() || (typed && (kind == Kind.NUM || kind == Kind.CHAR));
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

    /// The template with constants in the places that ask for them.
    String filled(String template) {
        String filled = template;
        for (Kind kind : ImmutableList.of(Kind.INT, Kind.TEXT, Kind.INTS)) {
            String place = "{" + kind.name().toLowerCase(Locale.ROOT) + "}";
            if (filled.contains(place)) {
                filled = filled.replace(place, constant(kind, false));
            }
        }
        return filled;
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
