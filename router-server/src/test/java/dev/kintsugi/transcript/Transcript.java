package dev.kintsugi.transcript;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A script of the wire protocol, read from a `.pgtest` file.
///
/// ```
/// # why this exists
/// session none                 no login before the first step
///
/// send
/// Query "SELECT 1"             see ClientMessages
/// until ReadyForQuery          or: until ErrorResponse | CommandComplete | Byte | Closed …, with a count, `unordered`
/// router 2 4                   what routers over so many shards answer instead; `*` stands for any text
/// ErrorResponse ERROR 0A000 "*"
/// ReadyForQuery I
///
/// connection b                 go on with another connection, logged in when first named
/// login user "password"        SCRAM, after a Startup
/// lock table · unlock          hold a table on every server, so that statements wait
/// await any active "text"      until a statement with this text is active, or waits (lock, sleep), on any or every
/// server cancel a                     a CancelRequest for a connection
/// disconnect                   close the connection without a word
/// ```
record Transcript(String name, boolean loginFirst, ImmutableList<Step> steps) {
    /// One step; `line` is its number in the file.
    sealed interface Step {
        int line();
    }

    record Send(int line, ImmutableList<String> messages) implements Step {}

    /// Reads until the `count`th message of type `last`.
    record Until(int line, String last, int count, boolean unordered, ImmutableList<Otherwise> router)
            implements Step {}

    /// What routers over so many shards answer instead of what Postgres answers.
    record Otherwise(ImmutableSet<Integer> shards, ImmutableList<String> lines) {}

    record Connection(int line, String name) implements Step {}

    record Login(int line, String user, String password) implements Step {}

    record Lock(int line, String table) implements Step {}

    record Unlock(int line) implements Step {}

    record Await(int line, boolean every, String state, String text) implements Step {}

    record Cancel(int line, String connection) implements Step {}

    record Disconnect(int line) implements Step {}

    static Transcript read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return new Reader(lines).transcript(file.getFileName().toString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static final class Reader {
        private final List<String> lines;
        private final ImmutableList.Builder<Step> steps = ImmutableList.builder();
        private boolean loginFirst = true;
        private int at;

        Reader(List<String> lines) {
            this.lines = lines;
        }

        Transcript transcript(String name) {
            while (at < lines.size()) {
                String line = lines.get(at).strip();
                at++;
                if (!line.isEmpty() && !line.startsWith("#")) {
                    try {
                        step(line);
                    } catch (IllegalArgumentException e) {
                        throw new IllegalArgumentException(name + ":" + at + ": " + e.getMessage(), e);
                    }
                }
            }
            return new Transcript(name, loginFirst, steps.build());
        }

        private void step(String line) {
            int number = at;
            LineWords words = new LineWords(line);
            switch (words.next()) {
                case "session" -> loginFirst = !words.next().equals("none");
                case "send" -> steps.add(new Send(number, block()));
                case "until" -> steps.add(until(number, words));
                case "connection" -> steps.add(new Connection(number, words.next()));
                case "login" -> steps.add(new Login(number, words.next(), words.next()));
                case "lock" -> steps.add(new Lock(number, words.next()));
                case "unlock" -> steps.add(new Unlock(number));
                case "await" -> steps.add(new Await(number, words.next().equals("every"), words.next(), words.next()));
                case "cancel" -> steps.add(new Cancel(number, words.next()));
                case "disconnect" -> steps.add(new Disconnect(number));
                default -> throw new IllegalArgumentException("unknown step: " + line);
            }
        }

        private Until until(int number, LineWords words) {
            String last = words.next();
            int count = 1;
            boolean unordered = false;
            while (words.hasNext()) {
                if (words.take("unordered")) {
                    unordered = true;
                } else {
                    count = words.number();
                }
            }
            List<Otherwise> otherwise = new ArrayList<>();
            while (at < lines.size() && lines.get(at).startsWith("router")) {
                LineWords counts = new LineWords(lines.get(at++).substring("router".length()));
                ImmutableSet.Builder<Integer> shards = ImmutableSet.builder();
                while (counts.hasNext()) {
                    shards.add(counts.number());
                }
                otherwise.add(new Otherwise(shards.build(), block()));
            }
            return new Until(number, last, count, unordered, ImmutableList.copyOf(otherwise));
        }

        /// The lines up to a blank one or the next keyword in lower case.
        private ImmutableList<String> block() {
            ImmutableList.Builder<String> block = ImmutableList.builder();
            while (at < lines.size() && !lines.get(at).isBlank()) {
                String line = lines.get(at);
                if (Character.isLowerCase(line.charAt(0))) {
                    break;
                }
                at++;
                if (!line.startsWith("#")) {
                    block.add(line.strip());
                }
            }
            return block.build();
        }
    }
}
