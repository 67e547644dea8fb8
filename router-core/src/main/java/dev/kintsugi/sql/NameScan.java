package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds every name in a statement that could be a table's, whatever the statement is: rather one too many.
final class NameScan {
    private NameScan() {}

    /// All chains of identifiers from token `from` up to `end`. Key words are names too. Of `a.b.c` come `a.b` and
    /// `b.c`, as it may be a column of `a.b` or, behind a database's name, the table `b.c`.
    static ImmutableList<QualifiedName> names(TokenList tokens, int from, int end) {
        var names = ImmutableSet.<QualifiedName>builder();
        int i = from;
        while (i < end) {
            if (!tokens.isIdentifier(i)) {
                i++;
                continue;
            }
            List<String> chain = new ArrayList<>();
            chain.add(tokens.identifier(i++));
            while (i + 1 < end && tokens.is(i, Kind.DOT) && tokens.isIdentifier(i + 1)) {
                chain.add(tokens.identifier(i + 1));
                i += 2;
            }
            if (chain.size() == 1) {
                names.add(new QualifiedName(Optional.empty(), chain.getFirst()));
            }
            for (int k = 0; k + 1 < chain.size(); k++) {
                names.add(new QualifiedName(Optional.of(chain.get(k)), chain.get(k + 1)));
            }
        }
        return names.build().asList();
    }
}
