package dev.kintsugi.plan;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.sql.ExplainOptions;

/// Every answer of the planner that is not a plan: what cannot be done exactly, and the way out.
///
/// `unsupported.plan` in the tests shows each of them.
final class PlanErrors {
    private static final String PIN = "restrict every sharded table to one value of its sharding key";

    private PlanErrors() {}

    // --- names ---

    static PgError unknownTable(String name) {
        return PgError.of(SqlState.UNDEFINED_TABLE, "relation \"" + name + "\" is not in the shard map")
                .withHint("list it in shardmap.toml as sharded, reference or single");
    }

    static PgError singleTablesApart(String first, String second) {
        return PgError.unsupported(
                "statement uses single tables of different shards",
                "\"" + first + "\" and \"" + second + "\" must be on the same shard to be used together");
    }

    static PgError tooManyTables(int limit) {
        return PgError.of(SqlState.STATEMENT_TOO_COMPLEX, "statement uses more than " + limit + " tables")
                .withHint("reference common table expressions less often, or split the statement");
    }

    static PgError tooDeep(int limit) {
        return PgError.of(SqlState.STATEMENT_TOO_COMPLEX, "statement nests more than " + limit + " queries")
                .withHint("split the statement");
    }

    // --- reading from several shards ---

    static PgError construct(String what) {
        return PgError.unsupported(what + " is not supported over several shards", PIN);
    }

    static PgError construct(String what, String hint) {
        return PgError.unsupported(what + " is not supported over several shards", hint);
    }

    static PgError joinNotOnKeys(String left, String right) {
        return PgError.unsupported(
                "join of " + left + " and " + right + " is not on their sharding keys",
                "join them by equality of their full sharding keys, or " + PIN);
    }

    static PgError referenceOuterJoin(String kept, String sharded) {
        return PgError.unsupported(
                "outer join that keeps all rows of " + kept + " beside sharded " + sharded
                        + " is not supported over several shards",
                "make it an inner join, or let the sharded table be the one whose rows are kept");
    }

    static PgError subqueryNotOnKey(String table) {
        return PgError.unsupported(
                "subquery over sharded " + table + " is not tied to the outer query by the sharding key",
                "add an equality of the full sharding keys to the subquery's WHERE, or " + PIN);
    }

    static PgError notMergeable(String where, String what) {
        return PgError.unsupported(
                what + " in a " + where + " over sharded tables is not supported over several shards",
                "make it compute within one value of the sharding key, or " + PIN);
    }

    static PgError unstableReference(String what) {
        return PgError.unsupported(
                what + " in a subquery over reference tables may differ between shards",
                "run the subquery first and pass its result as a parameter");
    }

    static PgError outerAggregate(String name) {
        return PgError.unsupported(
                "aggregate " + name + "() in a subquery may belong to the outer query",
                "qualify the columns in its arguments with a table of the subquery");
    }

    static PgError function(String name) {
        return PgError.unsupported(
                "function " + name + "() may differ between shards", "pass the value as a parameter, or " + PIN);
    }

    static PgError hiddenReader(String name) {
        return PgError.unsupported(
                "function " + name + "() may read tables that the router does not see",
                "select the rows and build the result from them");
    }

    static PgError specialDate(String literal) {
        return PgError.unsupported(
                "literal '" + literal + "' may mean another time on each shard", "pass the value as a parameter");
    }

    static PgError systemColumn(String name) {
        return PgError.unsupported("system column " + name + " has no meaning over several shards", PIN);
    }

    static PgError typesUnmergeable() {
        return construct("merging values of these types");
    }

    /// `whyNot`, with the reason why the last tier is closed, too.
    static PgError columnsUnknown(PgError whyNot, String table) {
        return whyNot.detail().isPresent()
                ? whyNot
                : whyNot.withDetail(
                        "The columns of " + table + " are not known, so its rows cannot be gathered either.");
    }

    // --- merging ---

    static PgError limitExpression(String clause) {
        return PgError.unsupported(
                clause + " with an expression is not supported over several shards", "use a number or a parameter");
    }

    static PgError orderBy(String what) {
        return PgError.unsupported(
                "ORDER BY " + what + " is not supported over several shards",
                "order by columns or expressions of the select list, with the default or the \"C\" collation");
    }

