package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.plan.Source.KeyNode;
import java.util.Collection;
import java.util.Optional;

/// How the rows of a part of a statement lie on the shards if each shard computes the part from its own rows.
///
/// With no `uses` every shard computes all the rows; else each row is computed on exactly one shard, the one that
/// stores the real rows of `uses` in it. The sources of `always` are real in every row. A part that is `tied` reads,
/// for each row of that outer source, rows of its shard only.
record Spread(ImmutableList<Source.Base> uses, ImmutableList<Source.Base> always, Optional<Source.Base> tied) {
    static final Spread WHOLE = new Spread(ImmutableList.of(), ImmutableList.of(), Optional.empty());

    static Spread of(Source.Base use) {
        return new Spread(ImmutableList.of(use), ImmutableList.of(use), Optional.empty());
    }

    static Spread of(Collection<Source.Base> uses, Collection<Source.Base> always) {
        return new Spread(ImmutableList.copyOf(uses), ImmutableList.copyOf(always), Optional.empty());
    }

    boolean isWhole() {
        return uses.isEmpty();
    }

    Spread tiedTo(Source.Base outer) {
        return new Spread(uses, always, Optional.of(outer));
    }

    /// Whether rows that agree on `keys` are computed on one shard: they hold the full key of an always real use.
    boolean isSplitBy(StatementModel model, Collection<KeyNode> keys) {
        return always.stream().anyMatch(use -> {
            int width = model.group(use).keyTypes().size();
            for (int i = 0; i < width; i++) {
                if (!keys.contains(new KeyNode(use.id(), i))) {
                    return false;
                }
            }
            return true;
        });
    }

    /// A table's name for messages.
    String name() {
        return uses.getFirst().written();
    }
}
