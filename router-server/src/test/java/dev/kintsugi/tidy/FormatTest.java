package dev.kintsugi.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every Java file looks as the formatter prints it; `mvn test -Dformat.fix=true -Dtest=FormatTest` rewrites the rest.
class FormatTest {
    private static final Formatter FORMATTER = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    @Test
    void everyFileIsFormatted() throws IOException {
        List<String> unformatted = new ArrayList<>();
        for (Path file : SourceTree.files(".java")) {
            String source = SourceTree.read(file);
            try {
                String formatted = FORMATTER.formatSourceAndFixImports(CommentLines.wrap(source));
                if (source.equals(formatted)) {
                    continue;
                }
                if (Boolean.getBoolean("format.fix")) {
                    Files.writeString(file, formatted);
                } else {
                    unformatted.add(SourceTree.relative(file));
                }
            } catch (FormatterException unable) {
                // an unnamed record component (`_` alone) is beyond this formatter: `var _` is not
                unformatted.add("%s:%s".formatted(SourceTree.relative(file), unable.getMessage()));
            }
        }
        assertThat(unformatted)
                .as("unformatted files; to rewrite them run mvn -Dformat.fix=true -Dtest=FormatTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false test")
                .isEmpty();
    }
}
