package dev.kintsugi.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

/// The guard would be worth nothing if it did not see a buffer that is lost.
class LeakReportsTest {
    @Test
    void aLostBufferIsReported() {
        LeakReports.watch();
        lose();
        ImmutableList<String> reports = ImmutableList.of();
        for (int i = 0; i < 50 && reports.isEmpty(); i++) {
            reports = LeakReports.take();
        }
        assertThat(reports).anyMatch(report -> report.contains("LEAK"));
    }

    private static void lose() {
        assertThat(ByteBufAllocator.DEFAULT.directBuffer(16).writeInt(1).readableBytes())
                .isEqualTo(4);
    }
}
