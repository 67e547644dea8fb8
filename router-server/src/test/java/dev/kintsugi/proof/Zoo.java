package dev.kintsugi.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import dev.kintsugi.demo.PlainConnection;
import java.io.IOException;
import java.util.Arrays;

/// Small tables of every kind for generated statements: `proof/zoo.sql`.
///
/// Sharded by an animal's number (one of them partitioned, one with NULL keys), by a text and by a uuid; reference
/// tables; a single table.
final class Zoo implements Dataset {
    /// What can be selected from a table; `key` is its sharding key, `unique` tells its rows apart.
    record Table(String name, ImmutableList<Term> columns, ImmutableList<Term> keys, ImmutableList<Term> unique) {}

    static final ImmutableList<Table> TABLES = ImmutableList.of(
            table(
                    "herds",
                    "k",
                    "k",
                    "k BIG,i INT,big BIG,small SMALL,n NUM,loose LOOSE,f FLOAT,wild WILD,t TEXT,icu ICU,v TEXT,"
                            + "c CHAR,b BOOL,d DATE,ts TS,tz TZ,m MOOD"),
            table(
                    "beasts",
                    "k",
                    "k,id",
                    "k BIG,id INT,i INT,n NUM,f FLOAT,r REAL,t TEXT,icu ICU,c CHAR,b BOOL,d DATE,ts TS,iv IV,u UUID,"
                            + "y BYTEA,m MOOD,a INTS,ta TEXTS,j JSON,rg RANGE,p LOOSE"),
            table("tags", "t", "t", "t TEXT,k BIG,i INT,n NUM,b BOOL,m MOOD,tz TZ,a INTS"),
            table("visits", "u", "id", "u UUID,id INT,k BIG,i INT,big BIG,d DATE,ts TS,c CHAR,n NUM,y BYTEA"),
            table("kinds", "", "i", "i INT,t TEXT,c CHAR,m MOOD,n NUM,b BOOL"),
            table("logs", "k", "k,id", "k BIG,id INT,d DATE,i INT,t TEXT,n NUM"),
            table("strays", "k", "id", "k BIG,id INT,i INT,t TEXT,f FLOAT,m MOOD"),
            table("lands", "t", "t", "t TEXT,k BIG,i INT,d DATE"),
            table("notes", "", "id", "id INT,k BIG,i INT,t TEXT,n NUM,b BOOL"));

    private static Table table(String name, String keys, String unique, String columns) {
        ImmutableList<Term> terms = Splitter.on(',')
                .splitToStream(columns)
                .map(column -> Splitter.on(' ').splitToList(column))
                .map(words -> new Term(words.get(0), Kind.valueOf(words.get(1))))
                .collect(ImmutableList.toImmutableList());
        return new Table(name, terms, named(terms, keys), named(terms, unique));
    }

    private static ImmutableList<Term> named(ImmutableList<Term> terms, String names) {
        return terms.stream()
                .filter(term -> Arrays.asList(names.split(",")).contains(term.sql()))
                .collect(ImmutableList.toImmutableList());
    }

    @Override
    public String name() {
        return "zoo";
    }

    @Override
    public String shardMap() {
        return """
            [groups.animal]
            key = ["bigint"]

            [groups.tag]
            key = ["text"]

            [groups.visit]
            key = ["uuid"]

            [tables]
            herds  = { group = "animal", key = "k" }
            beasts = { group = "animal", key = "k" }
            strays = { group = "animal", key = "k" }
            logs   = { group = "animal", key = "k" }
            tags   = { group = "tag", key = "t" }
            lands  = { group = "tag", key = "t" }
            visits = { group = "visit", key = "u" }
            kinds  = { reference = true }
            notes  = { single = "s0" }
            """;
    }

    @Override
    public ImmutableList<Sharded> sharded() {
        return ImmutableList.of(
                new Sharded("herds", "k", "hashint8extended"),
                new Sharded("beasts", "k", "hashint8extended"),
                new Sharded("strays", "k", "hashint8extended"),
                new Sharded("logs", "k", "hashint8extended"),
                new Sharded("tags", "t", "hashtextextended"),
                new Sharded("lands", "t", "hashtextextended"),
                new Sharded("visits", "u", "uuid_hash_extended"));
    }

    @Override
    public String deletes(int shard, int shards) {
        return Dataset.super.deletes(shard, shards) + (shard == 0 ? "" : "DELETE FROM notes;");
    }

    @Override
    public void fill(PlainConnection connection) throws IOException {
        connection.query(Resources.toString(Resources.getResource("proof/zoo.sql"), UTF_8));
    }
}
