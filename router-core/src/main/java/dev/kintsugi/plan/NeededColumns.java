package dev.kintsugi.plan;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.sql.Expr;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Which columns of a table a statement may read, judged by its words: too many rather than too few.
///
/// A column that no word of the text names, and that no `*`, row or NATURAL JOIN stands for, cannot matter. Words in
/// comments count like any other, but those in constants do not: nothing that is gathered takes a name from a value.
final class NeededColumns {
    private static final int LONGEST_NAME_BYTES = 63;

    /// The statement in lower case without constants, one character a byte, in its place.
    private final String words;

    private final StatementModel model;
    private final boolean everything;

    NeededColumns(SqlText text, StatementModel model) {
        this.words =
                Ascii.toLowerCase(new String(text.blanked(), 0, text.statement().end(), StandardCharsets.ISO_8859_1));
        this.model = model;
        // a Unicode escape may spell any name
        this.everything = words.contains("u&\"") || has("natural");
    }

    private boolean has(String word) {
        return next(word, 0) >= 0;
    }

    /// Whether all columns may be read without being named: by `*`, in a row, or by their places.
    boolean isWhole(ImmutableList<Source.Base> uses, ImmutableList<String> columns) {
        return everything
                || isValue(uses, columns)
                || uses.stream().anyMatch(use -> !use.item().columnAliases().isEmpty() || isExpanded(use));
    }

    /// Whether a row of the table may be taken as one value.
    boolean isValue(ImmutableList<Source.Base> uses, ImmutableList<String> columns) {
        return uses.stream().anyMatch(use -> isValue(use.item().bindingName(), columns));
    }

    /// The columns of `columns` that the text names.
    ImmutableSet<String> named(ImmutableList<String> columns) {
        return columns.stream().filter(this::isNamed).collect(ImmutableSet.toImmutableSet());
    }

    private boolean isNamed(String column) {
        return column.contains("\"")
                || column.getBytes(StandardCharsets.UTF_8).length >= LONGEST_NAME_BYTES
                || has(bytewise(column));
    }

    private boolean isExpanded(Source.Base use) {
        return model.mentions().stream()
                .filter(mention -> mention.expression().isExpansion())
                .anyMatch(mention -> switch (mention.expression()) {
                    case Expr.Star star ->
                        star.table().isPresent()
                                ? star.table().equals(use.binding())
                                : mention.scope().sources().contains(use);
                    default -> true;
                });
    }

    /// Whether the name stands anywhere but in FROM or before the name of a column.
    private boolean isValue(String binding, List<String> columns) {
        String name = bytewise(binding);
        if (binding.contains("\"") || name.length() >= LONGEST_NAME_BYTES) {
            return true;
        }
        for (int at = next(name, 0); at >= 0; at = next(name, at + 1)) {
            int end = at + name.length();
            if (!isInFrom(at) && !isQualifier(end, columns) && !isExpanded(at)) {
                return true;
            }
        }
        return false;
    }

    /// Whether this is the table of a `table.*` that stands for its columns.
    private boolean isExpanded(int at) {
        return model.mentions().stream()
                .map(StatementModel.Mention::expression)
                .anyMatch(expr -> expr instanceof Expr.Star star
                        && star.span().start() <= at
                        && at < star.span().end());
    }

    private boolean isInFrom(int at) {
        return model.tables().stream()
                .anyMatch(table -> table.item().span().start() <= at
                        && at < table.item().span().end());
    }

    private boolean isQualifier(int end, List<String> columns) {
        int dot = afterBlanks(words.startsWith("\"", end) ? end + 1 : end);
        if (!words.startsWith(".", dot)) {
            return false;
        }
        int start = afterBlanks(dot + 1);
        if (words.startsWith("\"", start)) {
            start++;
        }
        int stop = start;
        while (stop < words.length() && isNameByte(words.charAt(stop))) {
            stop++;
        }
        String column = words.substring(start, stop);
        return columns.stream().anyMatch(known -> bytewise(known).equals(column));
    }

    private int afterBlanks(int from) {
        int at = from;
        while (at < words.length() && Character.isWhitespace(words.charAt(at))) {
            at++;
        }
        return at;
    }

    private static String bytewise(String name) {
        return Ascii.toLowerCase(new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    /// Where `word` stands next, as a word of its own, or -1.
    private int next(String word, int from) {
        for (int at = words.indexOf(word, from); at >= 0; at = words.indexOf(word, at + 1)) {
            int end = at + word.length();
            boolean begins = at == 0 || !isNameByte(words.charAt(at - 1));
            if (begins && (end == words.length() || !isNameByte(words.charAt(end)))) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isNameByte(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c >= 0x80;
    }
}
