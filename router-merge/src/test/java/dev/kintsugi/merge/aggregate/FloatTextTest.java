package dev.kintsugi.merge.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// The text of a float reads back as the same float and switches to exponents where Postgres does.
class FloatTextTest {
    @Property(tries = 10_000)
    void doublesReadBack(@ForAll long bits) {
        double value = Double.longBitsToDouble(bits);
        if (Double.isFinite(value)) {
            assertThat(Double.parseDouble(FloatText.of(value))).isEqualTo(value);
        }
    }

    @Property(tries = 10_000)
    void floatsReadBack(@ForAll int bits) {
        float value = Float.intBitsToFloat(bits);
        if (Float.isFinite(value)) {
            assertThat(Float.parseFloat(FloatText.of(value))).isEqualTo(value);
        }
    }

    @Example
    void switchesToExponentsWherePostgresDoes() {
        assertThat(FloatText.of(1e14)).isEqualTo("100000000000000");
        assertThat(FloatText.of(1e15)).isEqualTo("1e+15");
        assertThat(FloatText.of(0.0001)).isEqualTo("0.0001");
        assertThat(FloatText.of(1.5e-7)).isEqualTo("1.5e-07");
        assertThat(FloatText.of(999_999f)).isEqualTo("999999");
        assertThat(FloatText.of(1_000_000f)).isEqualTo("1e+06");
        assertThat(FloatText.of(-0.0)).isEqualTo("-0");
        assertThat(FloatText.of(Double.MIN_VALUE)).isEqualTo("5e-324");
        assertThat(FloatText.of(Double.MAX_VALUE)).isEqualTo("1.7976931348623157e+308");
        assertThat(FloatText.of(Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
        assertThat(FloatText.of(Float.NaN)).isEqualTo("NaN");
    }
}
