package dev.kintsugi.sql;

import net.sf.jsqlparser.parser.AbstractJSqlParser.Dialect;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.StringProvider;
import net.sf.jsqlparser.statement.select.Select;

/// The parser behind the reader, JSqlParser: one fresh instance a text, since instances must not be shared.
final class Grammar {
    private Grammar() {}

    /// The tree of a text that [GrammarText] made. Raises [Unreadable] if the parser does not take it, or not to
    /// its end.
    static Select parse(String text) {
        var parser = new CCJSqlParser(new StringProvider(text))
                .withDialect(Dialect.POSTGRESQL)
                .withAllowComplexParsing(false);
        try {
            var statement = parser.Statement();
            if (!parser.getNextToken().image.isEmpty()) {
                throw new Unreadable("syntax beyond the parser");
            }
            if (statement instanceof Select select) {
                return select;
            }
            throw new Unreadable("no query");
        } catch (Unreadable e) {
            throw e;
        } catch (ParseException | RuntimeException _) {
            // a bug of the parser's must not cost the client more than a text it cannot parse
            throw new Unreadable("syntax beyond the parser");
        }
    }
}
