package dev.kintsugi.sql;

import java.util.Optional;

/// One term of a select list or RETURNING; `span` covers the alias too.
public record SelectItem(Expr expression, Optional<String> alias, Span span) {}
