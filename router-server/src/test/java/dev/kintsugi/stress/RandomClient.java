package dev.kintsugi.stress;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A client that does random things for a while, and checks of each that the answer is its own.
///
/// Every query carries a nonce that has to come back in its rows; what the client has set has to be what it is shown.
final class RandomClient {
    private static final String FIRST =
            "SELECT '%s', owner, balance FROM stress_accounts WHERE owner = %d AND part = 0";

    private final StressRouter router;
    private final int number;
    private final Random random;
    private final List<String> mismatches = new ArrayList<>();
    private Talk talk;
    private String name = "";
    private int operations;
    private int nonces;

    RandomClient(StressRouter router, int number, long seed) throws IOException {
        this.router = router;
        this.number = number;
        this.random = new Random(seed + number);
        this.talk = login();
    }

    private Talk login() throws IOException {
        name = "client" + number;
        return router.login("application_name", name);
    }

    int operations() {
        return operations;
    }

    /// Works until then; answers what was wrong.
    List<String> run(long deadlineNanos) {
        String doing = "";
        try {
            while (System.nanoTime() < deadlineNanos && mismatches.isEmpty()) {
                int operation = random.nextInt(13);
                doing = "operation " + operation;
                operate(operation);
                operations++;
            }
            talk.close();
        } catch (IOException e) {
            mismatches.add("client %d, %s: %s".formatted(number, doing, e));
        }
        return mismatches;
    }

    private void operate(int operation) throws IOException {
        switch (operation) {
            case 0 -> point();
            case 1 -> scatter();
            case 2 -> transfer(random.nextBoolean());
            case 3 -> error();
            case 4 -> set();
            case 5 -> prepared();
            case 6 -> pipelined();
            case 7 -> portal();
            case 8 -> copyOut();
            case 9 -> cancelled();
            case 10 -> vanish();
            case 11 -> settingsInBlock();
            case 12 -> failedBlock();
            default -> throw new AssertionError(operation);
        }
    }

    private String nonce() {
        return "n%d.%d".formatted(number, ++nonces);
    }

    private int owner() {
        return random.nextInt(StressRouter.OWNERS);
    }

    private void expect(boolean right, String what, List<String> answer) {
        if (!right) {
            mismatches.add(
                    "client %d, %s: %s".formatted(number, what, answer.size() > 12 ? answer.subList(0, 12) : answer));
        }
    }

    private void point() throws IOException {
        String nonce = nonce();
        int owner = owner();
        List<String> answer = talk.ask(
                "SELECT '%s', owner, part FROM stress_accounts WHERE owner = %d ORDER BY part".formatted(nonce, owner));
        expect(
                answer.equals(List.of(
                        "T",
                        "D %s|%d|0".formatted(nonce, owner),
                        "D %s|%d|1".formatted(nonce, owner),
                        "C SELECT 2",
                        "Z I")),
                "point",
                answer);
    }

    private void scatter() throws IOException {
        String nonce = nonce();
        List<String> answer =
                talk.ask("SELECT '%s', owner FROM stress_accounts WHERE part = 0 ORDER BY owner".formatted(nonce));
        boolean right =
                answer.size() == StressRouter.OWNERS + 3 && answer.getLast().equals("Z I");
        for (int owner = 0; right && owner < StressRouter.OWNERS; owner++) {
            right = answer.get(owner + 1).equals("D %s|%d".formatted(nonce, owner));
        }
        expect(right, "scatter", answer);
    }

    private void transfer(boolean commit) throws IOException {
        int owner = owner();
        int amount = random.nextInt(100);
        String sql = "UPDATE stress_accounts SET balance = balance %s " + amount + " WHERE owner = " + owner
                + " AND part = ";
        expect(talk.ask("BEGIN").getLast().equals("Z T"), "begin", List.of());
        List<String> first = talk.ask(sql.formatted("-") + "0");
        expect(first.equals(List.of("C UPDATE 1", "Z T")), "first half", first);
        if (random.nextInt(4) == 0) {
            List<String> sum = talk.ask("SELECT sum(balance) FROM stress_accounts");
            expect(sum.contains("C SELECT 1") && sum.getLast().equals("Z T"), "sum inside", sum);
        }
        if (random.nextInt(10) == 0) {
            talk.vanish();
            talk = login();
            return;
        }
        List<String> second = talk.ask(sql.formatted("+") + "1");
        expect(second.equals(List.of("C UPDATE 1", "Z T")), "second half", second);
        String end = commit ? "COMMIT" : "ROLLBACK";
        List<String> ended = talk.ask(end);
        expect(ended.equals(List.of("C " + end, "Z I")), "end", ended);
        List<String> sum = talk.ask("SELECT sum(balance) FROM stress_accounts WHERE owner = " + owner);
        expect(sum.contains("D 200"), "invariant of owner " + owner, sum);
    }

