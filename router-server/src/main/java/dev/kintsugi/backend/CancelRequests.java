package dev.kintsugi.backend;

import com.google.common.collect.ImmutableList;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/// The cancel requests for what one connection does. Used on its event loop.
final class CancelRequests {
    private final BackendTarget target;
    private final BackendKey key;
    private final EventLoop loop;
    private final BackendConnector.CancelDone ended;
    private final List<Runnable> deferred = new ArrayList<>();
    private int underWay;

    /// `ended` hears of the end of each request, after whoever asked for it.
    CancelRequests(BackendTarget target, BackendKey key, EventLoop loop, BackendConnector.CancelDone ended) {
        this.target = target;
        this.key = key;
        this.loop = loop;
        this.ended = ended;
    }

    boolean areUnderWay() {
        return underWay > 0;
    }

    /// Asks the server to stop, now or with [#sendDeferred].
    void send(BackendConnector connector, boolean defer, Runnable done) {
        underWay++;
        if (defer) {
            deferred.add(() -> sendNow(connector, done));
        } else {
            sendNow(connector, done);
        }
    }

    boolean areDeferred() {
        return !deferred.isEmpty();
    }

    void sendDeferred() {
        ImmutableList<Runnable> due = ImmutableList.copyOf(deferred);
        deferred.clear();
        due.forEach(Runnable::run);
    }

    private void sendNow(BackendConnector connector, Runnable done) {
        connector.cancel(loop, target, key, certain -> {
            underWay--;
            done.run();
            ended.accept(certain);
        });
    }
}
