package dev.kintsugi.differential;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.PgError;
import dev.kintsugi.value.Format;
import java.util.Optional;

/// What a server answered to one statement.
///
/// `tag` is empty when none came. `parameterTypes` and `columns` are absent when they were not described; a statement
/// without result columns has none. A line of COPY is a row of one text value. `status` is the transaction status that
/// followed.
public record Reply(
        Optional<ImmutableList<String>> parameterTypes,
        Optional<ImmutableList<Column>> columns,
        ImmutableList<Values> rows,
        String tag,
        Optional<PgError> error,
        char status) {

    /// A column of RowDescription; `type` is the type's OID, or its name if users made it.
    ///
    /// `ofTable` tells whether the server named a table it comes from.
    public record Column(
            String name, String type, int typeSize, int typeModifier, boolean ofTable, int number, Format format) {}

    /// A row's values: each a string with one character for each byte, so that equal rows are equal bytes.
    public record Values(ImmutableList<Optional<String>> values) {
        /// The values of some columns, counted from 0.
        Values only(ImmutableList<Integer> columns) {
            return new Values(columns.stream().map(values::get).collect(ImmutableList.toImmutableList()));
        }
    }

    /// Whether the router refused to answer.
    public boolean isRefusal() {
        return error.filter(e -> e.code().equals("0A000")).isPresent();
    }
}
