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
/// value. `combine` is how partial aggregates are pulled instead of rows, if types allow.
public record GatherPlan(
        SqlText sql,
        ImmutableList<Pull> pulls,
        ImmutableList<SqlText.Edit> outside,
        ImmutableList<SqlText.Edit> inBlock,
        PgError whyNot,
        boolean readsClock,
        boolean wholeRows,
        Optional<CombinePlan> combine) {

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
                wholeRows,
                combine.map(plan -> plan.in(other)));
    }

    /// The tables that an execution pulls.
    public ImmutableList<Pull> pulls(boolean block) {
        return pulls.stream().filter(pull -> block || !pull.reference()).collect(ImmutableList.toImmutableList());
    }

    /// The statement that the gathering Postgres runs.
    public RewrittenText text(boolean block) {
        return RewrittenText.of(sql, block ? inBlock : outside);
    }

    /// Whether partial aggregates are pulled.
    public boolean isCombined() {
        return pulls.stream().anyMatch(Groups.class::isInstance);
    }

    /// What is pulled from shards into one stand-in.
    public sealed interface Pull {
        /// Whether only a transaction block needs it, which does not read reference tables where they are.
        boolean reference();

        /// Where the rows are.
        Routing routing();

        /// The name of the stand-in.
        String temporary();

        /// Creates the stand-in, empty, with the types, modifiers and collations of what it stands for; it goes
        /// with the transaction.
        String create();

        /// Takes the rows in.
        String copy();

        /// What is left to be done when the rows are there, one statement each.
        ImmutableList<String> finish();

        /// A query whose one row says whether the stand-in is what the plan assumes.
        String check();

        /// The same for another text.
        Pull in(SqlText here);
    }

    /// Groups with their partial aggregates: the stand-in has the columns `names` of these types, as the shards
    /// send them.
    public record Groups(
            String sql, Routing routing, String temporary, ImmutableList<String> names, ImmutableList<Integer> types)
            implements Pull {
        @Override
        public boolean reference() {
            return false;
        }

        @Override
        public String create() {
            return "CREATE TEMPORARY TABLE " + SqlText.quoted(temporary) + " ON COMMIT DROP AS " + sql
                    + " WITH NO DATA";
        }

        @Override
        public String copy() {
            return "COPY pg_temp." + temporary + " (" + String.join(", ", names) + ") FROM STDIN (FORMAT binary)";
        }

        @Override
        public ImmutableList<String> finish() {
            return ImmutableList.of();
        }

        /// Domains and enums have OIDs of their own.
        @Override
        public String check() {
            String oids = types.stream().map(String::valueOf).collect(Collectors.joining(", "));
            return """
                SELECT pg_catalog.bool_and(t.typtype OPERATOR(pg_catalog.=) ANY (ARRAY['d', 'e']::pg_catalog."char"[])
                       OR a.atttypid OPERATOR(pg_catalog.=) (ARRAY[%s]::pg_catalog.oid[])[a.attnum])
                FROM pg_catalog.pg_attribute a
                JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) a.atttypid
                WHERE a.attrelid OPERATOR(pg_catalog.=) 'pg_temp.%s'::pg_catalog.regclass
                  AND a.attnum OPERATOR(pg_catalog.>) 0\
                """.formatted(oids, temporary);
        }

        /// Belongs to one text.
        @Override
        public Pull in(SqlText here) {
            return this;
        }
    }

    /// One table to be pulled. `temporary` is the name of its stand-in; `columns` are those that the statement may
    /// read, never none; `known` are all columns of the table, in order, as the plan assumes them. `filter` is a
    /// condition that holds for every row that can matter. `key` is the primary key, if the statement's grouping
    /// may rely on it, else empty. `index` are the columns of an index, without which a subquery that runs for each
    /// row of another table reads all rows each time; none if empty.
    public record Rows(
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
            ImmutableList<String> index)
            implements Pull {

        @Override
        public Pull in(SqlText here) {
            return new Rows(
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

        @Override
        public String create() {
            return "CREATE TEMPORARY TABLE " + SqlText.quoted(temporary) + " ON COMMIT DROP AS SELECT " + list()
                    + " FROM " + qualified() + " WITH NO DATA";
        }

        @Override
        public String copy() {
            String names = columns.stream().map(Column::quoted).collect(Collectors.joining(", "));
            return "COPY " + standIn() + " (" + names + ") FROM STDIN (FORMAT binary)";
        }

        @Override
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

        /// Whether the table has no other columns since.
        @Override
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
