package dev.kintsugi.config;

import static dev.kintsugi.config.FileProblems.quote;
import static dev.kintsugi.shard.ShardingFunction.Hash.SLOTS;

import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.shard.ShardingFunction;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Reads `slots = { s0 = ["0-1023"], … }`: each slot must belong to exactly one shard.
final class SlotsReader {
    private static final int FREE = -1;
    private static final int UNKNOWN_SHARD = -2;
    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})(?: ?- ?([0-9]{1,6}))?");

    private final ShardNames shards;
    private final FileProblems problems;
    private final int[] owners = new int[SLOTS];
    private boolean malformed;

    SlotsReader(ShardNames shards, FileProblems problems) {
        this.shards = shards;
        this.problems = problems;
        Arrays.fill(owners, FREE);
    }

    /// `slots` has a list of slots and slot ranges for each shard. Only right if no problem was reported.
    ShardingFunction.Hash read(TableReader slots) {
        for (String shard : slots.keys()) {
            OptionalInt ordinal = shards.ordinal(new Located<>(shard, slots.positionOf(shard)), problems);
            for (Located<Object> element : slots.list(shard)) {
                parse(element).ifPresent(range -> assign(range, ordinal.orElse(UNKNOWN_SHARD), element));
            }
        }
        BitSet free = slotsOwnedBy(FREE);
        if (!free.isEmpty() && !malformed) {
            problems.conclude(
                    slots.position(),
                    "no shard owns " + print(free),
                    "give every slot from 0 to " + (SLOTS - 1)
                            + " to one shard, or leave slots out for an even spread");
        }
        return new ShardingFunction.Hash(ImmutableIntArray.copyOf(
                Arrays.stream(owners).map(owner -> Math.max(owner, 0)).toArray()));
    }

    private record SlotRange(int first, int last) {}

    private Optional<SlotRange> parse(Located<Object> element) {
        Matcher matcher = FORM.matcher(String.valueOf(element.value()));
        if (matcher.matches() && (element.value() instanceof String || element.value() instanceof Long)) {
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            if (first <= last && last < SLOTS) {
                return Optional.of(new SlotRange(first, last));
            }
        }
        malformed = true;
        String what = element.value() instanceof String text ? quote(text) : TableReader.kindOf(element.value());
        problems.at(
                element.position(),
                "not a slot or a range of slots: " + what,
                "write \"0-1023\" or \"7\"; slots are 0 to " + (SLOTS - 1));
        return Optional.empty();
    }

    private void assign(SlotRange range, int shard, Located<Object> element) {
        BitSet taken = new BitSet();
        for (int slot = range.first(); slot <= range.last(); slot++) {
            if (owners[slot] == FREE) {
                owners[slot] = shard;
            } else {
                taken.set(slot);
            }
        }
        if (!taken.isEmpty()) {
            problems.at(
                    element.position(),
                    print(taken) + " already given to " + ownersOf(taken),
                    "give every slot to one shard only");
        }
    }

    private BitSet slotsOwnedBy(int owner) {
        BitSet slots = new BitSet();
        IntStream.range(0, SLOTS).filter(slot -> owners[slot] == owner).forEach(slots::set);
        return slots;
    }

    private String ownersOf(BitSet slots) {
        return slots.stream()
                .map(slot -> owners[slot])
                .distinct()
                .mapToObj(owner -> owner == UNKNOWN_SHARD
                        ? "an unknown shard"
                        : quote(shards.names().get(owner)))
                .collect(Collectors.joining(", "));
    }

    /// `slot 7` or `slots 3-5, 9`.
    private static String print(BitSet slots) {
        StringBuilder text = new StringBuilder(slots.cardinality() == 1 ? "slot " : "slots ");
        int first = slots.nextSetBit(0);
        while (first >= 0) {
            int end = slots.nextClearBit(first);
            text.append(first).append(end - first > 1 ? "-" + (end - 1) : "");
            first = slots.nextSetBit(end);
            text.append(first >= 0 ? ", " : "");
        }
        return text.toString();
    }
}
