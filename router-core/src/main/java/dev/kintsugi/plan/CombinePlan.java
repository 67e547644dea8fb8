package dev.kintsugi.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.Source.Columns;
import dev.kintsugi.plan.SqlText.Edit;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.SelectItem;
import dev.kintsugi.sql.Span;
import dev.kintsugi.sql.StatementText;
import dev.kintsugi.value.Oids;
import dev.kintsugi.value.ResultColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A grouped statement whose groups may span shards, run in two phases: the shards return partial aggregates by group,
/// and one Postgres runs the client's own text over these, with columns in the places of group expressions and
/// combinations in the places of aggregates.
///
/// How an aggregate is split depends on types. So a shard is asked first to describe the [#probe], whose columns are
/// the expressions in question; that and the description of the client's text make the plan a [GatherPlan]. Immutable.
public final class CombinePlan {
    private final SqlText text;
    private final QueryModel.Block block;
    private final Columns outputs;
    private final boolean hasCtes;
    private final QueryPieces pieces;
    private final Routing routing;
    private final String prefix;
    private final ImmutableList<Expr> keys;
    private final ImmutableList<Expr.Call> aggregates;
    private final ImmutableList<Use> uses;
    private final ImmutableList<Integer> enums;
    private final PgError whyNot;

    /// A part of the client's text that is replaced.
    sealed interface Use {
        Span span();

        /// An expression that all rows of a group agree on.
        record Key(Span span, int number) implements Use {}

        /// A name in ORDER BY or DISTINCT ON: a result column goes before a key.
        record Name(Span span, String name, OptionalInt key) implements Use {}

        record Aggregate(Span span, int number) implements Use {}
    }

    /// `hasCtes` tells that the statement begins with WITH, which is the shards' part.
    CombinePlan(
            SqlText text,
            QueryModel.Block block,
            Columns outputs,
            boolean hasCtes,
            QueryPieces pieces,
            Routing routing,
            String prefix,
            ImmutableList<Expr> keys,
            ImmutableList<Expr.Call> aggregates,
            ImmutableList<Use> uses,
            ImmutableList<Integer> enums,
            PgError whyNot) {
        this.text = text;
        this.block = block;
        this.outputs = outputs;
        this.hasCtes = hasCtes;
        this.pieces = pieces;
        this.routing = routing;
        this.prefix = prefix;
        this.keys = keys;
        this.aggregates = aggregates;
        this.uses = uses;
        this.enums = enums;
        this.whyNot = whyNot;
    }

    CombinePlan in(StatementText other) {
        return new CombinePlan(
                text.in(other),
                block,
                outputs,
                hasCtes,
                pieces,
                routing.in(other),
                prefix,
                keys,
                aggregates,
                uses,
                enums,
                whyNot);
    }

    /// The statement whose description [#resolve] needs: it is never run.
    public String probe() {
        List<Splice> columns = new ArrayList<>();
        keys.forEach(key -> columns.add(enclosed(key.span())));
        typed().forEach(call -> columns.add(enclosed(call.arguments().getFirst().span())));
        return select(columns, "");
    }

    /// The plan for a client's text whose columns are `described`, with a probe's columns and parameter types.
    ///
    /// @param home whether it is the home shard that has described, whose user types the plan knows
    /// @throws RouterException 0A000 if values of these types cannot be combined exactly, or not by way of the
    /// router
    public GatherPlan resolve(ImmutableList<ResultColumn> described, ImmutableList<ResultColumn> probed, boolean home) {
        return new Resolution(described, probed, home).plan();
    }

    /// The aggregates that a column of the probe stands for, behind those of the keys.
    private ImmutableList<Expr.Call> typed() {
        return aggregates.stream().filter(PartialAggregate::dependsOnType).collect(toImmutableList());
    }

    private String select(List<Splice> columns, String groupBy) {
        Splice list = columns.isEmpty() ? Splice.of("1") : Splice.join(", ", columns);
        return text.string(pieces.head()) + "SELECT " + text.written(list) + " " + text.string(pieces.source())
                + groupBy;
    }

    private static Splice enclosed(Span span) {
        return Splice.of("(").plus(Splice.copy(span)).plus(")");
    }

    /// The plan for one pair of descriptions; used once.
    private final class Resolution {
        private final ImmutableList<ResultColumn> described;
        private final ImmutableList<ResultColumn> probed;
        private final boolean home;
        private final List<Splice> columns = new ArrayList<>();
        private final List<Integer> types = new ArrayList<>();

