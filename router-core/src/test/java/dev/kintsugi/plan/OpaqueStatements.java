package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.sql.QualifiedName;
import dev.kintsugi.sql.SqlAnalyzer.Analysis;
import dev.kintsugi.sql.StatementShape;
import dev.kintsugi.sql.StatementText;
import dev.kintsugi.sql.TokenList;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Plans of statements of which only the verb and some names are known.
final class OpaqueStatements {
    private OpaqueStatements() {}

    static QueryPlan plan(String verb, String... names) {
        ImmutableList<QualifiedName> all = Arrays.stream(names)
                .map(name -> new QualifiedName(Optional.empty(), name))
                .collect(ImmutableList.toImmutableList());
        byte[] sql = (verb + " … " + String.join(" ", names)).getBytes(StandardCharsets.UTF_8);
        StatementText text = StatementText.of(TokenList.scan(sql, true));
        return new Planner(Shop.MAP, Shop.CATALOG, Shop.PATH)
                .plan(text, new Analysis(new StatementShape.Opaque(verb, all, "why"), ImmutableIntArray.of()))
                .in(text);
    }
}
