package dev.kintsugi.execute;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.ShardStatement;
import dev.kintsugi.backend.StatementDescription;
import dev.kintsugi.error.PgError;
import dev.kintsugi.merge.RowLayout;
import dev.kintsugi.plan.RewrittenText;
import dev.kintsugi.plan.ShardQuery;
import dev.kintsugi.plan.ShardQuery.ShardColumn;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.ResultColumn;
import java.util.Optional;
import java.util.OptionalInt;

/// A statement for several shards with nothing left to decide: what each runs, with which values, answered in which
/// formats. `typeOids` are the column types that every shard must have, empty if they need only agree.
///
/// `pieces` are one for all shards, or one for each in their order.
public record ScatterTask(
        ShardQuery query,
        ImmutableList<Piece> pieces,
        ImmutableList<Format> clientFormats,
        ImmutableList<Integer> typeOids,
        Counting counting) {
    /// What one shard runs; `positions` leads from places in its statement to those in the client's, if it is a
    /// part of that.
    public record Piece(ShardStatement statement, BindValues values, Optional<RewrittenText> positions) {
        public Piece(ShardStatement statement, BindValues values) {
            this(statement, values, Optional.empty());
        }

        /// A shard's error as the client's own statement would show it.
        PgError inClientText(PgError error) {
            if (positions.isEmpty() || error.position().isEmpty()) {
                return error.withPosition(OptionalInt.empty());
            }
            int position = error.position().getAsInt();
            return error.withPosition(OptionalInt.of(positions.get().clientPosition(position)));
        }
    }

    /// What the command tag counts.
    public enum Counting {
        /// the rows that the client gets, as for RETURNING, too
        ROWS,
        /// what the shards say they have done, added up
        TAGS
    }

    public ScatterTask {
        checkArgument(!pieces.isEmpty(), "nothing to run");
    }

    public ScatterTask(
            ShardQuery query,
            ShardStatement statement,
            BindValues values,
            ImmutableList<Format> clientFormats,
            ImmutableList<Integer> typeOids) {
        this(query, ImmutableList.of(new Piece(statement, values)), clientFormats, typeOids, Counting.ROWS);
    }

    public ScatterTask(
            ShardQuery query, ShardStatement statement, BindValues values, ImmutableList<Format> clientFormats) {
        this(query, statement, values, clientFormats, ImmutableList.of());
    }

    /// A write with a piece for each shard, or one for all.
    public static ScatterTask write(
            ShardQuery query, ImmutableList<Piece> pieces, ImmutableList<Format> clientFormats) {
        Counting counting = query.columns().isEmpty() ? Counting.TAGS : Counting.ROWS;
        return new ScatterTask(query, pieces, clientFormats, ImmutableList.of(), counting);
    }

    /// What the shard at this place runs.
    Piece piece(int index) {
        return pieces.size() == 1 ? pieces.get(0) : pieces.get(index);
    }

    /// The statement of the first shard, that of all if they have one.
    public ShardStatement statement() {
        return pieces.get(0).statement();
    }

    /// The values of the first shard, those of all if they have the same.
    public BindValues values() {
        return pieces.get(0).values();
    }

    /// How the shards' rows look.
    RowLayout layout(StatementDescription description) {
        ImmutableList<Format> formats = shardFormats();
        ImmutableList<ResultColumn> columns = description.columns().orElse(ImmutableList.of());
        ImmutableList.Builder<RowLayout.Column> layout = ImmutableList.builder();
        for (int i = 0; i < columns.size(); i++) {
            layout.add(new RowLayout.Column(columns.get(i).typeOid(), formats.get(i)));
        }
        return new RowLayout(layout.build());
    }

    /// The format of each column that the shards send.
    public ImmutableList<Format> shardFormats() {
        ImmutableList.Builder<Format> formats =
                ImmutableList.builderWithExpectedSize(query.columns().size());
        for (ShardColumn column : query.columns()) {
            formats.add(
                    switch (column) {
                        case ShardColumn.AsClient(int clientColumn) -> clientFormats.get(clientColumn);
                        case ShardColumn.Binary _ -> Format.BINARY;
                    });
        }
        return formats.build();
    }
}
