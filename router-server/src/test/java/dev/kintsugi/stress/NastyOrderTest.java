package dev.kintsugi.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Orders of messages in which a reply, a setting or a write can get lost.
class NastyOrderTest {
    private static StressRouter router;

    @BeforeAll
    static void open() throws Exception {
        router = StressRouter.open(8);
    }

    @AfterAll
    static void close() throws Exception {
        router.assertQuiet();
        router.close();
    }

    /// Two owners on different shards.
    private static int[] twoOwners(Talk talk) throws Exception {
        for (int other = 1; other < StressRouter.OWNERS; other++) {
            List<String> both =
                    talk.ask("SELECT 1 FROM stress_accounts TABLESAMPLE SYSTEM (0) WHERE owner IN (0, " + other + ")");
            if (both.getFirst().startsWith("E 0A000")) {
                return new int[] {0, other};
            }
        }
        throw new AssertionError("all owners on one shard");
    }

    @Test
    void anErrorInOnePipelinedBatchLeavesTheNextAlone() throws Exception {
        try (Talk talk = router.login()) {
            talk.run("SELECT 1/$1::int", "0")
                    .run("SELECT count(*) FROM stress_accounts")
                    .sync();
            talk.run("SELECT $1::text", "second").sync();
            talk.run("SELECT sum(balance) FROM stress_accounts WHERE owner = $1", "3")
                    .sync()
                    .send();
            assertThat(talk.until("E")).endsWith("E 22012 division by zero");
            assertThat(talk.untilReady()).containsExactly("Z I");
            assertThat(talk.untilReady()).containsExactly("1", "2", "D second", "C SELECT 1", "Z I");
            assertThat(talk.untilReady()).containsExactly("1", "2", "D 200", "C SELECT 1", "Z I");
        }
    }

    @Test
    void aDeferredConstraintFailsAtSync() throws Exception {
        try (Talk talk = router.login()) {
            List<String> answer = talk.run("INSERT INTO stress_deferred VALUES ($1, 1)", "5")
                    .sync()
                    .answer();
            assertThat(answer).contains("C INSERT 0 1").endsWith("Z I");
            assertThat(answer.get(answer.size() - 2)).startsWith("E 23505");
            assertThat(talk.ask("SELECT count(*) FROM stress_deferred WHERE owner = 5"))
                    .contains("D 1");
        }
    }

    @Test
    void settingsOfASavepointAreUndoneOnAShardThatJoinedLate() throws Exception {
        try (Talk talk = router.login()) {
            int[] owners = twoOwners(talk);
            talk.ask("BEGIN");
            talk.ask("SELECT balance FROM stress_accounts WHERE part = 0 AND owner = " + owners[0]);
            talk.ask("SAVEPOINT s");
            talk.ask("SET application_name TO 'leaked'");
            String other = "SELECT current_setting('application_name') FROM stress_accounts WHERE part = 0 AND owner = "
                    + owners[1];
            assertThat(talk.ask(other)).contains("D leaked");
            talk.ask("ROLLBACK TO SAVEPOINT s");
            assertThat(talk.ask(other)).contains("D ");
            talk.ask("COMMIT");
            assertThat(talk.ask(other)).contains("D ");
            assertThat(talk.ask("SHOW application_name")).contains("D ");
        }
    }

    @Test
    void setLocalSearchPathIsSeenByThePlanner() throws Exception {
        try (Talk talk = router.login()) {
            talk.ask("BEGIN");
            talk.ask("SET LOCAL search_path TO pg_catalog");
            assertThat(talk.ask("SELECT count(*) FROM stress_accounts").getFirst())
                    .startsWith("E 42P01");
            talk.ask("ROLLBACK");
            assertThat(talk.ask("SELECT count(*) FROM stress_accounts")).contains("D " + 2 * StressRouter.OWNERS);
        }
    }

