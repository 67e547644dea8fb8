package dev.kintsugi.tidy;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One Java file: its text and its place.
record Source(Path file, String text, String packageName, boolean isTest) {
    private static final String OURS = "dev.kintsugi.";
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([a-z0-9.]+);");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?([A-Za-z0-9_.]+(?:\\.\\*)?);");

    static Source read(Path file) {
        String text = SourceTree.read(file);
        Matcher matcher = PACKAGE.matcher(text);
        String name = matcher.find() ? matcher.group(1) : "";
        return new Source(file, text, name, SourceTree.relative(file).contains("src/test/"));
    }

    /// The first word after the project's own prefix: `merge` for `dev.kintsugi.merge.compare`.
    String feature() {
        return featureOf(packageName);
    }

    List<String> imports() {
        return IMPORT.matcher(text).results().map(found -> found.group(1)).toList();
    }

    static String featureOf(String name) {
        String rest = name.startsWith(OURS) ? name.substring(OURS.length()) : "";
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }
}
