package dev.kintsugi.config;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.shard.KeyOrder;
import dev.kintsugi.shard.ShardingFunction;
import dev.kintsugi.value.KeyValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.tomlj.TomlPosition;

/// Reads `ranges = [ { from = …, to = …, shard = … }, … ]`: no key may be in two ranges.
final class RangesReader {
    private static final Comparator<Located<ShardingFunction.Range.Part>> BY_LOWER_BOUND =
            Comparator.comparing(part -> part.value().from(), RangesReader::compareLower);

    private final KeyLiterals literals;
    private final ShardNames shards;
    private final FileProblems problems;

    RangesReader(KeyLiterals literals, ShardNames shards, FileProblems problems) {
        this.literals = literals;
        this.shards = shards;
        this.problems = problems;
    }

    /// The ranges of a group in ascending order. Only right if no problem was reported.
    ShardingFunction.Range read(TableReader group) {
        List<Located<ShardingFunction.Range.Part>> parts = new ArrayList<>();
        for (TableReader range : group.tables("ranges", KnownKeys.RANGE)) {
            part(range).ifPresent(part -> parts.add(new Located<>(part, range.position())));
        }
        parts.sort(BY_LOWER_BOUND);
        return new ShardingFunction.Range(disjoint(parts));
    }

    /// Empty if the range has a problem of its own.
    private Optional<ShardingFunction.Range.Part> part(TableReader range) {
        OptionalInt shard = range.requiredText("shard", "add shard = \"…\", the shard that owns the range")
                .map(name -> shards.ordinal(name, problems))
                .orElse(OptionalInt.empty());
        Optional<KeyValue> from = range.value("from").flatMap(literals::value);
        Optional<KeyValue> to = range.value("to").flatMap(literals::value);
        if (from.isEmpty() == range.has("from") || to.isEmpty() == range.has("to")) {
            return Optional.empty();
        }
        if (from.isPresent() && to.isPresent() && KeyOrder.INSTANCE.compare(from.get(), to.get()) >= 0) {
            problems.at(
                    range.position(),
                    "the range is empty: \"from\" is not less than \"to\"",
                    "\"from\" is the first key of the range, \"to\" the first key after it");
            return Optional.empty();
        }
        return Optional.of(new ShardingFunction.Range.Part(from, to, shard.orElse(0)));
    }

    /// The parts without those that begin before the end of an earlier one, which are reported.
    private ImmutableList<ShardingFunction.Range.Part> disjoint(List<Located<ShardingFunction.Range.Part>> ascending) {
        List<Located<ShardingFunction.Range.Part>> kept = new ArrayList<>();
        for (Located<ShardingFunction.Range.Part> next : ascending) {
            if (!kept.isEmpty()
                    && beginsBefore(next.value().from(), kept.getLast().value().to())) {
                reportOverlap(kept.getLast().position(), next.position());
            } else {
                kept.add(next);
            }
        }
        return kept.stream().map(Located::value).collect(ImmutableList.toImmutableList());
    }

    private void reportOverlap(TomlPosition a, TomlPosition b) {
        boolean ordered = a.line() < b.line() || (a.line() == b.line() && a.column() < b.column());
        TomlPosition first = ordered ? a : b;
        problems.at(
                ordered ? b : a,
                "the range overlaps the one in line " + first.line() + " column " + first.column(),
                "\"to\" is the first key after the range: use it as \"from\" of the next");
    }

    private static int compareLower(Optional<KeyValue> a, Optional<KeyValue> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return Boolean.compare(a.isPresent(), b.isPresent());
        }
        return KeyOrder.INSTANCE.compare(a.get(), b.get());
    }

    private static boolean beginsBefore(Optional<KeyValue> from, Optional<KeyValue> end) {
        return from.isEmpty() || end.isEmpty() || KeyOrder.INSTANCE.compare(from.get(), end.get()) < 0;
    }
}