    private void error() throws IOException {
        List<String> answer = random.nextBoolean()
                ? talk.ask("SELECT 1 / (balance - balance) FROM stress_accounts")
                : talk.ask("SELECT 1 / (balance - balance) FROM stress_accounts WHERE owner = " + owner());
        expect(
                answer.stream().filter(line -> line.startsWith("E 22012")).count() == 1
                        && answer.getLast().equals("Z I"),
                "error",
                answer);
        shown("");
    }

    private void set() throws IOException {
        name = nonce();
        List<String> answer = talk.ask("SET application_name TO '" + name + "'");
        expect(answer.equals(List.of("C SET", "Z I")), "set", answer);
        shown("after set");
    }

    private void shown(String when) throws IOException {
        List<String> answer = random.nextBoolean()
                ? talk.ask("SHOW application_name")
                : talk.ask("SELECT current_setting('application_name') FROM stress_accounts WHERE part = 0 AND owner = "
                        + owner());
        expect(answer.contains("D " + name), "setting " + name + " " + when, answer);
    }

    private void prepared() throws IOException {
        String statement = "s" + random.nextInt(5);
        String nonce = nonce();
        int owner = owner();
        talk.query("DEALLOCATE ALL");
        talk.parse(
                statement, "SELECT $2::text, balance * 0 + owner FROM stress_accounts WHERE owner = $1 AND part = 1");
        for (int i = 0; i < 3; i++) {
            talk.bind("", statement, String.valueOf(owner + i), nonce + i)
                    .execute("", 0)
                    .sync();
        }
        talk.send();
        talk.untilReady();
        for (int i = 0; i < 3; i++) {
            List<String> answer = talk.untilReady();
            boolean there = owner + i < StressRouter.OWNERS;
            expect(
                    answer.contains("C SELECT " + (there ? 1 : 0))
                            && answer.contains("D %s%d|%d".formatted(nonce, i, owner + i)) == there,
                    "prepared",
                    answer);
        }
    }

    /// Batches in one write, some of which fail in the middle.
    private void pipelined() throws IOException {
        int batches = 1 + random.nextInt(5);
        List<Integer> failing = new ArrayList<>();
        String nonce = nonce();
        for (int batch = 0; batch < batches; batch++) {
            talk.run("SELECT $1::text, count(*) FROM stress_accounts", nonce + "a" + batch);
            if (random.nextInt(3) == 0) {
                failing.add(batch);
                talk.run("SELECT 1 / (balance * 0) FROM stress_accounts WHERE owner = $1", String.valueOf(owner()));
            }
            talk.run(
                    "SELECT $1::text FROM stress_accounts WHERE part = 0 AND owner = $2",
                    nonce + "b" + batch,
                    "" + owner());
            talk.sync();
        }
        talk.send();
        for (int batch = 0; batch < batches; batch++) {
            List<String> answer = talk.untilReady();
            boolean fails = failing.contains(batch);
            expect(
                    answer.contains("D %sa%d|%d".formatted(nonce, batch, 2 * StressRouter.OWNERS))
                            && answer.contains("D %sb%d".formatted(nonce, batch)) == !fails
                            && answer.stream()
                                            .filter(line -> line.startsWith("E"))
                                            .count()
                                    == (fails ? 1 : 0)
                            && answer.getLast().equals("Z I"),
                    "batch " + batch + " of " + batches + (fails ? ", failing" : ""),
                    answer);
        }
    }

