package dev.kintsugi.differential;

import dev.kintsugi.value.Format;

/// One of the ways in which a client can run a statement.
public enum Way {
    SIMPLE("simple query", Format.TEXT, Format.TEXT, Described.NEVER),
    TEXT("extended, text", Format.TEXT, Format.TEXT, Described.AS_PORTAL),
    BINARY("extended, binary results", Format.TEXT, Format.BINARY, Described.AS_STATEMENT),
    BINARY_PARAMETERS("extended, binary parameters", Format.BINARY, Format.TEXT, Described.AS_STATEMENT),
    ALL_BINARY("extended, all binary", Format.BINARY, Format.BINARY, Described.AS_PORTAL),
    PORTIONS("extended, a few rows at a time", Format.TEXT, Format.BINARY, Described.AS_PORTAL);

    /// Which Describe the client sends.
    enum Described {
        NEVER,
        AS_PORTAL,
        AS_STATEMENT
    }

    private final String title;
    private final Format parameters;
    private final Format results;
    private final Described described;

    Way(String title, Format parameters, Format results, Described described) {
        this.title = title;
        this.parameters = parameters;
        this.results = results;
        this.described = described;
    }

    public Format parameters() {
        return parameters;
    }

    public Format results() {
        return results;
    }

    Described described() {
        return described;
    }

    /// Whether it makes sense for a statement with or without parameters.
    public boolean suits(boolean hasParameters) {
        return hasParameters ? this != SIMPLE : parameters == Format.TEXT;
    }

    @Override
    public String toString() {
        return title;
    }
}
