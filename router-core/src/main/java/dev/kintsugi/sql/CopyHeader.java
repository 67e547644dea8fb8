package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;

/// What a COPY statement says before any data flows; `from` tells COPY … FROM, else it is COPY … TO.
public record CopyHeader(
        Source source,
        boolean from,
        Endpoint endpoint,
        StatementShape.CopyFormat format,
        StatementShape.CopyInput input) {
    /// What is copied.
    public sealed interface Source {
        /// `columns` is empty when the statement lists none.
        record Table(QualifiedName table, ImmutableList<String> columns) implements Source {}

        /// The statement in parentheses: its bytes, and its tokens from `firstToken` up to `endToken`
        /// (for [TokenList#slice]).
        record Query(Span span, int firstToken, int endToken) implements Source {}
    }

    /// Where the data comes from or goes to.
    public enum Endpoint {
        /// STDIN or STDOUT
        CLIENT,
        /// a file on the server
        FILE,
        /// a command on the server
        PROGRAM
    }
}
