package dev.kintsugi.config;

import static dev.kintsugi.config.FileProblems.quote;

import com.google.common.collect.ImmutableList;
import java.util.OptionalInt;

/// The shards' names by ordinal; `complete` is false if some could not be read, for which a problem was reported.
record ShardNames(ImmutableList<String> names, boolean complete) {

    /// The ordinal of a named shard; an unknown name is reported.
    OptionalInt ordinal(Located<String> name, FileProblems problems) {
        int ordinal = names.indexOf(name.value());
        if (ordinal >= 0) {
            return OptionalInt.of(ordinal);
        }
        if (complete) {
            problems.at(
                    name.position(),
                    "unknown shard " + quote(name.value()),
                    NearestName.hint(name.value(), names, "shards"));
        }
        return OptionalInt.empty();
    }
}
