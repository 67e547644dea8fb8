package dev.kintsugi.proof;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What came of the statements; thread-safe.
final class Tally {
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, Integer> refusals = new TreeMap<>();
    private final Map<String, String> examples = new TreeMap<>();
    private final Map<String, Integer> failures = new TreeMap<>();
    private final Map<String, Integer> plans = new TreeMap<>();
    private int statements;
    private int partitions;
    private int empty;
    private long rows;

    synchronized void answered(int count) {
        statements++;
        rows += count;
        empty += count == 0 ? 1 : 0;
    }

    /// The oracle failed with this SQLSTATE and message.
    synchronized void failed(String failure, String sql) {
        statements++;
        failures.merge(failure, 1, Integer::sum);
        example(failure, sql);
    }

    synchronized void refused(String reason, String sql) {
        statements++;
        refusals.merge(reason, 1, Integer::sum);
        example(reason, sql);
    }

    synchronized void planned(String kind) {
        plans.merge(kind, 1, Integer::sum);
    }

    /// Keeps the shortest.
    private void example(String what, String sql) {
        examples.merge(what, sql, (a, b) -> a.length() <= b.length() ? a : b);
    }

    /// A SELECT was compared with its parts.
    synchronized void partitioned() {
        partitions++;
    }

    synchronized void wrong(String difference) {
        statements++;
        wrong.add(difference);
    }

    synchronized int wrongs() {
        return wrong.size();
    }

    synchronized ImmutableList<String> wrong() {
        return ImmutableList.copyOf(wrong);
    }

    synchronized int statements() {
        return statements;
    }

    synchronized int refused() {
        return sum(refusals);
    }

    synchronized int failed() {
        return sum(failures);
    }

    synchronized int empty() {
        return empty;
    }

    synchronized Map<String, Integer> refusals() {
        return new TreeMap<>(refusals);
    }

    @Override
    public synchronized String toString() {
        return "%d statements, %d rows, %d without rows, %d errors, %d refused, %d wrong, %d divided\nsome plans: %s\n"
                .concat("refused:\n%s\nerrors:\n%s")
                .formatted(
                        statements,
                        rows,
                        empty,
                        sum(failures),
                        sum(refusals),
                        wrong.size(),
                        partitions,
                        plans,
                        lines(refusals),
                        lines(failures));
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private String lines(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .map(entry ->
                        "%6d  %s\n        %s".formatted(entry.getValue(), entry.getKey(), examples.get(entry.getKey())))
                .collect(Collectors.joining("\n"));
    }
}
