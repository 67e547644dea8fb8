package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.plan.ExplainNode.Actual;
import dev.kintsugi.plan.ExplainNode.Detail;
import dev.kintsugi.plan.ExplainNode.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Writes a plan tree the way Postgres does in FORMAT JSON: one document, laid out as Postgres lays it out.
///
/// A server's document is not parsed: Postgres puts each member on a line of its own, indented by its depth, and no
/// line break can occur within a string. So its "Plan" is found and moved as lines.
final class ExplainJsonWriter {
    private static final String PLAN = "    \"Plan\": {";

    private ExplainJsonWriter() {}

    static String write(ExplainNode root, List<Detail> summary) {
        List<String> members = new ArrayList<>();
        members.add("\"Plan\": " + node(root));
        summary.forEach(detail -> members.add(member(detail)));
        return "[\n" + indented(object(members)) + "\n]";
    }

    private static String node(ExplainNode node) {
        List<String> members = new ArrayList<>();
        members.add("\"Node Type\": " + string(node.type()));
        node.details().forEach(detail -> members.add(member(detail)));
        node.actual().ifPresent(actual -> actual(actual, members));
        switch (node) {
            case ExplainNode.Step step -> {
                if (!step.inputs().isEmpty()) {
                    members.add(plans(
                            step.inputs().stream().map(ExplainJsonWriter::node).toList()));
                }
            }
            case ExplainNode.Server server -> server(server.rows(), members);
        }
        return object(members);
    }

    private static void actual(Actual actual, List<String> members) {
        actual.times().ifPresent(times -> {
            members.add("\"Actual Startup Time\": " + ExplainTextWriter.millis(times.first()));
            members.add("\"Actual Total Time\": " + ExplainTextWriter.millis(times.last()));
        });
        members.add("\"Actual Rows\": " + actual.rows());
        members.add("\"Actual Bytes\": " + actual.bytes());
        members.add("\"Actual Loops\": 1");
    }

    private static String plans(List<String> plans) {
        return "\"Plans\": [\n" + indented(String.join(",\n", plans)) + "\n]";
    }

    /// The members of the server's one object; its "Plan" becomes an input.
    private static void server(ImmutableList<String> rows, List<String> members) {
        List<String> lines = ExplainTextWriter.lines(rows);
        int last = lines.size() - 2;
        if (last < 2 || !lines.get(1).equals("  {") || !lines.get(last).equals("  }")) {
            members.add("\"Server Plan\": " + String.join("\n", lines));
            return;
        }
        int at = 2;
        while (at < last) {
            int end = at + 1;
            while (end < last && !lines.get(end).startsWith("    \"")) {
                end++;
            }
            String text = lines.subList(at, end).stream()
                    .map(line -> line.substring(4))
                    .collect(Collectors.joining("\n"));
            String value = text.endsWith(",") ? text.substring(0, text.length() - 1) : text;
            members.add(lines.get(at).equals(PLAN) ? plans(List.of(value.substring("\"Plan\": ".length()))) : value);
            at = end;
        }
    }

    private static String member(Detail detail) {
        String value = switch (detail.value()) {
            case Value.Text(String text) -> string(text);
            case Value.Texts(var texts) ->
                texts.stream().map(ExplainJsonWriter::string).collect(Collectors.joining(", ", "[", "]"));
            case Value.Millis(double millis) -> ExplainTextWriter.millis(millis);
        };
        return string(detail.name()) + ": " + value;
    }

    private static String object(List<String> members) {
        return "{\n" + indented(String.join(",\n", members)) + "\n}";
    }

    private static String indented(String lines) {
        return lines.lines().map(line -> "  " + line).collect(Collectors.joining("\n"));
    }

    private static String string(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }
}
