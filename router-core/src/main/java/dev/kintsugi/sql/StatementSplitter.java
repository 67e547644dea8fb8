package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.sql.Token.Kind;

/// Cuts the text of a simple Query into its statements, where Postgres' grammar cuts it.
///
/// A semicolon does not split inside parentheses (`CREATE RULE … DO (a; b)`), nor inside the `BEGIN ATOMIC … END` body
/// of a SQL function. Text that Postgres cannot parse may be cut differently; it is refused either way.
public final class StatementSplitter {
    private final TokenList tokens;
    private final ImmutableList.Builder<TokenList> statements = ImmutableList.builder();
    private int statementStart;
    /// how many blocks (the body itself, CASE) END must still close; 0 outside a body
    private int openBlocks;

    private StatementSplitter(TokenList tokens) {
        this.tokens = tokens;
    }

    /// The statements in order, each over its own text from its first to its last token; [TokenList#offset] and
    /// [TokenList#characterOffset] lead back into `text`. Empty statements are dropped, so the list may be empty.
    public static ImmutableList<TokenList> split(TokenList text) {
        var splitter = new StatementSplitter(text);
        for (int i = 0; i < text.size(); i++) {
            splitter.take(i);
        }
        splitter.close(text.size());
        return splitter.statements.build();
    }

    private void take(int i) {
        if (tokens.is(i, Kind.WORD)) {
            trackBody(i);
        } else if (tokens.depth(i) == 0 && openBlocks == 0 && tokens.isOther(i, ";")) {
            close(i);
            statementStart = i + 1;
        }
    }

    private void close(int end) {
        if (statementStart < end) {
            statements.add(tokens.slice(statementStart, end));
        }
    }

    private void trackBody(int i) {
        if (openBlocks == 0) {
            boolean opens = tokens.isWord(i, "atomic") && tokens.isWord(i - 1, "begin");
            openBlocks = opens && definesRoutine() ? 1 : 0;
        } else if (!namesColumn(i)) {
            if (tokens.isWord(i, "case")) {
                openBlocks++;
            } else if (tokens.isWord(i, "end")) {
                openBlocks--;
            }
        }
    }

    private boolean namesColumn(int i) {
        return tokens.is(i - 1, Kind.DOT) || tokens.isWord(i - 1, "as");
    }

    private boolean definesRoutine() {
        int i = statementStart + 1;
        if (tokens.isWord(i, "or") && tokens.isWord(i + 1, "replace")) {
            i += 2;
        }
        return tokens.isWord(statementStart, "create")
                && (tokens.isWord(i, "function") || tokens.isWord(i, "procedure"));
    }
}
