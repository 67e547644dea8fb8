package dev.kintsugi.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import dev.kintsugi.demo.PlainConnection;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Small tables of every kind for generated statements: `proof/zoo.sql`.
///
/// Sharded by an animal's number (one of them partitioned, one with NULL keys), by a text, a uuid, a text and a number
/// together, a numeric, a char(n), by ranges of dates and by lists of numbers; a reference table; a single table.
final class Zoo implements Dataset {
    /// What can be selected from a table; `keys` are its sharding key, `unique` tells its rows apart.
    record Table(
            String name,
            String group,
            ImmutableList<Term> columns,
            ImmutableList<Term> keys,
            ImmutableList<Term> unique) {}

    static final ImmutableList<Table> TABLES = ImmutableList.of(
            table(
                    "herds animal",
                    "k",
                    "k",
                    "k BIG,i INT,big BIG,small SMALL,n NUM,loose LOOSE,f FLOAT,wild WILD,t TEXT,icu ICU,v TEXT,"
                            + "c CHAR,b BOOL,d DATE,ts TS,tz TZ,m MOOD"),
            table(
                    "beasts animal",
                    "k",
                    "k,id",
                    "k BIG,id INT,i INT,n NUM,f FLOAT,r REAL,t TEXT,icu ICU,c CHAR,b BOOL,d DATE,ts TS,iv IV,u UUID,"
                            + "y BYTEA,m MOOD,a INTS,ta TEXTS,j JSON,rg RANGE,p LOOSE"),
            table("tags tag", "t", "t", "t TEXT,k BIG,i INT,n NUM,b BOOL,m MOOD,tz TZ,a INTS"),
            table("visits visit", "u", "id", "u UUID,id INT,k BIG,i INT,big BIG,d DATE,ts TS,c CHAR,n NUM,y BYTEA"),
            table("kinds none", "", "i", "i INT,t TEXT,c CHAR,m MOOD,n NUM,b BOOL"),
            table("logs animal", "k", "k,id", "k BIG,id INT,d DATE,i INT,t TEXT,n NUM"),
            table("strays animal", "k", "id", "k BIG,id INT,i INT,t TEXT,f FLOAT,m MOOD"),
            table("lands tag", "t", "t", "t TEXT,k BIG,i INT,d DATE"),
            table("notes none", "", "id", "id INT,k BIG,i INT,t TEXT,n NUM,b BOOL"),
            table("eras era", "d", "d,id", "d DATE,id INT,i INT,t TEXT,n NUM,tz TZ"),
            table("days era", "d", "d", "d DATE,k BIG,i INT,m MOOD,f FLOAT"),
            table("marks mark", "i", "i,id", "i INT,id INT,t TEXT,d DATE,b BOOL"),
            table("pairs pair", "t,i", "t,i", "t TEXT,i INT,n NUM,m MOOD,d DATE"),
            table("twins pair", "t,i", "id", "t TEXT,i INT,id INT,k BIG,ts TS"),
            table(
                    "coins coin",
                    "loose",
                    "id",
                    "loose LOOSE,id INT,i INT,t TEXT,huge HUGE,mo CASH,tt TIMETZ,ip INET,vb BITS"),
            table("pads pad", "c", "id", "c CHAR,id INT,i INT,k BIG,t TEXT"));

    private static Table table(String nameAndGroup, String keys, String unique, String columns) {
        List<String> names = Splitter.on(' ').splitToList(nameAndGroup);
        ImmutableList<Term> terms = Splitter.on(',')
                .splitToStream(columns)
                .map(column -> Splitter.on(' ').splitToList(column))
                .map(words -> new Term(words.get(0), Kind.valueOf(words.get(1))))
                .collect(ImmutableList.toImmutableList());
        return new Table(names.get(0), names.get(1), terms, named(terms, keys), named(terms, unique));
    }