    @Test
    void optionsOfBeginHoldInOneQueryToo() throws Exception {
        try (Talk talk = router.login()) {
            List<String> answer = talk.ask("BEGIN READ ONLY; INSERT INTO stress_log VALUES (1, 'no'); COMMIT");
            assertThat(answer).anyMatch(line -> line.startsWith("E 25006"));
            talk.ask("ROLLBACK");
            answer = talk.ask("SELECT 1; BEGIN ISOLATION LEVEL REPEATABLE READ; SHOW transaction_isolation; COMMIT");
            assertThat(answer).noneMatch("D read committed"::equals);
            talk.ask("ROLLBACK");
            talk.ask("BEGIN");
            talk.ask("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
            talk.ask("COMMIT AND CHAIN");
            assertThat(talk.ask("SHOW transaction_isolation")).contains("D serializable");
            assertThat(talk.ask("ROLLBACK")).endsWith("Z I");
            assertThat(talk.ask("COMMIT AND CHAIN").getFirst()).startsWith("E 25P01");
        }
    }

    @Test
    void commitAndRollbackInsideABatchEndWhatItDid() throws Exception {
        try (Talk talk = router.login()) {
            talk.run("INSERT INTO stress_log VALUES (7, 'kept')")
                    .run("COMMIT")
                    .run("SELECT 1/0")
                    .sync();
            assertThat(talk.answer()).contains("C COMMIT").endsWith("Z I");
            assertThat(talk.ask("SELECT note FROM stress_log WHERE owner = 7")).contains("D kept");
            talk.run("INSERT INTO stress_log VALUES (8, 'gone')")
                    .run("ROLLBACK")
                    .sync();
            assertThat(talk.answer()).contains("C ROLLBACK").endsWith("Z I");
            assertThat(talk.ask("SELECT note FROM stress_log WHERE owner = 8")).contains("C SELECT 0");
        }
    }

    @Test
    void aBatchThatFailsOnAnotherShardIsUndoneWhereItWrote() throws Exception {
        try (Talk talk = router.login()) {
            int[] owners = twoOwners(talk);
            talk.run("INSERT INTO stress_log VALUES ($1, 'undone')", String.valueOf(owners[0]));
            talk.run("SELECT 1/(balance - 100) FROM stress_accounts WHERE owner = $1", String.valueOf(owners[1]))
                    .sync();
            assertThat(talk.answer()).anyMatch(line -> line.startsWith("E 22012"));
            talk.run("INSERT INTO stress_log VALUES ($1, 'undone')", String.valueOf(owners[0]))
                    .run("SELEC")
                    .sync();
            assertThat(talk.answer()).anyMatch(line -> line.startsWith("E 42601"));
            assertThat(talk.ask("SELECT count(*) FROM stress_log WHERE note = 'undone'"))
                    .contains("D 0");
        }
    }

    @Test
    void beginTakesTheBatchsWriteIntoItsBlock() throws Exception {
        try (Talk talk = router.login()) {
            int[] owners = twoOwners(talk);
            talk.run("INSERT INTO stress_log VALUES ($1, 'both')", String.valueOf(owners[0]))
                    .run("BEGIN")
                    .sync();
            assertThat(talk.answer()).endsWith("Z T");
            talk.run("INSERT INTO stress_log VALUES ($1, 'both')", String.valueOf(owners[1]))
                    .sync();
            assertThat(talk.answer()).contains("C INSERT 0 1").endsWith("Z T");
            talk.ask("ROLLBACK");
            assertThat(talk.ask("SELECT count(*) FROM stress_log WHERE note = 'both'"))
                    .contains("D 0");
        }
    }

    @Test
    void setInAFailedBatchIsUndone() throws Exception {
        try (Talk talk = router.login()) {
            talk.run("SET application_name TO 'half'").run("SELECT 1/0").sync();
            assertThat(talk.answer()).contains("C SET").endsWith("Z I");
            assertThat(talk.ask("SHOW application_name")).contains("D ");
        }
    }

    @Test
    void wideRowsOfASuspendedScatterDoNotBlockSync() throws Exception {
        try (Talk talk = router.login()) {
            talk.ask("BEGIN");
            talk.parse("", "SELECT repeat('x', 60000) FROM stress_accounts")
                    .bind("p", "")
                    .execute("p", 3)
                    .sync();
            assertThat(talk.answer()).hasSize(7).contains("s").endsWith("Z T");
            assertThat(talk.execute("p", 0).sync().answer())
                    .hasSize(2 * StressRouter.OWNERS - 3 + 2)
                    .endsWith("Z T");
            assertThat(talk.ask("COMMIT")).containsExactly("C COMMIT", "Z I");
        }
    }

    @Test
    void aPortalThatFailsAheadFailsTheTransaction() throws Exception {
        try (Talk talk = router.login()) {
            talk.ask("BEGIN");
            talk.ask("INSERT INTO stress_log VALUES (3, 'ahead')");
            talk.parse(
                    "",
                    "SELECT 1/(row_number() OVER (PARTITION BY owner, part, n) - 1 + (n < 200)::int)"
                            + " FROM stress_accounts, generate_series(1, 300) n WHERE owner >= 0");
            talk.bind("p", "").execute("p", 250).sync();
            talk.answer();
            List<String> end = talk.ask("COMMIT");
            List<String> count = talk.ask("SELECT count(*) FROM stress_log WHERE note = 'ahead'");
            assertThat(count).contains(end.contains("C COMMIT") ? "D 1" : "D 0");
        }
    }

    @Test
    void aQueryBehindAnUnfinishedBatchKeepsItsPlace() throws Exception {
        try (Talk talk = router.login()) {
            talk.run("SELECT pg_sleep(0.05), 'first' FROM stress_accounts WHERE owner = 1 AND part = 0")
                    .query("SELECT count(*) FROM stress_accounts")
                    .send();
            assertThat(talk.untilReady())
                    .containsExactly("1", "2", "D |first", "C SELECT 1", "T", "D 128", "C SELECT 1", "Z I");
            talk.run("INSERT INTO stress_log VALUES (9, 'q')")
                    .query("SELECT 1")
                    .sync()
                    .send();
            assertThat(talk.untilReady())
                    .anyMatch(line -> line.startsWith("E 0A000"))
                    .endsWith("Z I");
            assertThat(talk.ask("SELECT count(*) FROM stress_log WHERE note = 'q'"))
                    .contains("D 0");
        }
    }

    @Test
    void thousandsOfStatementsInOneQuery() throws Exception {
        try (Talk talk = router.login()) {
            List<String> answer = talk.ask("COMMIT;".repeat(20_000));
            assertThat(answer).hasSize(20_001).endsWith("Z I");
        }
    }

    @Test
    void changedTablesAreDescribedAnewAfterOneError() throws Exception {
        try (Talk talk = router.login()) {
            router.onShards("DROP TABLE IF EXISTS stress_log");
            router.onShards("CREATE TABLE stress_log (owner bigint, note text); ALTER TABLE stress_log OWNER TO "
                    + StressRouter.USER);
            String sql = "SELECT * FROM stress_log WHERE owner = $1";
            assertThat(talk.run(sql, "1").sync().answer()).contains("C SELECT 0");
            router.onShards("ALTER TABLE stress_log ADD extra int");
            talk.run(sql, "1").sync().answer();
            assertThat(talk.run(sql, "1").sync().answer()).contains("C SELECT 0");
            router.onShards("ALTER TABLE stress_log DROP extra");
        }
    }

    @Test
    void megabytesBeforeLoginAreRefused() throws Exception {
        try (Talk talk = Talk.connect(router.port())) {
            talk.query("SELECT 1").send();
            assertThat(talk.line()).startsWith("E 08P01");
        } catch (java.io.EOFException closed) {
            assertThat(closed).hasMessage("closed");
        }
    }
}
