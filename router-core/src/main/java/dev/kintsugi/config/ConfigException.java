package dev.kintsugi.config;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.stream.Collectors;

/// Says that a configuration was refused, with all of its problems; checked, so that a reload cannot forget it.
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ImmutableList<ConfigProblem> problems;

    /// `problems` holds at least one; the message has one line for each.
    public ConfigException(ImmutableList<ConfigProblem> problems) {
        super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
        checkArgument(!problems.isEmpty(), "no problems");
        this.problems = problems;
    }

    /// The problems, ordered by file, line and column.
    public ImmutableList<ConfigProblem> problems() {
        return problems;
    }
}
