package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.QueryPlan.CopyQuery;
import dev.kintsugi.plan.QueryPlan.OnSeveral;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.shard.TableDistribution;
import dev.kintsugi.sql.ExplainOptions;
import dev.kintsugi.sql.QualifiedName;
import dev.kintsugi.sql.Span;
import dev.kintsugi.sql.SqlAnalyzer;
import dev.kintsugi.sql.StatementShape;
import dev.kintsugi.sql.StatementShape.CopySource;
import dev.kintsugi.sql.StatementText;
import dev.kintsugi.sql.TokenList;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/// Decides how a statement runs on one shard map: answered by the session, forwarded to one shard, scattered and
/// merged, or refused. Pure and immutable; what it returns is free of bound values.
///
/// Whatever leads to one shard is forwarded as the client wrote it. What leads to several is scattered only if the
/// merged answer is provably that of one Postgres; otherwise the plan carries the refusal for the executions that need
/// several.
public final class Planner {
    /// Verbs whose effect stays within the tables they name.
    private static final Set<String> ONE_TABLE_VERBS = Set.of("TRUNCATE", "VACUUM", "ANALYZE");

    private final ShardMap map;
    private final Catalog catalog;
    private final Tables tables;

    public Planner(ShardMap map, Catalog catalog, ImmutableList<String> searchPath) {
        this.map = map;
        this.catalog = catalog;
        this.tables = new Tables(map, searchPath);
    }

    /// The plan of one statement: `analysis` is what was read from `text`. Never throws for a statement it does not
    /// like: that is a [QueryPlan.Refused].
    public Planned plan(StatementText text, SqlAnalyzer.Analysis analysis) {
        SqlText asked = SqlText.of(text);
        QueryPlan plan = plan(asked, analysis.shape());
        asked.asked().values(analysis.fixed());
        return new Planned(text, plan, asked.asked().questions());
    }

    /// The plan of one text and no other.
    ///
    /// @throws RouterException as [SqlAnalyzer#analyze], and 42601 and the like for a constant with a broken escape
    public QueryPlan plan(TokenList statement) {
        StatementText text = StatementText.of(statement);
        return plan(text, SqlAnalyzer.analyze(statement)).in(text);
    }

    private QueryPlan plan(SqlText text, StatementShape shape) {
        try {
            return planned(text, shape);
        } catch (RouterException e) {
            return new QueryPlan.Refused(refusal(text, e));
        }
    }

    /// A place in the text is the same in all texts that share the plan only if all constants are.
    private static PgError refusal(SqlText text, RouterException refused) {
        if (refused.error().position().isPresent()) {
            text.askAll();
        }
        return refused.error();
    }

    private QueryPlan planned(SqlText text, StatementShape shape) {
        return switch (shape) {
            case StatementShape.Empty _ -> new QueryPlan.Empty();
            case StatementShape.Control control -> new QueryPlan.Local(control.statement());
            case StatementShape.Explain explain -> explain(text, explain);
            case StatementShape.Select select -> select(text, select);
            case StatementShape.Insert _, StatementShape.Update _, StatementShape.Delete _ -> write(text, shape);
            case StatementShape.CopyOut copy -> copyOut(text, copy);
            case StatementShape.CopyIn copy -> new CopyPlanner(catalog, tables).plan(text, copy);
            case StatementShape.Utility utility -> utility(text, utility);
            case StatementShape.Opaque opaque -> opaque(text, opaque);
        };
    }

    // --- queries and writes ---

    private QueryPlan select(SqlText text, StatementShape.Select select) {
        StatementModel model = ModelBuilder.build(tables, catalog, select);
        if (model.into() && !tables.isWhole()) {
            throw new RouterException(PlanErrors.utility("SELECT INTO"));
        }
        ImmutableList<Routing.TableKeys> stored = new Writes(map, catalog, text).check(model);
        Routing routing = new RoutingReader(map).read(model, stored);
        OnSeveral several = leadsToOne(routing)
                ? new OnSeveral.Refuse(PlanErrors.construct("this statement"))
                : scatter(text, model, routing);
        return new QueryPlan.Routed(RoutingReader.access(model), routing, several);
    }

