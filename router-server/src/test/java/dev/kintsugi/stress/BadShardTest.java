package dev.kintsugi.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.server.RouterServer;
import dev.kintsugi.transcript.RouterGuard;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Shards that hang up, talk nonsense or say nothing, at every point where a session waits for them.
class BadShardTest {
    private ScriptedShard shard;
    private RouterServer router;
    private RouterGuard guard;

    @BeforeEach
    void start() throws Exception {
        shard = new ScriptedShard();
        shard.misbehave((type, body, peer) -> {
            if (type == 'Q' && body.contains("pg_catalog")) {
                peer.error("ERROR", "42501").ready('I');
                return true;
            }
            return false;
        });
        router = StressRouter.start(List.of(shard.address()), 1, 3);
        guard = RouterGuard.of(router);
    }

    @AfterEach
    void stop() throws Exception {
        guard.close();
        router.close();
        shard.close();
    }

    /// Misbehaves once: the first time that a message of this type contains these words.
    private void once(char type, String words, ScriptedShard.Misbehaviour how) {
        AtomicBoolean done = new AtomicBoolean();
        shard.misbehave((t, body, peer) ->
                t == type && body.contains(words) && done.compareAndSet(false, true) && how.on(t, body, peer));
    }

    private static void assertUsable(Talk talk) throws Exception {
        assertThat(talk.ask("SELECT 'again'")).containsExactly("C SELECT 0", "Z I");
    }

    @Test
    void hangsUpInTheMiddleOfARow() throws Exception {
        once('Q', "mid", (_, _, peer) -> {
            peer.message('T', 0, 0)
                    .raw((byte) 'D', (byte) 0, (byte) 0, (byte) 1)
                    .hangUp();
            return true;
        });
        try (Talk talk = Talk.login(router.port())) {
            List<String> answer = talk.ask("SELECT 'mid'");
            assertThat(answer).hasSize(3).startsWith("T").endsWith("Z I");
            assertThat(answer.get(1)).startsWith("E 08006");
            assertUsable(talk);
        }
    }

    @Test
    void sendsNonsense() throws Exception {
        for (byte[] nonsense : new byte[][] {
            {'D', 0, 0, 0, 1},
            {'D', 127, -1, -1, -1},
            {'D', -1, -1, -1, -1},
            {'Z', 0, 0, 0, 4},
            {'x', 0, 0, 0, 4, 'T', 0}
        }) {
            once('E', "", (_, _, peer) -> {
                peer.raw(nonsense).raw(new byte[64]);
                peer.hangUp();
                return true;
            });
            try (Talk talk = Talk.login(router.port())) {
                List<String> answer = talk.run("SELECT 1").sync().answer();
                assertThat(answer.stream().filter(line -> line.startsWith("E ")))
                        .hasSize(1);
                assertThat(answer).endsWith("Z I");
                assertUsable(talk);
            }
        }
    }

    @Test
    void isShutDownByItsAdministrator() throws Exception {
        once('Q', "bye", (_, _, peer) -> {
            peer.error("FATAL", "57P01").hangUp();
            return true;
        });
        try (Talk talk = Talk.login(router.port())) {
            assertThat(talk.ask("SELECT 'bye'")).containsExactly("E 57P01 scripted", "Z I");
            assertUsable(talk);
        }
    }

    @Test
    void refusesBegin() throws Exception {
        once('Q', "BEGIN", (_, _, peer) -> {
            peer.error("ERROR", "57014").ready('I');
            return true;
        });
        try (Talk talk = Talk.login(router.port())) {
            assertThat(talk.ask("BEGIN")).containsExactly("C BEGIN", "Z T");
            List<String> answer = talk.ask("SELECT 'unprotected'");
            assertThat(answer).hasSize(2).endsWith("Z E");
            assertThat(answer.getFirst()).startsWith("E ");
            assertThat(talk.ask("COMMIT")).containsExactly("C ROLLBACK", "Z I");
            assertUsable(talk);
        }
    }

    @Test
    void hangsUpInsteadOfAnsweringSync() throws Exception {
        once('S', "", (_, _, peer) -> {
            peer.hangUp();
            return true;
        });
        try (Talk talk = Talk.login(router.port())) {
            List<String> answer =
                    talk.run("INSERT INTO countries VALUES ('xx', 'x')").sync().answer();
            assertThat(answer.get(answer.size() - 2)).startsWith("E 08006");
            assertThat(answer).endsWith("Z I");
            assertUsable(talk);
        }
    }

    @Test
    void hangsUpBehindAnExecuteThatWasAnswered() throws Exception {
        shard.misbehave((type, _, peer) -> {
            if (type == 'E') {
                peer.tag("INSERT 0 1").hangUp();
                return true;
            }
            return false;
        });
        try (Talk talk = Talk.login(router.port())) {
            talk.run("SELECT 'first'").flush().send();
            assertThat(talk.until("C")).endsWith("C INSERT 0 1");
            shard.misbehave((_, _, _) -> false);
            List<String> answer = talk.run("SELECT 'second'").sync().answer();
            assertThat(answer)
                    .as("the second half must not be committed alone")
                    .hasSize(2)
                    .endsWith("Z I");
            assertThat(answer.getFirst()).startsWith("E 08006");
            assertUsable(talk);
        }
    }

    @Test
    void hangsUpDuringCommit() throws Exception {
        try (Talk talk = Talk.login(router.port())) {
            talk.ask("BEGIN");
            talk.ask("SELECT 1");
            once('Q', "COMMIT", (_, _, peer) -> {
                peer.hangUp();
                return true;
            });
            List<String> answer = talk.ask("COMMIT");
            assertThat(answer).hasSize(2).endsWith("Z I");
            assertThat(answer.getFirst()).startsWith("E 08");
            assertUsable(talk);
        }
    }

    @Test
    void saysNothingAtLoginAndNobodyWaitsForGood() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        shard.misbehave((type, body, _) -> {
            if (type == 'Q' && body.contains("never")) {
                asked.countDown();
                return true;
            }
            return false;
        });
        try (Talk first = Talk.login(router.port());
                Talk second = Talk.login(router.port())) {
            first.query("SELECT 'never'").send();
            asked.await();
            shard.fallSilent();
            second.query("SELECT 'waits'").send();
            first.vanish(); // the connection opened in place of its own is never answered
            List<String> answer = second.untilReady();
            assertThat(answer).hasSize(2).endsWith("Z I");
            assertThat(answer.getFirst()).startsWith("E ");
        }
    }
}
