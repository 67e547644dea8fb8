package dev.kintsugi.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LineMapTest {
    @Property(tries = 200)
    void tellsTheClientsLine(@ForAll Random random) {
        LineMap map = new LineMap();
        Map<Long, Long> lines = new HashMap<>();
        long shard = 0;
        long client = 0;
        for (int i = random.nextInt(20_000); i > 0; i--) {
            int more = random.nextInt(50) == 0 ? 1 + random.nextInt(300) : 1;
            client += more + (random.nextInt(100) == 0 ? random.nextInt(1_000_000) : random.nextInt(5));
            shard += more;
            map.add(more, client, 100);
            lines.put(shard, client);
        }
        lines.forEach((line, wanted) -> assertThat(map.clientLine(line)).isEqualTo(wanted));
    }

    @Test
    void countsOnWithinARecord() {
        LineMap map = new LineMap();
        map.add(1, 10, 5);
        map.add(3, 20, 5);
        assertThat(map.clientLine(1)).isEqualTo(10);
        assertThat(map.clientLine(3)).isEqualTo(19);
        assertThat(map.clientLine(4)).isEqualTo(20);
    }

    @Test
    void forgetsWhatTheShardHasSurelyRead() {
        LineMap map = new LineMap();
        int records = 3 * LineMap.AT_LEAST;
        for (int i = 1; i <= records; i++) {
            map.add(1, 2L * i, LineMap.WINDOW / 100);
        }
        assertThat(map.clientLine(1)).isEqualTo(-1);
        assertThat(map.clientLine(records - LineMap.AT_LEAST)).isEqualTo(2L * (records - LineMap.AT_LEAST));
        assertThat(map.clientLine(records)).isEqualTo(2L * records);
    }
}
