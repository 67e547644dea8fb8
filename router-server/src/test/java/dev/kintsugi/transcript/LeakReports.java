package dev.kintsugi.transcript;

import com.google.common.collect.ImmutableList;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.ArrayList;
import java.util.List;

/// What Netty's leak detector has to say.
final class LeakReports {
    private static final List<String> REPORTS = new ArrayList<>();
    private static boolean watching;

    private LeakReports() {}
}
