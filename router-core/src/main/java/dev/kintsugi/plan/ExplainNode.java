package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/// A node of the plan tree that EXPLAIN shows for a statement on several shards.
public sealed interface ExplainNode {
    String type();

    ImmutableList<Detail> details();

    /// What was counted, if the statement ran.
    Optional<Actual> actual();

    /// Something that the router does with what its inputs give.
    record Step(String type, ImmutableList<Detail> details, Optional<Actual> actual, ImmutableList<ExplainNode> inputs)
            implements ExplainNode {}

    /// What one server does: `rows` is its own answer to EXPLAIN, in the format that is being written.
    record Server(String type, ImmutableList<Detail> details, Optional<Actual> actual, ImmutableList<String> rows)
            implements ExplainNode {}

    /// One named property of a node.
    record Detail(String name, Value value) {
        static Detail text(String name, String value) {
            return new Detail(name, new Value.Text(value));
        }

        static Detail list(String name, ImmutableList<String> values) {
            return new Detail(name, new Value.Texts(values));
        }
    }

    /// A property's value.
    sealed interface Value {
        record Text(String text) implements Value {}

        record Texts(ImmutableList<String> texts) implements Value {}

        record Millis(double millis) implements Value {}
    }

    /// Rows and the bytes of their values as they travel; with `times`, when the first and the last came, in
    /// milliseconds from the start of the run.
    record Actual(long rows, long bytes, Optional<Times> times) {}

    record Times(double first, double last) {}
}