    /// The tables of a group.
    static ImmutableList<Table> group(String group) {
        return TABLES.stream().filter(table -> table.group().equals(group)).collect(ImmutableList.toImmutableList());
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
    public String shardMap(int shards) {
        return """
            [groups]
            animal = { key = ["bigint"] }
            tag    = { key = ["text"] }
            visit  = { key = ["uuid"] }
            pair   = { key = ["text", "integer"] }
            coin   = { key = ["numeric"] }
            pad    = { key = ["char"] }

            [groups.era]
            key = ["date"]
            function = "range"
            ranges = [
            %s
            ]

            [groups.mark]
            key = ["integer"]
            function = "list"
            default = "s0"

            [groups.mark.values]
            %s

            [tables]
            herds  = { group = "animal", key = "k" }
            beasts = { group = "animal", key = "k" }
            strays = { group = "animal", key = "k" }
            logs   = { group = "animal", key = "k" }
            tags   = { group = "tag", key = "t" }
            lands  = { group = "tag", key = "t" }
            visits = { group = "visit", key = "u" }
            eras   = { group = "era", key = "d" }
            days   = { group = "era", key = "d" }
            marks  = { group = "mark", key = "i" }
            pairs  = { group = "pair", key = ["t", "i"] }
            twins  = { group = "pair", key = ["t", "i"] }
            coins  = { group = "coin", key = "loose" }
            pads   = { group = "pad", key = "c" }
            kinds  = { reference = true }
            notes  = { single = "s0" }
            """.formatted(ranges(shards), values(shards));
    }

    private static String ranges(int shards) {
        return IntStream.range(0, shards)
                .mapToObj(shard -> "  { %s%sshard = \"s%d\" },"
                        .formatted(
                                shard == 0 ? "" : "from = \"%s\", ".formatted(boundary(shard, shards)),
                                shard == shards - 1 ? "" : "to = \"%s\", ".formatted(boundary(shard + 1, shards)),
                                shard))
                .collect(Collectors.joining("\n"));
    }

    /// The first date of a shard other than the first.
    private static LocalDate boundary(int shard, int shards) {
        return LocalDate.of(2024, 1, 1).plusDays(shard * 30L / shards);
    }

    /// Marks 1 to 8 in turns; all others are on the first shard.
    private static String values(int shards) {
        return IntStream.range(0, shards)
                .mapToObj(shard -> "s%d = [%s]"
                        .formatted(
                                shard,
                                IntStream.rangeClosed(1, 8)
                                        .filter(mark -> mark % shards == shard)
                                        .mapToObj(Integer::toString)
                                        .collect(Collectors.joining(", "))))
                .collect(Collectors.joining("\n"));
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
                new Sharded("visits", "u", "uuid_hash_extended"),
                new Sharded("coins", "loose", "hash_numeric_extended"),
                new Sharded("pads", "c", "hashbpcharextended"));
    }

    @Override
    public String deletes(int shard, int shards) {
        String from = shard == 0 ? "false" : "d < '" + boundary(shard, shards) + "'";
        String to = shard == shards - 1 ? "false" : "d >= '" + boundary(shard + 1, shards) + "'";
        String mine = "CASE WHEN i BETWEEN 1 AND 8 THEN i % " + shards + " ELSE 0 END = " + shard;
        String slot = "EXISTS (SELECT 1 FROM generate_series(%d, %d) s WHERE"
                + " satisfies_hash_partition('pair_slots'::regclass, 4096, s::int, t, i))";
        String pair = slot.formatted(shard * 4096 / shards, (shard + 1) * 4096 / shards - 1);
        return Dataset.super.deletes(shard, shards)
                + "DELETE FROM eras WHERE %1$s OR %2$s; DELETE FROM days WHERE %1$s OR %2$s;".formatted(from, to)
                + "DELETE FROM marks WHERE NOT " + mine + ";"
                + "DELETE FROM pairs WHERE NOT %1$s; DELETE FROM twins WHERE NOT %1$s;".formatted(pair)
                + (shard == 0 ? "" : "DELETE FROM notes;");
    }

    @Override
    public void fill(PlainConnection connection) throws IOException {
        connection.query(Resources.toString(Resources.getResource("proof/zoo.sql"), UTF_8));
    }
}
