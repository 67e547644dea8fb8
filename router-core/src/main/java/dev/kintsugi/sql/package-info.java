/// SQL text to statement shapes: the lexer, the parser behind it, and the router's own small SQL tree.
///
/// ```
/// bytes -> Lexer, TokenList -> StatementSplitter -> SqlAnalyzer
///   control statements, COPY, EXPLAIN, utilities: read from the tokens
///   queries and DML: GrammarText -> JSqlParser -> QueryReader, DmlReader … -> StatementShape
/// ```
/// JSqlParser sees a text in which nothing is left to misread, and is asked for structure only. The readers walk
/// its tree and the true tokens in step ([TokenCursor]): what does not fit is [Unreadable], and the statement
/// becomes [StatementShape.Opaque]. Names and values always come from the tokens. Spans are byte offsets into the
/// original text, so that a plan can edit it.
///
/// Limits: [TokenList#MAX_TOKENS], [SqlAnalyzer#MAX_TOKENS], [GrammarText#MAX_DEPTH]. To debug a shape, add the
/// statement to a golden file in `shapes/` of the tests.
@NullMarked
package dev.kintsugi.sql;

import org.jspecify.annotations.NullMarked;
