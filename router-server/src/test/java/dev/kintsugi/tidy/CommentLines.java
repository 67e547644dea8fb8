package dev.kintsugi.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Wraps long comment lines before the formatter sees them: what it wraps of a `///` comment can lose its slashes.
final class CommentLines {
    private static final int MOST_COLUMNS = 120;
    private static final Pattern COMMENT = Pattern.compile("^(\\s*/// )(\\S.*)$");
    /// What begins something of its own: a list item, a tag, a heading, a table, a code fence, an indented block.
    private static final Pattern OPENING = Pattern.compile("^(?:[-*+#|@> ]|\\d+\\.|```|~~~).*");

    private CommentLines() {}

    /// The same source with words of too long comment lines moved to the next line.
    static String wrap(String source) {
        List<String> lines = new ArrayList<>(source.lines().toList());
        for (int i = 0; i < lines.size(); i++) {
            Matcher comment = COMMENT.matcher(lines.get(i));
            if (comment.matches()) {
                wrap(lines, i, comment.group(1));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static void wrap(List<String> lines, int index, String prefix) {
        String line = lines.get(index);
        // the formatter takes a block of them for one comment and counts its own indent twice
        int limit = MOST_COLUMNS - prefix.indexOf('/');
        if (line.length() <= limit) {
            return;
        }
        int cut = line.lastIndexOf(' ', limit);
        if (cut < prefix.length()) {
            return; // one long word
        }
        String rest = line.substring(cut + 1);
        lines.set(index, line.substring(0, cut));
        boolean flowsOn = index + 1 < lines.size()
                && lines.get(index + 1).startsWith(prefix)
                && !OPENING.matcher(lines.get(index + 1).substring(prefix.length()))
                        .matches();
        if (flowsOn) {
            lines.set(index + 1, prefix + rest + " " + lines.get(index + 1).substring(prefix.length()));
        } else {
            lines.add(index + 1, prefix + rest);
        }
    }
}