    private OnSeveral scatter(SqlText text, StatementModel model, Routing routing) {
        ScatterPlan scatter;
        try {
            scatter = ScatterPlanner.plan(text, model, catalog);
        } catch (RouterException e) {
            return gather(text, model, routing, refusal(text, e));
        }
        return new OnSeveral.Scatter(
                scatter,
                gather(text, model, routing, PlanErrors.typesUnmergeable()) instanceof OnSeveral.Gather(GatherPlan plan)
                        ? Optional.of(plan)
                        : Optional.empty());
    }

    /// The last reason is the one to be told; but that of a statement whose tables are not known says nothing.
    private OnSeveral gather(SqlText text, StatementModel model, Routing routing, PgError whyNot) {
        for (Source.Base table : model.tables()) {
            if (table.found() instanceof Tables.Found.Mapped mapped
                    && catalog.table(mapped.name()).isEmpty()) {
                return new OnSeveral.Refuse(PlanErrors.columnsUnknown(whyNot, table.written()));
            }
        }
        try {
            return new OnSeveral.Gather(GatherPlanner.plan(text, model, catalog, routing, whyNot));
        } catch (RouterException e) {
            return new OnSeveral.Refuse(refusal(text, e));
        }
    }

    private QueryPlan write(SqlText text, StatementShape shape) {
        StatementModel model = ModelBuilder.build(tables, catalog, shape);
        ImmutableList<Routing.TableKeys> stored = new Writes(map, catalog, text).check(model);
        Routing routing = new RoutingReader(map).read(model, stored);
        return new QueryPlan.Routed(Access.WRITE, routing, onSeveral(text, shape, model, stored.isEmpty()));
    }

    /// `keepsShard` tells that an INSERT … SELECT stores each row where it reads it.
    private OnSeveral onSeveral(SqlText text, StatementShape shape, StatementModel model, boolean keepsShard) {
        try {
            return new OnSeveral.Write(
                    new WritePlanner(text, model, catalog, new Writes(map, catalog, text)).plan(shape, keepsShard));
        } catch (RouterException e) {
            return new OnSeveral.Refuse(refusal(text, e));
        }
    }

    // --- statements about statements ---

    private QueryPlan explain(SqlText text, StatementShape.Explain explain) {
        ExplainOptions options = explain.options();
        text.read(new Span(0, explain.statementSpan().start())); // constants may be options
        SqlText part = text.part(explain.statementSpan());
        QueryPlan inner = plan(part, explain.statement());
        if (options.router()) {
            return new QueryPlan.ExplainRouter(inner, explain.statementSpan());
        }
        return switch (inner) {
            case QueryPlan.Routed routed ->
                new QueryPlan.Routed(
                        options.analyze() ? routed.access() : Access.READ,
                        routed.routing(),
                        explainSeveral(part, options, routed));
            case QueryPlan.Refused refused -> refused;
            case QueryPlan.Local _,
                    QueryPlan.Empty _,
                    QueryPlan.ExplainRouter _,
                    QueryPlan.CopyOut _,
                    QueryPlan.CopyIn _ -> new QueryPlan.Refused(PlanErrors.construct("EXPLAIN of this statement"));
        };
    }

