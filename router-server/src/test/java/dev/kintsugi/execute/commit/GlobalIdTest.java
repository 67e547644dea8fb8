package dev.kintsugi.execute.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GlobalIdTest {
    private static final GlobalId LARGEST = new GlobalId(
            "ffffffffffffffff",
            999_999_999_999_999_999L,
            999_999_999,
            new GlobalId.Decider(999_999_999, "18446744073709551615", "FFFFFFFF", "18446744073709551615"));

    @Test
    void isReadAsItWasWritten() {
        assertThat(GlobalId.parse(LARGEST.toString())).isEqualTo(Optional.of(LARGEST));
    }

    @Test
    void fitsIntoPostgresNames() {
        assertThat(LARGEST.toString()).hasSizeLessThan(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "kintsugi_",
                "citus_0_1_2_3",
                "kintsugi_0123456789abcdef_1_1_0_77_00000001_",
                "kintsugi_0123456789abcdef_1_1_0_77_00000001_8'; DROP TABLE t; --",
                "kintsugi_0123456789abcdef_1_9999999999_0_77_00000001_8"
            })
    void othersNamesAreNot(String name) {
        assertThat(GlobalId.parse(name)).isEmpty();
    }
}
