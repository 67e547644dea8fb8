package dev.kintsugi.transcript;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.common.collect.ImmutableList;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.slf4j.LoggerFactory;

/// What Netty's leak detector has said since it is watched; every message of it is an error.
final class LeakReports {
    private static final ListAppender<ILoggingEvent> APPENDER = new ListAppender<>();
    private static boolean watching;

    private LeakReports() {}

    static synchronized void watch() {
        if (!watching) {
            watching = true;
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
            APPENDER.start();
            ((Logger) LoggerFactory.getLogger(ResourceLeakDetector.class)).addAppender(APPENDER);
        }
    }

    /// The reports so far. The detector speaks up when a buffer is allocated after others have been collected.
    static synchronized ImmutableList<String> take() {
        System.gc();
        for (int i = 0; i < 3; i++) {
            ByteBufAllocator.DEFAULT.directBuffer(1).release();
        }
        ImmutableList<String> reports =
                APPENDER.list.stream().map(ILoggingEvent::getFormattedMessage).collect(ImmutableList.toImmutableList());
        APPENDER.list.clear();
        return reports;
    }
}