    private static OnSeveral explainSeveral(SqlText text, ExplainOptions options, QueryPlan.Routed routed) {
        return switch (routed.onSeveral()) {
            case OnSeveral.Refuse refuse -> refuse;
            case OnSeveral.Explain _ -> new OnSeveral.Refuse(PlanErrors.construct("EXPLAIN of this statement"));
            case OnSeveral.Scatter _, OnSeveral.Gather _ -> {
                if (options.analyze() && routed.access() == Access.WRITE) {
                    yield new OnSeveral.Refuse(PlanErrors.construct("EXPLAIN ANALYZE of this statement"));
                }
                yield switch (options.format()) {
                    case TEXT, JSON, UNKNOWN -> new OnSeveral.Explain(new ExplainPlan(text, options, routed));
                    case XML, YAML -> new OnSeveral.Refuse(PlanErrors.explainFormat(options.format()));
                };
            }
            case OnSeveral.Write(SplitInsert _) ->
                new OnSeveral.Refuse(PlanErrors.construct("EXPLAIN of this statement"));
            case OnSeveral.Write(PushedWrite write) ->
                explainSeveral(
                        text,
                        options,
                        new QueryPlan.Routed(
                                routed.access(), routed.routing(), new OnSeveral.Scatter(write.explained())));
        };
    }

    private QueryPlan copyOut(SqlText text, StatementShape.CopyOut copy) {
        return switch (copy.source()) {
            case CopySource.OfQuery(StatementShape query, Span span) -> {
                QueryPlan inner = plan(text.part(span), query);
                yield inner instanceof QueryPlan.Routed routed
                        ? copyOf(routed, new CopyQuery.Part(span), copy.format())
                        : inner;
            }
            case CopySource.OfTable(QualifiedName name, ImmutableList<String> columns) ->
                copyOf(table(name, columns), new CopyQuery.Made(selectOf(name, columns)), copy.format());
        };
    }

    private QueryPlan copyOf(QueryPlan.Routed routed, CopyQuery text, StatementShape.CopyFormat format) {
        if (routed.onSeveral() instanceof OnSeveral.Write) {
            PgError error = PlanErrors.construct("COPY of a statement that writes");
            return new QueryPlan.CopyOut(
                    new QueryPlan.Routed(routed.access(), routed.routing(), new OnSeveral.Refuse(error)), text, format);
        }
        Optional<String> unsupported = format.binary() ? Optional.of("FORMAT binary") : format.unsupportedOption();
        if (unsupported.isEmpty()) {
            return new QueryPlan.CopyOut(routed, text, format);
        }
        PgError error = PlanErrors.copyOption(unsupported.get());
        return new QueryPlan.CopyOut(
                new QueryPlan.Routed(routed.access(), routed.routing(), new OnSeveral.Refuse(error)), text, format);
    }

    private QueryPlan.Routed table(QualifiedName name, ImmutableList<String> columns) {
        OnSeveral several = new OnSeveral.Scatter(new WholeTable(selectOf(name, columns)));
        return switch (tables.find(name)) {
            case Tables.Found.Mapped(var _, TableDistribution.Sharded sharded) ->
                new QueryPlan.Routed(
                        Access.READ,
                        new Routing.ByKey(
                                ImmutableList.of(new Routing.TableKeys(
                                        name.toString(), sharded.group(), KeyCondition.Any.INSTANCE)),
                                OptionalInt.empty()),
                        several);
            case Tables.Found.Mapped(var _, TableDistribution.Single single) ->
                new QueryPlan.Routed(Access.READ, fixed(single.shard()), several);
            case Tables.Found.Mapped(var _, TableDistribution.Reference _) ->
                new QueryPlan.Routed(Access.READ, Routing.AnyShard.INSTANCE, several);
            case Tables.Found.System _ -> new QueryPlan.Routed(Access.READ, Routing.HomeShard.INSTANCE, several);
            case Tables.Found.Unknown _ -> {
                if (tables.isWhole()) {
                    yield new QueryPlan.Routed(Access.READ, Routing.AnyShard.INSTANCE, several);
                }
                throw new RouterException(PlanErrors.unknownTable(name.toString()));
            }
        };
    }

