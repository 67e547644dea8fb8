package dev.kintsugi.frontend;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// The connected clients: counted against the limit, and found again by the key of a CancelRequest. Thread-safe.
public final class SessionRegistry {
    private static final int SECRET_LENGTH = 4;

    private final SecureRandom random = new SecureRandom();
    private final ConcurrentMap<Integer, Registration> byProcessId = new ConcurrentHashMap<>();
    private final AtomicInteger clients = new AtomicInteger();
    private final int maxClients;

    public SessionRegistry(int maxClients) {
        this.maxClients = maxClients;
    }

    /// What a client shows to cancel: `processId` is the router's own number for it, `cancel` may be called by any
    /// thread and runs what it is given as soon as the cancel cannot hit a later statement; `kill`, by any thread,
    /// ends the client.
    @SuppressWarnings("ArrayRecordComponent") // compared in constant time, never as a record
    record Registration(int processId, byte[] secret, Consumer<Runnable> cancel, Runnable kill) {}

    /// Counts one more connection; false if there are too many.
    boolean enter() {
        if (clients.incrementAndGet() > maxClients) {
            clients.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        clients.decrementAndGet();
    }

    /// Clients connected at the moment, logged in or not.
    public int clients() {
        return clients.get();
    }

    Registration register(Consumer<Runnable> cancel, Runnable kill) {
        while (true) {
            byte[] secret = new byte[SECRET_LENGTH];
            random.nextBytes(secret);
            Registration registration = new Registration(random.nextInt(1, Integer.MAX_VALUE), secret, cancel, kill);
            if (byProcessId.putIfAbsent(registration.processId(), registration) == null) {
                return registration;
            }
        }
    }

    /// Ends the client with this number; false if there is none.
    public boolean kill(int processId) {
        Registration registration = byProcessId.get(processId);
        if (registration != null) {
            registration.kill().run();
        }
        return registration != null;
    }

    void remove(Registration registration) {
        byProcessId.remove(registration.processId(), registration);
    }

    /// Cancels what the client with this key runs; a wrong key does nothing and is told nothing. `done` runs, on
    /// any thread, when the session has taken it in: who waits for the end of the cancel's connection is then safe
    /// to go on.
    void cancel(int processId, byte[] secret, Runnable done) {
        Registration registration = byProcessId.get(processId);
        if (registration != null && MessageDigest.isEqual(registration.secret(), secret)) {
            registration.cancel().accept(done);
        } else {
            done.run();
        }
    }
}
