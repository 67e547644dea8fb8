package dev.kintsugi.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.common.collect.Multiset;
import com.google.common.collect.Multisets;
import com.google.common.io.BaseEncoding;
import dev.kintsugi.differential.Expectation.Order;
import dev.kintsugi.differential.Reply.Values;
import dev.kintsugi.value.Format;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Finds the first difference between the oracle's reply and the router's, in words.
public final class Comparison {
    private final Expectation expectation;
    private final Reply wanted;
    private final Reply got;

    private Comparison(Expectation expectation, Reply wanted, Reply got) {
        this.expectation = expectation;
        this.wanted = wanted;
        this.got = got;
    }

    /// What is wrong with the router's reply on so many shards, if anything.
    public static Optional<String> difference(Expectation expectation, int shards, Way way, Reply wanted, Reply got) {
        Comparison comparison = new Comparison(expectation, wanted, got);
        ImmutableList<String> refusals = expectation.refusals(shards, way);
        return refusals.isEmpty() ? comparison.answer() : comparison.refusal(refusals);
    }

    /// What is wrong with the oracle's reply: a statement that fails must say so, lest a slip hides.
    static Optional<String> unexpected(Expectation expectation, Reply wanted) {
        String state = wanted.error().map(error -> error.code()).orElse("00000");
        if (state.equals(expectation.failure().orElse("00000"))) {
            return Optional.empty();
        }
        return Optional.of("the oracle says " + state + " "
                + wanted.error().map(error -> error.message()).orElse("no error"));
    }

    private Optional<String> refusal(ImmutableList<String> messages) {
        String due = String.join(" | ", messages);
        if (wanted.error().isPresent() && state(wanted).equals(state(got))) {
            return Optional.empty(); // a shard saw the mistake before the router saw what it cannot do
        }
        if (!got.isRefusal()) {
            return Optional.of("should be refused (" + due + ") but is answered: " + summary(got));
        }
        String refused = got.error().orElseThrow().message();
        return messages.stream().anyMatch(refused::contains)
                ? Optional.empty()
                : Optional.of("refused with: " + refused + "\n  not with: " + due);
    }

    private Optional<String> answer() {
        if (wanted.error().isPresent() || got.error().isPresent()) {
            String wantedState = state(wanted);
            return wantedState.equals(state(got)) ? status() : differ("", summary(wanted), summary(got));
        }
        return differing("parameter types", wanted.parameterTypes(), got.parameterTypes())
                .or(this::columns)
                .or(this::rows)
                .or(() -> differing("command tag", wanted.tag(), got.tag()))
                .or(this::status);
    }

    private static String state(Reply reply) {
        return reply.error().map(error -> error.severity() + " " + error.code()).orElse("");
    }

    private Optional<String> status() {
        return differing("transaction status", wanted.status(), got.status());
    }

    private Optional<String> columns() {
        if (wanted.columns().equals(got.columns())) {
            return Optional.empty();
        }
        if (wanted.columns().isEmpty() || got.columns().isEmpty()) {
            return differing("columns", wanted.columns(), got.columns());
        }
        List<Reply.Column> left = wanted.columns().get();
        List<Reply.Column> right = got.columns().get();
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            if (!left.get(i).equals(right.get(i))) {
                return differing("column " + (i + 1), left.get(i), right.get(i));
            }
        }
        return differing("number of columns", left.size(), right.size());
    }

    private Optional<String> rows() {
        return switch (expectation.order()) {
            case Order.Total _ -> inOrder(wanted.rows(), got.rows());
            case Order.None _ -> asMultiset();
            case Order.By(ImmutableList<Integer> columns) ->
                inOrder(only(wanted.rows(), columns), only(got.rows(), columns)).or(this::asMultiset);
        };
    }

    private static ImmutableList<Values> only(ImmutableList<Values> rows, ImmutableList<Integer> columns) {
        return rows.stream().map(row -> row.only(columns)).collect(ImmutableList.toImmutableList());
    }

    private Optional<String> inOrder(ImmutableList<Values> left, ImmutableList<Values> right) {
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            if (!left.get(i).equals(right.get(i))) {
                return differ(
                        "row %d of %d, ".formatted(i + 1, left.size()),
                        print(wanted.rows().get(i)),
                        print(got.rows().get(i)));
            }
        }
        return differing("number of rows", left.size(), right.size());
    }

    private Optional<String> asMultiset() {
        Multiset<Values> left = HashMultiset.create(wanted.rows());
        Multiset<Values> right = HashMultiset.create(got.rows());
        if (left.equals(right)) {
            return Optional.empty();
        }
        Multiset<Values> missing = Multisets.difference(left, right);
        Multiset<Values> extra = Multisets.difference(right, left);
        return differ(
                "of %d rows %d are missing, %d too many, ".formatted(left.size(), missing.size(), extra.size()),
                print(Iterables.getFirst(missing, new Values(ImmutableList.of()))),
                print(Iterables.getFirst(extra, new Values(ImmutableList.of()))));
    }

    private static Optional<String> differing(String what, Object wanted, Object got) {
        return wanted.equals(got) ? Optional.empty() : differ(what + " ", wanted.toString(), got.toString());
    }

    private static Optional<String> differ(String what, String wanted, String got) {
        return Optional.of("%sexpected: %s\n  but got: %s".formatted(what, wanted, got));
    }

    private String summary(Reply reply) {
        return reply.error()
                .map(error -> "%s %s %s".formatted(error.severity(), error.code(), error.message()))
                .orElseGet(
                        () -> "%s, %d rows".formatted(reply.tag(), reply.rows().size()));
    }

    private String print(Values row) {
        boolean binary = wanted.columns()
                .filter(columns -> columns.stream().anyMatch(column -> column.format() == Format.BINARY))
                .isPresent();
        return row.values().stream()
                .map(value ->
                        value.map(bytes -> binary ? hex(bytes) : text(bytes)).orElse("NULL"))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String hex(String bytes) {
        return "0x" + BaseEncoding.base16().lowerCase().encode(bytes.getBytes(ISO_8859_1));
    }

    private static String text(String bytes) {
        return "'" + new String(bytes.getBytes(ISO_8859_1), UTF_8) + "'";
    }
}
