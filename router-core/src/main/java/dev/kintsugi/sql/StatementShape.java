package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/// One statement as the router understands it: it depends on the text alone, not on the shard map or on bound values.
public sealed interface StatementShape {
    /// A SELECT, VALUES, TABLE or set operation.
    record Select(Query query) implements StatementShape {}

    /// `columns` is empty when the statement lists none; `columnsSpan` are they with their parentheses.
    record Insert(
            ImmutableList<Query.Cte> ctes,
            FromItem.Table target,
            ImmutableList<String> columns,
            Span columnsSpan,
            InsertSource source,
            Optional<OnConflict> onConflict,
            ImmutableList<SelectItem> returning)
            implements StatementShape {}

    record Update(
            ImmutableList<Query.Cte> ctes,
            FromItem.Table target,
            ImmutableList<Assignment> assignments,
            ImmutableList<FromItem> from,
            Optional<Expr> where,
            ImmutableList<SelectItem> returning)
            implements StatementShape {}

    record Delete(
            ImmutableList<Query.Cte> ctes,
            FromItem.Table target,
            ImmutableList<FromItem> using,
            Optional<Expr> where,
            ImmutableList<SelectItem> returning)
            implements StatementShape {}

    /// A statement that the session answers or tracks itself.
    record Control(ControlStatement statement) implements StatementShape {}

    /// `EXPLAIN [options] statement`.
    record Explain(ExplainOptions options, StatementShape statement, Span statementSpan) implements StatementShape {}

    /// `COPY … TO STDOUT`: of a table (`SELECT` of its columns) or of a query, whose text is `querySpan`.
    record CopyOut(CopySource source, CopyFormat format) implements StatementShape {}

    /// `COPY … FROM STDIN`; `columns` is empty when the statement lists none.
    record CopyIn(QualifiedName table, ImmutableList<String> columns, CopyFormat format, CopyInput input)
            implements StatementShape {}

    /// Anything else that the lexer can name (`CREATE TABLE`, `GRANT`, `MERGE`, `DO` …). `tables` are all the names
    /// it could be about when `tablesKnown`; otherwise nothing is known.
    record Utility(String verb, ImmutableList<QualifiedName> tables, boolean tablesKnown) implements StatementShape {}

    /// No statement at all: blanks, comments, or nothing between two semicolons.
    record Empty() implements StatementShape {}

    /// What the parser behind the router cannot read. `names` are all identifiers of the text that could name a
    /// table, so that a statement which provably touches no sharded table can still be forwarded; `message` says
    /// why.
    record Opaque(String verb, ImmutableList<QualifiedName> names, String message) implements StatementShape {}

    /// The rows of an INSERT.
    sealed interface InsertSource {
        /// `spans` are the rows with their parentheses.
        record Rows(ImmutableList<ImmutableList<Expr>> rows, ImmutableList<Span> spans) implements InsertSource {}

        record FromQuery(Query query) implements InsertSource {}

        record DefaultValues() implements InsertSource {}
    }

    /// `ON CONFLICT …`; `assignments` is empty for DO NOTHING.
    record OnConflict(ImmutableList<Assignment> assignments, Optional<Expr> where) {}

    /// `SET columns = value`; a DEFAULT value is `Expr.Other` with what = `DEFAULT`.
    record Assignment(ImmutableList<String> columns, Expr value) {}

    sealed interface CopySource {
        record OfTable(QualifiedName table, ImmutableList<String> columns) implements CopySource {}

        record OfQuery(StatementShape query, Span querySpan) implements CopySource {}
    }

    /// COPY's options as far as the router can honour them; `unsupportedOption` names the first it cannot.
    record CopyFormat(
            boolean csv,
            boolean binary,
            boolean header,
            Optional<String> delimiter,
            Optional<String> nullText,
            Optional<String> quote,
            Optional<String> escape,
            Optional<String> unsupportedOption) {}

    /// Options that only COPY FROM has; `skipsErrors` is ON_ERROR with a value other than `stop`, `filtered` a
    /// WHERE.
    record CopyInput(
            Optional<String> defaultText,
            CopyColumns forceNull,
            CopyColumns forceNotNull,
            Optional<String> encoding,
            boolean freeze,
            boolean skipsErrors,
            boolean filtered) {}

    /// A choice of columns in an option.
    record CopyColumns(boolean all, ImmutableList<String> names) {
        public static final CopyColumns NONE = new CopyColumns(false, ImmutableList.of());

        public boolean has(String column) {
            return all || names.contains(column);
        }
    }
}
