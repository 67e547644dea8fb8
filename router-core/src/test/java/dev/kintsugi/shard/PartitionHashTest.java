package dev.kintsugi.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.value.KeyCoercion;
import dev.kintsugi.value.KeyMatch;
import dev.kintsugi.value.KeyType;
import dev.kintsugi.value.KeyValue;
import dev.kintsugi.value.PgNumeric;
import dev.kintsugi.value.SqlLiteral;
import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The expected hashes are those of Postgres' `hash…extended(value, 8816678312871386365)`.
class PartitionHashTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "INT4, 0, -4403592609991167795",
                "INT8, 0, -4403592609991167795",
                "INT8, 1, 5968994663651403477",
                "INT8, 4294967296, 5968994663651403477",
                "BOOL, true, 5968994663651403477",
                "INT2, 2, -6784076462669891433",
                "INT4, 42, 7363975540656877951",
                "INT4, -1, -5017072347659237694",
                "INT8, 9223372036854775807, 4938542303000433043",
                "INT4, -2147483648, 4938542303000433043",
                "INT8, -9223372036854775808, -6050265599104649060",
                "INT4, 2147483647, -6050265599104649060",
                "INT8, 1234567890123, 4234184308168508908",
                "TEXT, \"\", -5700645584453517373",
                "TEXT, a, -6705225459120232837",
                "TEXT, abc, 3628778498291917250",
                "BPCHAR, \"abc  \", 3628778498291917250",
                "VARCHAR, abcd, 4029384952263848046",
                "TEXT, hello, -2635279551741001039",
                "TEXT, hello world, 7664296498819024037",
                "TEXT, twelve chars, 2890987966974328554",
                "TEXT, ünïcode ✓, 2068224043647817354",
                "UUID, 00000000-0000-0000-0000-000000000000, -5281082146396728638",
                "UUID, 550e8400-e29b-41d4-a716-446655440000, -3467891652331307802",
                "UUID, ffffffff-ffff-ffff-ffff-ffffffffffff, -148986464341306210",
                "NUMERIC, 1, -3231555093127941538",
                "NUMERIC, 1.00, -3231555093127941538",
                "NUMERIC, 100, -3879215986038224534",
                "NUMERIC, 10000, -3231555093127941537",
                "NUMERIC, 0.0001, 3231555093127941537",
                "NUMERIC, 123456.789, -8390360484730815567",
                "NUMERIC, -123456.789, -8390360484730815567",
                "NUMERIC, 99999999999999999999.5, 7616255213529981536",
                "NUMERIC, 0, 8816678312871386364",
                "NUMERIC, NaN, 8816678312871386365",
                "NUMERIC, -Infinity, 8816678312871386365",
                "DATE, 2024-01-01, 3451063793814536532",
                "TIMESTAMP, 2024-01-01, -3362462900486840680",
                "BYTEA, abc, 3628778498291917250",
            })
    void hashesAsPostgresDoes(KeyType type, String text, long expected) {
        assertThat(PartitionHash.hash(key(type, text))).isEqualTo(expected);
    }

    @Test
    void hashesLongText() {
        assertThat(PartitionHash.hash(new KeyValue.Text("x".repeat(100)))).isEqualTo(894331291974510311L);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "INT4, 0, 0, 0, 432",
                "INT8, 1, 0, 8, 952",
                "INT4, 2, 2, 10, 378",
                "INT4, 42, 2, 2, 610",
                "INT4, -1, 1, 5, 933",
                "TEXT, \"\", 2, 6, 166",
                "TEXT, a, 2, 14, 862",
                "TEXT, abc, 1, 5, 677",
                "TEXT, abcd, 1, 1, 337",
                "TEXT, hello, 0, 4, 916",
                "TEXT, hello world, 0, 8, 392",
                "UUID, 00000000-0000-0000-0000-000000000000, 1, 5, 933",
                "UUID, 550e8400-e29b-41d4-a716-446655440000, 1, 9, 457",
                "UUID, ffffffff-ffff-ffff-ffff-ffffffffffff, 1, 1, 385",
            })
    void fallsIntoThePartitionsOfPostgres(KeyType type, String text, long mod4, long mod16, long mod1024) {
        long hash = PartitionHash.rowHash(List.of(key(type, text)));
        assertThat(Long.remainderUnsigned(hash, 4)).isEqualTo(mod4);
        assertThat(Long.remainderUnsigned(hash, 16)).isEqualTo(mod16);
        assertThat(Long.remainderUnsigned(hash, 1024)).isEqualTo(mod1024);
        assertThat(PartitionHash.slot(hash) % 1024).isEqualTo((int) mod1024);
    }

    @Test
    void combinesColumnsAndSkipsNulls() {
        KeyValue number = new KeyValue.Int(42);
        KeyValue text = new KeyValue.Text("abc");
        long expected = Long.parseUnsignedLong("13407093304683005243");
        assertThat(PartitionHash.rowHash(List.of(number, text))).isEqualTo(expected);
        assertThat(PartitionHash.rowHash(List.of(number, KeyValue.Null.INSTANCE, text)))
                .isEqualTo(expected);
        assertThat(PartitionHash.rowHash(List.of(text, number))).isNotEqualTo(expected);
        assertThat(PartitionHash.slot(List.of(KeyValue.Null.INSTANCE, KeyValue.Null.INSTANCE)))
                .isZero();
    }

    @Test
    void refusesTheHashOfNull() {
        assertThatThrownBy(() -> PartitionHash.hash(KeyValue.Null.INSTANCE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void integersOfAllWidthsHashAlike(@ForAll int value) {
        // a date hashes as a plain int4
        assertThat(PartitionHash.hashInt(value)).isEqualTo(PartitionHash.hash(new KeyValue.Date(value)));
    }

    @Property
    void aWindowHashesAsItsBytes(@ForAll byte[] bytes, @ForAll @IntRange(max = 20) int before) {
        byte[] buffer = new byte[bytes.length + before + 7];
        System.arraycopy(bytes, 0, buffer, before, bytes.length);
        assertThat(PartitionHash.hashBytes(buffer, before, bytes.length))
                .isEqualTo(PartitionHash.hash(new KeyValue.Bytes(bytes)));
    }

    @Property
    void theScaleOfANumericDoesNotCount(@ForAll BigDecimal number, @ForAll @IntRange(max = 9) int zeros) {
        BigDecimal positive = number.setScale(Math.max(0, number.scale()));
        assertThat(PartitionHash.hash(numeric(positive.setScale(positive.scale() + zeros))))
                .isEqualTo(PartitionHash.hash(numeric(positive)));
    }

    @Property
    void theShortCutsAgreeWithTheKey(@ForAll long number, @ForAll long low, @ForAll String text) {
        assertThat(PartitionHash.rowHash(PartitionHash.hashInt(number)))
                .isEqualTo(PartitionHash.rowHash(List.of(new KeyValue.Int(number))));
        assertThat(PartitionHash.hashUuid(number, low)).isEqualTo(PartitionHash.hash(new KeyValue.Uuid(number, low)));
        byte[] utf8 = text.getBytes(UTF_8);
        assertThat(PartitionHash.hashBytes(utf8, 0, utf8.length))
                .isEqualTo(PartitionHash.hash(new KeyValue.Text(text)));
    }

    private static KeyValue numeric(BigDecimal number) {
        return new KeyValue.Numeric(new PgNumeric.Finite(number));
    }

    private static KeyValue key(KeyType type, String text) {
        KeyMatch match = KeyCoercion.literal(type, new SqlLiteral.Quoted(text));
        assertThat(match).isInstanceOf(KeyMatch.Exactly.class);
        return ((KeyMatch.Exactly) match).value();
    }
}