        Resolution(ImmutableList<ResultColumn> described, ImmutableList<ResultColumn> probed, boolean home) {
            this.described = described;
            this.probed = probed;
            this.home = home;
        }

        GatherPlan plan() {
            if (described.size() != block.block().items().size()) {
                throw new RouterException(PlanErrors.aggregate("a select list item of several columns"));
            }
            for (int i = 0; i < keys.size(); i++) {
                column(enclosed(keys.get(i).span()), probed.get(i).typeOid());
            }
            List<String> combined = new ArrayList<>();
            int at = keys.size();
            for (Expr.Call call : aggregates) {
                boolean typed = PartialAggregate.dependsOnType(call);
                combined.add(combined(call, typed ? probed.get(at).typeOid() : Oids.UNSPECIFIED));
                at += typed ? 1 : 0;
            }
            if (columns.isEmpty()) {
                column(Splice.of("pg_catalog.count(*)"), Oids.INT8);
            }
            String standIn = prefix + "1";
            ImmutableList<Edit> edits = edits(combined, standIn);
            return new GatherPlan(
                    text,
                    ImmutableList.of(new GatherPlan.Groups(
                            select(columns, groupBy()), routing, standIn, names(), ImmutableList.copyOf(types))),
                    edits,
                    edits,
                    whyNot,
                    false,
                    false,
                    Optional.empty());
        }

        private String combined(Expr.Call call, int type) {
            PartialAggregate split = PartialAggregate.of(call, type);
            var names = ImmutableList.<String>builder();
            for (PartialAggregate.Partial partial : split.partials()) {
                names.add(column(Splice.of("(").plus(partial.expression()).plus(")"), partial.typeOid()));
            }
            return "(" + split.combined().over(names.build()) + ")";
        }

        private String column(Splice expression, int type) {
            CombinedTypes.require(type, home, enums);
            types.add(type);
            String name = name(types.size());
            columns.add(expression.plus(" AS " + name));
            return name;
        }

        private String name(int number) {
            return prefix + "c" + number;
        }

        private ImmutableList<String> names() {
            var names = ImmutableList.<String>builder();
            for (int i = 1; i <= types.size(); i++) {
                names.add(name(i));
            }
            return names.build();
        }

        private String groupBy() {
            StringBuilder out = new StringBuilder();
            for (int i = 1; i <= keys.size(); i++) {
                out.append(i == 1 ? " GROUP BY " : ", ").append(i);
            }
            return out.toString();
        }

        private ImmutableList<Edit> edits(List<String> combined, String standIn) {
            var edits = ImmutableList.<Edit>builder();
            if (hasCtes) {
                edits.add(new Edit(pieces.head(), ""));
            }
            edits.add(new Edit(pieces.source(), "FROM pg_temp." + standIn));
            for (Use use : uses) {
                switch (use) {
                    case Use.Key(Span span, int number) -> edits.add(new Edit(span, name(number + 1)));
                    case Use.Aggregate(Span span, int number) -> edits.add(new Edit(span, combined.get(number)));
                    case Use.Name(Span span, String name, OptionalInt key) -> {
                        if (described.stream().noneMatch(column -> column.name().equals(name))) {
                            edits.add(new Edit(
                                    span,
                                    name(key.orElseThrow(() -> new RouterException(PlanErrors.orderBy(name))) + 1)));
                        }
                    }
                }
            }
            for (int i = 0; i < described.size(); i++) {
                SelectItem item = block.block().items().get(i);
                if (item.alias().isEmpty()) {
                    int end = item.span().end();
                    edits.add(new Edit(
                            new Span(end, end),
                            " AS " + SqlText.quoted(described.get(i).name())));
                }
            }
            return edits.build();
        }
    }

    /// The plan for columns that are guessed, since no shard is asked: each of a type that fits most functions.
    Optional<GatherPlan> guess() {
        var described = outputs.list().stream()
                .map(column -> guess(column.name().orElse("?column?")))
                .collect(toImmutableList());
        var probed = ImmutableList.<ResultColumn>builder();
        for (int i = 0; i < keys.size() + typed().size(); i++) {
            probed.add(guess("?column?"));
        }
        try {
            return Optional.of(resolve(described, probed.build(), false));
        } catch (RouterException _) {
            return Optional.empty();
        }
    }

    private static ResultColumn guess(String name) {
        return new ResultColumn(name, 0, 0, Oids.NUMERIC, -1, -1);
    }
}
