package dev.kintsugi.sql;

import dev.kintsugi.error.RouterException;
import dev.kintsugi.sql.Token.Kind;
import java.util.Optional;

/// Reads a statement's tokens from left to right for the small hand-written parsers; whatever is not as expected is
/// Postgres' `syntax error at or near`. One thread.
final class TokenReader {
    private final TokenList tokens;
    private int next;

    TokenReader(TokenList tokens) {
        this.tokens = tokens;
    }

    /// The index of the token to be read next.
    int position() {
        return next;
    }

    TokenList tokens() {
        return tokens;
    }

    boolean atEnd() {
        return next >= tokens.size();
    }

    boolean sees(String word) {
        return tokens.isWord(next, word);
    }

    boolean sees(Kind kind) {
        return tokens.is(next, kind);
    }

    /// Whether the words follow one another from here.
    boolean sees(String first, String second) {
        return tokens.isWord(next, first) && tokens.isWord(next + 1, second);
    }

    boolean take(String word) {
        if (!sees(word)) {
            return false;
        }
        next++;
        return true;
    }

    boolean take(String first, String second) {
        if (!sees(first, second)) {
            return false;
        }
        next += 2;
        return true;
    }

    boolean take(Kind kind) {
        if (!sees(kind)) {
            return false;
        }
        next++;
        return true;
    }

    boolean takeOperator(String operator) {
        if (!tokens.isOperator(next, operator)) {
            return false;
        }
        next++;
        return true;
    }

    /// Steps over any token and returns its index.
    int takeAny() {
        if (atEnd()) {
            throw unexpected();
        }
        return next++;
    }

    void expect(String word) {
        if (!take(word)) {
            throw unexpected();
        }
    }

    void expect(Kind kind) {
        if (!take(kind)) {
            throw unexpected();
        }
    }

    void expectEnd() {
        if (!atEnd()) {
            throw unexpected();
        }
    }

    /// A name: quoted, or a word that is no reserved one.
    String name() {
        return optionalName().orElseThrow(this::unexpected);
    }

    Optional<String> optionalName() {
        boolean named = sees(Kind.QUOTED_IDENTIFIER) || (sees(Kind.WORD) && KeyWords.canBeName(tokens.word(next)));
        return named ? Optional.of(tokens.identifier(next++)) : Optional.empty();
    }

    /// A part of a name behind a dot, where every word is one.
    String label() {
        if (!tokens.isIdentifier(next)) {
            throw unexpected();
        }
        return tokens.identifier(next++);
    }

    /// `[[catalog.]schema.]name`; Postgres allows no catalog but the current one, so it is left to a shard to
    /// check.
    QualifiedName qualifiedName() {
        Optional<String> schema = Optional.empty();
        String name = name();
        while (take(Kind.DOT)) {
            schema = Optional.of(name);
            name = label();
        }
        return new QualifiedName(schema, name);
    }

    /// The value of a string constant.
    String string() {
        if (!tokens.isStringLiteral(next)) {
            throw unexpected();
        }
        return LiteralText.string(tokens, next++);
    }

    RouterException unexpected() {
        return SyntaxErrors.unexpected(tokens, next);
    }
}
