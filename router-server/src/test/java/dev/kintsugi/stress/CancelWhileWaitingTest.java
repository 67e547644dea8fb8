package dev.kintsugi.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// A statement that waits in line for a server connection can be cancelled as one that runs.
class CancelWhileWaitingTest {
    private static final String UPDATE = "UPDATE stress_accounts SET balance = balance WHERE owner = 0";

    @Test
    void aCancelEndsTheWait() throws Exception {
        // a pool of one makes one event loop, so that all sessions share that connection
        try (StressRouter router = StressRouter.open(1)) {
            try (Talk holder = router.login();
                    Talk waiting = router.login()) {
                holder.ask("BEGIN");
                assertThat(holder.ask("SELECT 1 FROM stress_accounts WHERE part = 0 AND owner = 0"))
                        .contains("D 1");
                CompletableFuture<List<String>> answer = CompletableFuture.supplyAsync(() -> ask(waiting));
                while (!answer.isDone()) {
                    waiting.cancel(); // one that comes before the statement does nothing
                }
                assertThat(answer.join().getFirst()).isEqualTo("E 57014 canceling statement due to user request");
                holder.ask("COMMIT");
                assertThat(waiting.ask(UPDATE)).contains("C UPDATE 2");
            }
            router.assertQuiet();
        }
    }

    private static List<String> ask(Talk talk) {
        try {
            return talk.ask(UPDATE);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