    static PgError distinctOrder() {
        return PgError.unsupported(
                "ORDER BY of SELECT DISTINCT must name a select list item to run over several shards",
                "order by the number or the name of a select list item");
    }

    static PgError aggregate(String what) {
        return PgError.unsupported(
                what + " is not supported over several shards",
                "add the sharding key to GROUP BY, or restrict it to one value");
    }

    static PgError aggregateType(String function, int typeOid) {
        return PgError.unsupported(
                        function + " of this type is not supported over several shards",
                        "cast the argument to numeric or double precision")
                .withDetail("The result has type OID " + typeOid + ".");
    }

    static PgError groupByName(String name) {
        return PgError.unsupported(
                "GROUP BY " + name + " may be a column or a select list item",
                "write the expression, its number, or a qualified column");
    }

    // --- writing ---

    static PgError storedKey(String table, String column) {
        return PgError.unsupported(
                "the sharding key " + column + " of " + table + " must be a constant or a parameter",
                "give the key's value in every row of VALUES");
    }

    static PgError columnListNeeded(String table) {
        return PgError.unsupported(
                "INSERT into sharded " + table + " needs a column list", "name the columns: INSERT INTO t (a, b) …");
    }

    static PgError unreadableKey(String table, String column) {
        return PgError.unsupported(
                "a value for the sharding key " + column + " of " + table + " is beyond the router",
                "write it as its type is shown, or give it as a parameter of that type");
    }

    static PgError insertReads(String table, String what) {
        return PgError.unsupported(
                "INSERT into " + table + " from " + what + " of several shards is not supported yet",
                "restrict every sharded table to one value of its sharding key");
    }

    static PgError insertSelect(String table) {
        return PgError.unsupported(
                "INSERT … SELECT into sharded " + table + " must take its key from a sharding key of the same group",
                "select the sharding key of a colocated table, or insert VALUES");
    }

    static PgError referenceWrite(String table, String what, String hint) {
        return PgError.unsupported("a write to reference table " + table + " with " + what + " is not supported", hint);
    }

    static PgError varyingDefault(String table, String column) {
        return PgError.unsupported(
                "the default of column " + column + " of " + table + " may differ between shards",
                "give the column a value");
    }

    static PgError keyUpdate(String table, String column) {
        return PgError.unsupported(
                "the sharding key " + column + " of " + table + " cannot be changed",
                "delete the row and insert it again with the new key");
    }

    static PgError utility(String verb) {
        return PgError.unsupported(verb + " across shards is not supported yet", "run it on each shard");
    }

    static PgError copyInOption(String option) {
        return PgError.unsupported(
                "COPY option " + option + " is not supported over several shards", "leave the option out");
    }

    static PgError copyKey(String table, String column) {
        return PgError.unsupported(
                "COPY into sharded " + table + " without its sharding key " + column + " is not supported",
                "name the column in the list, and give its value in every row");
    }

    static PgError copyDefault(String table, String column) {
        return PgError.unsupported(
                "COPY into reference table " + table + " with a default of " + column
                        + " that may differ between shards is not supported",
                "name the column in the list, and give its value in every row");
    }

    static PgError copyWhere(String table) {
        return PgError.unsupported(
                "COPY into reference table " + table + " with WHERE is not supported",
                "load all rows and delete those that are not wanted");
    }

    static PgError copyColumns(String table) {
        return PgError.unsupported(
                "COPY into " + table + ", whose columns the router does not know, is not supported",
                "restart the router if the table is new, or name the columns");
    }

    static PgError copyEncoding(String encoding) {
        return PgError.unsupported(
                "COPY in encoding " + encoding + " is not supported over several shards", "convert the data to UTF8");
    }

    static PgError copyOption(String option) {
        return PgError.unsupported(
                "COPY option " + option + " is not supported over several shards", "leave the option out, or " + PIN);
    }

    static PgError explainFormat(ExplainOptions.Format format) {
        return PgError.unsupported(
                "EXPLAIN (FORMAT " + format + ") of a statement on several shards is not supported",
                "use FORMAT text or FORMAT json");
    }

    static PgError opaque(String message) {
        return PgError.unsupported(
                "the router cannot read this statement: " + message,
                "it names a table that lives on several shards; write it differently, or run it on one shard");
    }
}