    private String selectOf(QualifiedName name, ImmutableList<String> columns) {
        ImmutableList<String> names = columns;
        if (names.isEmpty() && tables.find(name) instanceof Tables.Found.Mapped mapped) {
            names = catalog.table(mapped.name())
                    .map(table ->
                            table.columns().stream().map(Catalog.Column::name).collect(ImmutableList.toImmutableList()))
                    .orElse(ImmutableList.of());
        }
        String list =
                names.isEmpty() ? "*" : names.stream().map(SqlText::quoted).collect(Collectors.joining(", "));
        String table =
                name.schema().map(schema -> SqlText.quoted(schema) + ".").orElse("") + SqlText.quoted(name.name());
        return "SELECT " + list + " FROM " + table;
    }

    // --- statements the router does not read ---

    private QueryPlan utility(SqlText text, StatementShape.Utility utility) {
        if (tables.isWhole()) {
            return anywhere(Access.WRITE);
        }
        if (utility.tablesKnown()
                && ONE_TABLE_VERBS.contains(utility.verb())
                && !utility.tables().isEmpty()) {
            Set<Optional<Integer>> shards =
                    utility.tables().stream().map(this::singleShard).collect(Collectors.toSet());
            if (shards.size() == 1 && shards.iterator().next().isPresent()) {
                return routed(Access.WRITE, fixed(shards.iterator().next().orElseThrow()));
            }
        }
        if (utility.tablesKnown()
                && utility.verb().equals("TRUNCATE")
                && utility.tables().stream().allMatch(this::isEverywhere)) {
            var truncate = new PushedWrite(text, "TRUNCATE TABLE", PushedWrite.Rows.COPIES, ImmutableList.of());
            return new QueryPlan.Routed(Access.WRITE, Routing.AllShards.INSTANCE, new OnSeveral.Write(truncate));
        }
        return new QueryPlan.Refused(PlanErrors.utility(utility.verb()));
    }

    private boolean isEverywhere(QualifiedName name) {
        return tables.find(name) instanceof Tables.Found.Mapped(var _, TableDistribution distribution)
                && !(distribution instanceof TableDistribution.Single);
    }

    private Optional<Integer> singleShard(QualifiedName name) {
        return tables.find(name) instanceof Tables.Found.Mapped(var _, TableDistribution.Single single)
                ? Optional.of(single.shard())
                : Optional.empty();
    }

    private QueryPlan opaque(SqlText text, StatementShape.Opaque opaque) {
        if (tables.isWhole()) {
            return anywhere(Access.WRITE);
        }
        OpaqueNames names = OpaqueNames.of(map, catalog, opaque.names());
        boolean isSelect = opaque.verb().equalsIgnoreCase("select");
        // on a reference table FOR UPDATE counts too; elsewhere SELECT may hold any word
        boolean mayWriteBeyondShard = text.mayWrite()
                && (names.mayReadReference() || (!isSelect && names.shard().isEmpty()));
        if (names.mayReadSharded() || mayWriteBeyondShard || !names.singleOnOneShard()) {
            return new QueryPlan.Refused(PlanErrors.opaque(opaque.message()));
        }
        return names.shard().isPresent()
                ? routed(Access.WRITE, fixed(names.shard().getAsInt()))
                : routed(Access.WRITE, Routing.HomeShard.INSTANCE);
    }

    // --- routings ---

    private QueryPlan anywhere(Access access) {
        return routed(access, Routing.AnyShard.INSTANCE);
    }

    private static QueryPlan routed(Access access, Routing routing) {
        return new QueryPlan.Routed(access, routing, new OnSeveral.Refuse(PlanErrors.construct("this statement")));
    }

    static Routing fixed(int shard) {
        return new Routing.ByKey(ImmutableList.of(), OptionalInt.of(shard));
    }

    private static boolean leadsToOne(Routing routing) {
        return switch (routing) {
            case Routing.AnyShard _, Routing.HomeShard _ -> true;
            case Routing.AllShards _ -> false;
            case Routing.ByKey byKey -> byKey.tables().isEmpty();
        };
    }
}
