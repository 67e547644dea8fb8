package dev.kintsugi.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/// Durations and sizes read as they print.
class QuantityTest {
    @Property
    void aDurationPrintsAsItReads(@ForAll @LongRange(min = 1, max = 864_000_000) long millis) {
        Duration duration = Duration.ofMillis(millis);
        assertThat(Quantity.duration(Quantity.print(duration))).contains(duration);
    }

    @Property
    void aSizePrintsAsItReads(@ForAll @LongRange(min = 0, max = 1L << 20) long number) {
        for (int shift = 0; shift <= 20; shift += 10) {
            assertThat(Quantity.size(Quantity.print(number << shift))).hasValue(number << shift);
        }
    }
}
