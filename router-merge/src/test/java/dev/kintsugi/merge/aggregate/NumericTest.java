package dev.kintsugi.merge.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.error.RouterException;
import dev.kintsugi.value.BinaryValues;
import dev.kintsugi.value.PgNumeric;
import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Adding, dividing and encoding numerics follow Postgres' rules.
class NumericTest {
    private static final PgNumeric NAN = PgNumeric.NaN.INSTANCE;
    private static final PgNumeric UP = new PgNumeric.Infinity(false);
    private static final PgNumeric DOWN = new PgNumeric.Infinity(true);
    private static final PgNumeric ONE = new PgNumeric.Finite(BigDecimal.ONE);

    @Property
    void survivesEncodingWithItsScale(@ForAll BigInteger unscaled, @ForAll @IntRange(max = 50) int scale) {
        PgNumeric value = new PgNumeric.Finite(new BigDecimal(unscaled, scale));
        byte[] bytes = BinaryValues.encodeNumeric(value);
        byte[] shifted = new byte[bytes.length + 7];
        System.arraycopy(bytes, 0, shifted, 4, bytes.length);
        assertThat(BinaryValues.numeric(shifted, 4, bytes.length)).isEqualTo(value);
    }

    /// The quotient is off by at most half a unit in its last place.
    @Property
    void quotientIsTheNearest(
            @ForAll BigInteger unscaled, @ForAll @IntRange(max = 20) int scale, @ForAll @IntRange(min = 1) int count) {
        BigDecimal dividend = new BigDecimal(unscaled, scale);
        BigDecimal quotient = NumericDivision.divide(dividend, BigDecimal.valueOf(count));
        BigDecimal error =
                quotient.multiply(BigDecimal.valueOf(count)).subtract(dividend).abs();
        BigDecimal halfUnit = BigDecimal.valueOf(count).multiply(BigDecimal.valueOf(5, quotient.scale() + 1));
        assertThat(error).isLessThanOrEqualTo(halfUnit);
        assertThat(quotient.scale()).isGreaterThanOrEqualTo(scale);
    }

    @Example
    void averagesHaveTheScaleOfPostgres() {
        assertThat(average("5", 3)).isEqualTo("1.6666666666666667");
        assertThat(average("3.50", 2)).isEqualTo("1.7500000000000000");
        assertThat(average("0", 3)).isEqualTo("0.00000000000000000000");
        assertThat(average("-5", 3)).isEqualTo("-1.6666666666666667");
    }

    @Example
    void addsSpecialValues() {
        assertThat(Partials.addNumeric(UP, DOWN)).isEqualTo(NAN);
        assertThat(Partials.addNumeric(DOWN, UP)).isEqualTo(NAN);
        assertThat(Partials.addNumeric(UP, UP)).isEqualTo(UP);
        assertThat(Partials.addNumeric(UP, ONE)).isEqualTo(UP);
        assertThat(Partials.addNumeric(ONE, DOWN)).isEqualTo(DOWN);
        assertThat(Partials.addNumeric(NAN, UP)).isEqualTo(NAN);
        assertThat(Partials.addNumeric(UP, NAN)).isEqualTo(NAN);
        assertThat(Partials.addNumeric(ONE, NAN)).isEqualTo(NAN);
        assertThat(Partials.addNumeric(ONE, new PgNumeric.Finite(new BigDecimal("1.00"))))
                .isEqualTo(new PgNumeric.Finite(new BigDecimal("2.00")));
        PgNumeric huge = new PgNumeric.Finite(BigDecimal.TEN.pow(131_072).subtract(BigDecimal.ONE));
        assertThatThrownBy(() -> Partials.addNumeric(huge, ONE)).hasMessage("value overflows numeric format");
    }

    @Example
    void refusesMalformedBytes() {
        for (byte[] malformed : new byte[][] {{}, new byte[7], {0, 1, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 1, 0, 0, 0}}) {
            assertThatThrownBy(() -> BinaryValues.numeric(malformed, 0, malformed.length))
                    .isInstanceOfSatisfying(
                            RouterException.class,
                            e -> assertThat(e.error().code()).isEqualTo("22P03"));
        }
    }

    private static String average(String sum, long count) {
        return NumericDivision.divide(new BigDecimal(sum), BigDecimal.valueOf(count))
                .toPlainString();
    }
}
