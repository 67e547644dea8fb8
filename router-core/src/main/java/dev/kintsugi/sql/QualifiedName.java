package dev.kintsugi.sql;

import java.util.Optional;

/// A name as written, folded as Postgres folds it: `schema` is absent when it must come from the search path.
public record QualifiedName(Optional<String> schema, String name) {
    @Override
    public String toString() {
        return schema.map(s -> s + ".").orElse("") + name;
    }
}
