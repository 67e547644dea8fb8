package dev.kintsugi.differential;

import com.google.common.collect.ImmutableList;

/// Statements that run one after another in one session; `together`: as one simple-query message.
public record Paragraph(ImmutableList<Statement> statements, boolean together) {
    boolean hasParameters() {
        return statements.stream().anyMatch(statement -> !statement.parameters().isEmpty());
    }

    /// Whether one of the statements is to be run this way. A paragraph with parameters needs the extended
    /// protocol.
    boolean suits(Way way) {
        return together ? way == Way.SIMPLE : way.suits(hasParameters());
    }
}
