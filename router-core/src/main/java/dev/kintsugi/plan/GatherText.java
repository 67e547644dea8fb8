package dev.kintsugi.plan;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.Span;
import dev.kintsugi.sql.Token;
import dev.kintsugi.sql.TokenList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Puts stand-ins in the place of tables, at the tokens that name them; everything else stays as the client wrote it.
///
/// A stand-in is named by its schema, so that no search path can lead elsewhere, and takes the table's alias, so that
/// columns are qualified as before; a schema before a column's table goes.
record GatherText(SqlText text, StatementModel model) {

    /// Throws 0A000 for what stand-ins would make ambiguous: tables of one name in one FROM, told apart by their
    /// schemas.
    void requireDistinctNames() {
        for (StatementModel.Mention mention : model.mentions()) {
            Set<Optional<String>> names = new HashSet<>();
            for (Source source : mention.scope().sources()) {
                if (source instanceof Source.Base base && !names.add(base.binding())) {
                    throw new RouterException(PlanErrors.construct("tables of one name without aliases"));
                }
            }
        }
    }

    /// Whether a mention says ONLY.
    boolean isOnly(Source.Base use) {
        return tokens(use.item().span()).isWord(0, "only");
    }

    /// The edits that replace the tables of `standIns`.
    ImmutableList<SqlText.Edit> with(Map<Source.Base, String> standIns) {
        Map<Span, SqlText.Edit> edits = new LinkedHashMap<>();
        standIns.forEach((use, name) -> put(edits, table(use, name)));
        for (StatementModel.Mention mention : model.mentions()) {
            Exprs.walk(mention.expression(), expr -> {
                switch (expr) {
                    case Expr.Column column
                    when column.schema().isPresent() ->
                        unqualified(column.table(), column.span(), standIns).ifPresent(edit -> put(edits, edit));
                    case Expr.Star star
                    when isTableCommand(star) -> put(edits, new SqlText.Edit(star.span(), "SELECT * FROM"));
                    case Expr.Star star
                    when star.table().isPresent() ->
                        unqualified(star.table(), star.span(), standIns).ifPresent(edit -> put(edits, edit));
                    default -> {}
                }
            });
        }
        return ImmutableList.copyOf(edits.values());
    }

    /// A CTE that is mentioned twice is modelled twice: its edits are made once.
    private static void put(Map<Span, SqlText.Edit> edits, SqlText.Edit edit) {
        edits.put(edit.span(), edit);
    }

    private boolean isTableCommand(Expr.Star star) {
        return Ascii.equalsIgnoreCase(text.read(star.span()), "table");
    }

    private SqlText.Edit table(Source.Base use, String standIn) {
        Span item = use.item().span();
        TokenList tokens = tokens(item);
        int first = tokens.isWord(0, "only") ? 1 : 0;
        int last = first;
        while (tokens.is(last + 1, Token.Kind.DOT)) {
            last += 2;
        }
        String alias = use.item().alias().isPresent()
                ? ""
                : " AS " + SqlText.quoted(use.item().name().name());
        return new SqlText.Edit(
                new Span(item.start() + tokens.start(first), item.start() + tokens.end(last)),
                "pg_temp." + standIn + alias);
    }

    /// Takes the schema away from `schema.table.column` and `schema.table.*`, if the table has a stand-in.
    private Optional<SqlText.Edit> unqualified(Optional<String> table, Span span, Map<Source.Base, String> standIns) {
        TokenList tokens = tokens(span);
        if (!(tokens.is(1, Token.Kind.DOT) && tokens.is(3, Token.Kind.DOT))) {
            return Optional.empty();
        }
        List<Boolean> replaced = model.tables().stream()
                .filter(use -> use.item().alias().isEmpty()
                        && Optional.of(use.item().name().name()).equals(table))
                .map(standIns::containsKey)
                .distinct()
                .toList();
        if (replaced.size() != 1) {
            throw new RouterException(PlanErrors.construct("a column that is qualified by its schema"));
        }
        return replaced.getFirst()
                ? Optional.of(new SqlText.Edit(new Span(span.start(), span.start() + tokens.start(2)), ""))
                : Optional.empty();
    }

    /// The tokens of a part without string constants.
    private TokenList tokens(Span span) {
        return TokenList.scan(Arrays.copyOfRange(text.origin().sql(), span.start(), span.end()), true);
    }
}
