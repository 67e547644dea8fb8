package dev.kintsugi.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
    private static final List<String> NAMES = List.of("host", "port", "connect_timeout");

    @Test
    void aTypingErrorFindsTheName() {
        assertThat(NearestName.of("hots", NAMES)).contains("host");
        assertThat(NearestName.of("Port", NAMES)).contains("port");
        assertThat(NearestName.of("conect_timout", NAMES)).contains("connect_timeout");
        assertThat(NearestName.of("color", NAMES)).isEmpty();
        assertThat(NearestName.of("", NAMES)).isEmpty();
        assertThat(NearestName.of("x".repeat(100_000), NAMES)).isEmpty();
    }

    @Test
    void withoutANearNameTheHintListsAll() {
        assertThat(NearestName.hint("color", NAMES, "keys")).isEqualTo("known keys: host, port, connect_timeout");
        assertThat(NearestName.hint("color", List.of(), "groups")).isEqualTo("there are no groups");
    }
}
