package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.error.PgError;
import dev.kintsugi.shard.TableName;
import dev.kintsugi.sql.StatementText;
import java.util.Optional;
import java.util.stream.Collectors;

/// How a statement that the shards cannot answer in parts is run by one Postgres: which tables are pulled into
/// temporary ones there, and the client's text with those in their place.
///
/// `sql` is the client's text, whose constants nobody has looked at. Outside a transaction block reference tables are
/// read where they are (`outside`); inside one they are pulled, too, since only the block's own connections see what it
/// wrote (`inBlock`). `whyNot` is the reason against a scatter.
/// `readsClock` tells that the answer depends on when the transaction began, `wholeRows` that a row may be taken as one
/// value.
public record GatherPlan(
        SqlText sql,
        ImmutableList<Pull> pulls,
        ImmutableList<SqlText.Edit> outside,
        ImmutableList<SqlText.Edit> inBlock,
        PgError whyNot,
        boolean readsClock,
        boolean wholeRows) {

    /// The plan of another text of the shape.
    GatherPlan in(StatementText other) {
        SqlText here = sql.in(other);
        return new GatherPlan(
                here,
                pulls.stream().map(pull -> pull.in(here)).collect(ImmutableList.toImmutableList()),
                outside,
                inBlock,
                whyNot,
                readsClock,
                wholeRows);
    }

    /// The tables that an execution pulls.
    public ImmutableList<Pull> pulls(boolean block) {
        return pulls.stream().filter(pull -> block || !pull.reference()).collect(ImmutableList.toImmutableList());
    }

    /// The statement that the gathering Postgres runs.
    public RewrittenText text(boolean block) {
        return RewrittenText.of(sql, block ? inBlock : outside);
    }

    /// One table to be pulled. `temporary` is the name of its stand-in; `columns` are those that the statement may
    /// read, never none; `known` are all columns of the table, in order, as the plan assumes them. `filter` is a
    /// condition that holds for every row that can matter. `key` is the primary key, if the statement's grouping
    /// may rely on it, else empty. `index` are the columns of an index, without which a subquery that runs for each
    /// row of another table reads all rows each time; none if empty.
    public record Pull(
            SqlText sql,
            TableName table,
            boolean only,
            boolean reference,
            Routing routing,
            String temporary,
            ImmutableList<Column> columns,
            ImmutableList<String> known,
            Optional<PushedFilter> filter,
            ImmutableList<String> key,
            ImmutableList<String> index) {

        private Pull in(SqlText here) {
            return new Pull(
                    here,
                    table,
                    only,
                    reference,
                    routing.in(here.text()),
                    temporary,
                    columns,
                    known,
                    filter,
                    key,
                    index);
        }

        /// A pulled column: in binary as it is, or as text if its type is local to each database. `typeOid` is
        /// its type on the home shard.
        public record Column(String name, int typeOid, Optional<String> localType) {
            String quoted() {
                return SqlText.quoted(name);
            }
        }

        /// The numbers of the parameters that the filter uses.
        public ImmutableSet<Integer> filterParameters() {
            return filter.map(PushedFilter::parameters).orElse(ImmutableSet.of());
        }

        /// The shards' statement, with or without the filter.
        public String select(boolean filtered) {
            String condition =
                    filtered ? filter.map(pushed -> " WHERE " + pushed.in(sql)).orElse("") : "";
            return "SELECT " + list() + " FROM " + (only ? "ONLY " : "") + qualified() + condition;
        }

        /// Creates the stand-in, empty, with the table's own types, modifiers and collations; it goes with the
        /// transaction.
        public String create() {
            return "CREATE TEMPORARY TABLE " + SqlText.quoted(temporary) + " ON COMMIT DROP AS SELECT " + list()
                    + " FROM " + qualified() + " WITH NO DATA";
        }

        /// Takes the rows in.
        public String copy() {
            String names = columns.stream().map(Column::quoted).collect(Collectors.joining(", "));
            return "COPY " + standIn() + " (" + names + ") FROM STDIN (FORMAT binary)";
        }

        /// What is left to be done when the rows are there, one statement each.
        public ImmutableList<String> finish() {
            var statements = ImmutableList.<String>builder();
            String types = columns.stream()
                    .filter(column -> column.localType().isPresent())
                    .map(column -> "ALTER COLUMN " + column.quoted() + " TYPE "
                            + column.localType().get() + " USING " + column.quoted() + "::"
                            + column.localType().get())
                    .collect(Collectors.joining(", "));
            if (!types.isEmpty()) {
                statements.add("ALTER TABLE " + standIn() + " " + types);
            }
            if (!key.isEmpty()) {
                String names = key.stream().map(SqlText::quoted).collect(Collectors.joining(", "));
                statements.add("ALTER TABLE " + standIn() + " ADD PRIMARY KEY (" + names + ")");
            }
            if (!index.isEmpty()) {
                String names = index.stream().map(SqlText::quoted).collect(Collectors.joining(", "));
                statements.add("CREATE INDEX ON " + standIn() + " (" + names + ")");
            }
            return statements.build();
        }

        /// A query whose one row says whether the table still has the columns that the plan assumes.
        public String check() {
            String names = known.stream().map(SqlText::literal).collect(Collectors.joining(", "));
            return "SELECT pg_catalog.array_agg(attname::pg_catalog.text ORDER BY attnum) OPERATOR(pg_catalog.=) ARRAY["
                    + names + "]::pg_catalog.text[] FROM pg_catalog.pg_attribute WHERE attrelid OPERATOR(pg_catalog.=) "
                    + SqlText.literal(qualified())
                    + "::pg_catalog.regclass AND attnum OPERATOR(pg_catalog.>) 0 AND NOT attisdropped";
        }

        /// The table by its full name.
        public String qualified() {
            return SqlText.quoted(table.schema()) + "." + SqlText.quoted(table.name());
        }

        String standIn() {
            return "pg_temp." + SqlText.quoted(temporary);
        }

        private String list() {
            return columns.stream()
                    .map(column -> column.localType().isEmpty()
                            ? column.quoted()
                            : column.quoted() + "::pg_catalog.text AS " + column.quoted())
                    .collect(Collectors.joining(", "));
        }
    }
}