    private void portal() throws IOException {
        String nonce = nonce();
        talk.ask("BEGIN");
        talk.parse("", "SELECT $1::text, owner, repeat('x', 3000) FROM stress_accounts WHERE part = 0 AND owner < $2");
        talk.bind("p", "", nonce, String.valueOf(StressRouter.OWNERS));
        int size = 1 + random.nextInt(StressRouter.OWNERS);
        int rows = 0;
        for (boolean more = true; more; ) {
            List<String> answer = talk.execute("p", size).sync().answer();
            more = answer.contains("s");
            rows += (int) answer.stream()
                    .filter(line -> line.startsWith("D " + nonce))
                    .count();
            if (random.nextInt(6) == 0) {
                break;
            }
            expect(more || rows == StressRouter.OWNERS, "portal: " + rows + " rows by " + size, answer);
        }
        List<String> end = talk.ask("COMMIT");
        expect(end.equals(List.of("C COMMIT", "Z I")), "commit behind a portal", end);
    }

    private void copyOut() throws IOException {
        String nonce = nonce();
        String query = random.nextBoolean()
                ? "SELECT '%s', owner FROM stress_accounts WHERE part = 1"
                : "SELECT '%s', owner FROM stress_accounts WHERE owner = " + owner();
        List<String> answer = talk.ask("COPY (" + query.formatted(nonce) + ") TO STDOUT");
        long rows =
                answer.stream().filter(line -> line.startsWith("d " + nonce)).count();
        expect(answer.contains("C COPY " + rows) && rows > 0, "copy", answer);
    }

    private void cancelled() throws IOException {
        String nonce = nonce();
        String sql = random.nextBoolean()
                ? "SELECT owner, repeat('%s', 10000) FROM stress_accounts"
                : "SELECT '%s', pg_sleep(0.02) FROM stress_accounts WHERE owner = " + owner();
        talk.query(sql.formatted(nonce)).send();
        talk.cancel();
        List<String> answer = talk.untilReady();
        boolean cancelled = answer.stream().anyMatch(line -> line.startsWith("E 57014"));
        boolean complete = answer.stream().anyMatch(line -> line.startsWith("C SELECT"));
        expect(cancelled != complete && answer.getLast().equals("Z I"), "cancel", answer);
        point();
    }

    private void vanish() throws IOException {
        switch (random.nextInt(3)) {
            case 0 ->
                talk.query("SELECT repeat('x', 100000) FROM stress_accounts").send();
            case 1 -> {
                talk.ask("BEGIN");
                talk.query("UPDATE stress_accounts SET balance = 0 WHERE owner = " + owner())
                        .send();
            }
            default ->
                talk.run("SELECT pg_sleep(0.01) FROM stress_accounts").flush().send();
        }
        talk.vanish();
        talk = login();
        shown("of a new session");
    }

    private void settingsInBlock() throws IOException {
        talk.ask("BEGIN");
        talk.ask(FIRST.formatted("x", owner()));
        talk.ask("SAVEPOINT a");
        talk.ask("SET application_name TO 'inside'");
        String shown = "SELECT current_setting('application_name') FROM stress_accounts WHERE part = 0 AND owner = ";
        for (int i = 0; i < 3; i++) {
            List<String> inside = talk.ask(shown + owner());
            expect(inside.contains("D inside") && inside.contains("C SELECT 1"), "set inside a block", inside);
        }
        if (random.nextBoolean()) {
            talk.ask("ROLLBACK TO a");
            for (int i = 0; i < 3; i++) {
                List<String> back = talk.ask(shown + owner());
                expect(back.contains("D " + name) && back.contains("C SELECT 1"), "set undone to a savepoint", back);
            }
            talk.ask("COMMIT");
        } else {
            talk.ask("ROLLBACK");
        }
        shown("after a block");
    }

    private void failedBlock() throws IOException {
        talk.ask("BEGIN");
        talk.ask("UPDATE stress_accounts SET balance = 7 WHERE owner = " + owner());
        talk.ask("SELECT 1 / (owner - owner) FROM stress_accounts");
        List<String> aborted = talk.ask(FIRST.formatted("x", owner()));
        expect(aborted.getFirst().startsWith("E 25P02") && aborted.getLast().equals("Z E"), "failed block", aborted);
        List<String> end = talk.ask("COMMIT");
        expect(end.equals(List.of("C ROLLBACK", "Z I")), "end of a failed block", end);
    }
}
