package dev.kintsugi.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.plan.ExplainNode.Actual;
import dev.kintsugi.plan.ExplainNode.Detail;
import dev.kintsugi.plan.ExplainNode.Value;
import java.util.List;
import java.util.Locale;

/// Writes a plan tree the way Postgres does in FORMAT TEXT, one row a line, the servers' own rows indented in their
/// places.
final class ExplainTextWriter {
    /// How far the name of an input stands behind that of its node.
    private static final int INPUT = 6;

    private static final int DETAIL = 2;
    private final ImmutableList.Builder<String> lines = ImmutableList.builder();

    private ExplainTextWriter() {}

    static ImmutableList<String> write(ExplainNode root, List<Detail> summary) {
        ExplainTextWriter writer = new ExplainTextWriter();
        writer.node(root, 0);
        summary.forEach(detail -> writer.detail(detail, 0));
        return writer.lines.build();
    }

    /// `column` is where the node's name stands.
    private void node(ExplainNode node, int column) {
        line(
                column,
                true,
                node.type() + node.actual().map(ExplainTextWriter::actual).orElse(""));
        node.details().forEach(detail -> detail(detail, column + DETAIL));
        switch (node) {
            case ExplainNode.Step step -> step.inputs().forEach(input -> node(input, column + INPUT));
            case ExplainNode.Server server -> server(server.rows(), column);
        }
    }

    /// The plan itself is the first row and those that are indented behind it; what follows is about the whole.
    private void server(ImmutableList<String> rows, int column) {
        int end = 1;
        while (end < rows.size() && rows.get(end).startsWith(" ")) {
            end++;
        }
        if (rows.isEmpty()) {
            return;
        }
        rows.subList(end, rows.size()).forEach(row -> line(column + DETAIL, false, row));
        line(column + INPUT, true, rows.getFirst());
        rows.subList(1, end).forEach(row -> line(column + INPUT, false, row));
    }

    private static String actual(Actual actual) {
        String times = actual.times()
                .map(shown -> "time=" + millis(shown.first()) + ".." + millis(shown.last()) + " ")
                .orElse("");
        return "  (actual " + times + "rows=" + actual.rows() + " bytes=" + actual.bytes() + " loops=1)";
    }

    private void detail(Detail detail, int column) {
        String value = switch (detail.value()) {
            case Value.Text(String text) -> text;
            case Value.Texts(var texts) -> String.join(", ", texts);
            case Value.Millis(double millis) -> millis(millis) + " ms";
        };
        line(column, false, detail.name() + ": " + value);
    }

    static String millis(double millis) {
        return String.format(Locale.ROOT, "%.3f", millis);
    }

    private void line(int column, boolean isNode, String text) {
        String arrow = isNode && column > 0 ? "->  " : "";
        lines.add(" ".repeat(column - arrow.length()) + arrow + text);
    }

    /// The rows that a server sent, cut where they hold several lines.
    static ImmutableList<String> lines(List<String> rows) {
        return rows.stream().flatMap(row -> row.lines()).collect(toImmutableList());
    }
}
