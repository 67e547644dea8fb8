package dev.kintsugi.transcript;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.auth.ScramClient;
import dev.kintsugi.transcript.Transcript.Until;
import dev.kintsugi.wire.BackendMessage;
import dev.kintsugi.wire.FrontendEncoder;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs a script against one target and writes down what came back.
final class TranscriptRunner implements AutoCloseable {
    /// What one `until` read.
    record Answer(Until until, ImmutableList<String> lines) {}

    private final Target target;
    private final Map<String, WireClient> connections = new LinkedHashMap<>();
    private final ImmutableList.Builder<Answer> answers = ImmutableList.builder();
    private String current = "a";
    private Target.@Nullable Held held;
    /// An answer did not come: what follows would wait in vain, too.
    private boolean silent;

    private TranscriptRunner(Target target) {
        this.target = target;
    }

    static ImmutableList<Answer> run(Transcript transcript, Target target) throws IOException {
        try (TranscriptRunner runner = new TranscriptRunner(target)) {
            if (transcript.loginFirst()) {
                runner.connections.put("a", WireClient.login(target.clients()));
            }
            for (Transcript.Step step : transcript.steps()) {
                if (runner.silent) {
                    break;
                }
                try {
                    runner.step(step, transcript.loginFirst());
                } catch (IOException | RuntimeException e) {
                    throw new IOException(
                            "%s:%d against %s: %s".formatted(transcript.name(), step.line(), target, e.getMessage()),
                            e);
                }
            }
            return runner.answers.build();
        }
    }

    private WireClient client() throws IOException {
        return connections.containsKey(current) ? named(current) : open(false);
    }

    private WireClient named(String name) {
        WireClient client = connections.get(name);
        checkArgument(client != null, "no connection %s", name);
        return client;
    }

    private WireClient open(boolean login) throws IOException {
        WireClient client = login ? WireClient.login(target.clients()) : WireClient.connect(target.clients());
        connections.put(current, client);
        return client;
    }

    private void step(Transcript.Step step, boolean login) throws IOException {
        switch (step) {
            case Transcript.Send(int _, var messages) ->
                client().send(out -> messages.forEach(message -> ClientMessages.encode(message, out)));
            case Until until -> answers.add(new Answer(until, read(until)));
            case Transcript.Connection(int _, String name) -> {
                current = name;
                if (login && !connections.containsKey(name)) {
                    open(true);
                }
            }
            case Transcript.Login(int _, String _, String password) -> login(password);
            case Transcript.Lock(int _, String table) -> held = target.lock(table);
            case Transcript.Unlock _ -> unlock();
            case Transcript.Await(int _, boolean every, String state, String text) -> target.await(every, state, text);
            case Transcript.Cancel(int _, String name) -> named(name).cancel();
            case Transcript.Disconnect _ -> {
                client().close();
                connections.remove(current);
            }
        }
    }

    private void unlock() throws IOException {
        Target.Held locks = held;
        held = null;
        if (locks != null) {
            locks.close();
        }
    }

    private ImmutableList<String> read(Until until) throws IOException {
        if (until.last().equals("Byte")) {
            return ImmutableList.of("Byte " + client().readByte());
        }
        List<String> lines = new ArrayList<>();
        int count = 0;
        try {
            while (count < until.count()) {
                Optional<BackendMessage> message = client().read();
                if (message.isEmpty()) {
                    lines.add("Closed");
                    break;
                }
                String line = MessageText.of(message.get());
                lines.add(line);
                count += line.equals(until.last()) || line.startsWith(until.last() + " ") ? 1 : 0;
            }
        } catch (WireClient.MalformedException otherProtocol) {
            lines.add("(malformed)");
        } catch (SocketTimeoutException silence) {
            lines.add("(nothing more)");
            silent = true;
        }
        MessageText.normalise(lines);
        if (until.unordered()) {
            MessageText.sortRows(lines);
        }
        return ImmutableList.copyOf(lines);
    }

    /// Answers AuthenticationSASL, which has been read already; leaves the outcome to the next `until`.
    private void login(String password) throws IOException {
        ScramClient scram = ScramClient.create(List.of("SCRAM-SHA-256"), Optional.empty(), new SecureRandom());
        client().send(out -> FrontendEncoder.saslInitialResponse("SCRAM-SHA-256", scram.clientFirst(), out));
        Optional<BackendMessage> message = client().read();
        if (message.isEmpty() || !(message.get() instanceof BackendMessage.AuthenticationSaslContinue proceed)) {
            throw new IOException("no challenge but " + message.map(MessageText::of));
        }
        ScramClient.Challenge challenge = scram.serverFirst(proceed.bytes());
        byte[] proof = challenge.respond(challenge.deriveKeys(password)).clientFinal();
        client().send(out -> FrontendEncoder.saslResponse(proof, out));
    }

    @Override
    public void close() throws IOException {
        unlock();
        for (WireClient client : connections.values()) {
            client.close();
        }
    }
}
