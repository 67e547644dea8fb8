package dev.kintsugi.plan;

import com.google.common.collect.ImmutableSet;
import dev.kintsugi.sql.Query;
import dev.kintsugi.sql.Span;
import dev.kintsugi.sql.Token;
import dev.kintsugi.sql.TokenList;
import java.util.Optional;

/// Where the parts of a SELECT stand in its text: `head` is what stands before SELECT (blanks, or the WITH clause),
/// `source` is FROM with WHERE. `unusedWindow` tells that its WINDOW clause may define a window that no OVER names: the
/// expressions in it are nowhere else.
record QueryPieces(Span head, Span source, boolean unusedWindow) {
    /// The key words that end FROM and WHERE: all reserved, so names only behind a dot.
    private static final ImmutableSet<String> TAIL =
            ImmutableSet.of("group", "having", "window", "order", "limit", "offset", "fetch", "for");

    /// The pieces of the statement's outermost block; empty if it stands in parentheses or has no FROM.
    static Optional<QueryPieces> of(SqlText text, Query.Block block) {
        TokenList tokens = TokenList.scan(text.origin().sql(), text.origin().standardConformingStrings());
        Span statement = text.statement();
        int first = firstAt(tokens, statement.start());
        int from = firstAt(tokens, block.selectListSpan().end());
        if (first >= tokens.size()
                || from >= tokens.size()
                || !tokens.isWord(from, "from")
                || tokens.depth(first) != tokens.depth(from)
                || tokens.is(first, Token.Kind.OPEN_PARENTHESIS)) {
            return Optional.empty();
        }
        int depth = tokens.depth(from);
        int select = firstAt(tokens, block.selectListSpan().start()) - 1;
        while (select >= first && !(tokens.depth(select) == depth && tokens.isWord(select, "select"))) {
            select--;
        }
        if (select < first) {
            return Optional.empty();
        }
        int end = from + 1;
        while (end < tokens.size() && tokens.start(end) < statement.end() && !isTail(tokens, end, depth)) {
            end++;
        }
        return Optional.of(new QueryPieces(
                new Span(statement.start(), tokens.start(select)),
                new Span(tokens.start(from), tokens.end(end - 1)),
                unusedWindow(tokens, end, depth)));
    }

    private static boolean isTail(TokenList tokens, int at, int depth) {
        return tokens.depth(at) == depth
                && tokens.is(at, Token.Kind.WORD)
                && TAIL.contains(tokens.word(at))
                && !tokens.is(at - 1, Token.Kind.DOT);
    }

    private static boolean unusedWindow(TokenList tokens, int tail, int depth) {
        int at = tail;
        while (at < tokens.size() && !(tokens.depth(at) == depth && tokens.isWord(at, "window"))) {
            at++;
        }
        for (; at + 2 < tokens.size(); at++) {
            boolean defines = tokens.depth(at) == depth
                    && (tokens.isWord(at, "window") || tokens.is(at, Token.Kind.COMMA))
                    && tokens.isIdentifier(at + 1)
                    && tokens.isWord(at + 2, "as");
            if (defines && !isNamed(tokens, tokens.identifier(at + 1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNamed(TokenList tokens, String window) {
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (tokens.isWord(i, "over")
                    && tokens.isIdentifier(i + 1)
                    && tokens.identifier(i + 1).equals(window)) {
                return true;
            }
        }
        return false;
    }

    private static int firstAt(TokenList tokens, int offset) {
        int at = 0;
        while (at < tokens.size() && tokens.start(at) < offset) {
            at++;
        }
        return at;
    }
}
