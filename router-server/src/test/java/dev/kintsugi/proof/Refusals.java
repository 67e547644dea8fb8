package dev.kintsugi.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import java.io.IOException;
import java.util.regex.Pattern;

/// The reasons for which generated statements may be refused: `proof/refusals.txt`.
final class Refusals {
    private final ImmutableList<Pattern> known;

    private Refusals(ImmutableList<Pattern> known) {
        this.known = known;
    }

    static Refusals read() throws IOException {
        String text = Resources.toString(Resources.getResource("proof/refusals.txt"), UTF_8);
        return new Refusals(Splitter.on('\n')
                .omitEmptyStrings()
                .splitToStream(text)
                .filter(line -> !line.startsWith("#"))
                .map(line -> Pattern.compile(Pattern.quote(line).replace("*", "\\E\\w+\\Q")))
                .collect(ImmutableList.toImmutableList()));
    }

    /// The messages that no line speaks of.
    ImmutableList<String> unknown(Iterable<String> messages) {
        ImmutableList.Builder<String> unknown = ImmutableList.builder();
        for (String message : messages) {
            if (known.stream().noneMatch(pattern -> pattern.matcher(message).matches())) {
                unknown.add(message);
            }
        }
        return unknown.build();
    }
}
