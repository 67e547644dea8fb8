package dev.kintsugi.merge.aggregate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.BaseEncoding;
import com.google.common.io.Resources;
import dev.kintsugi.value.BinaryValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.PgNumeric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Compares rendered values and averages with the answers of a real server in `postgres/*.txt` (see the `.sql`
/// beside).
class PostgresTextTest {
    @Test
    void printsFloatsAsTheServerDoes() {
        for (String[] answer : answers("postgres/floats.txt")) {
            ByteBuffer binary = ByteBuffer.wrap(hex(answer[1]));
            String text =
                    answer[0].equals("float4") ? FloatText.of(binary.getFloat()) : FloatText.of(binary.getDouble());
            assertThat(text).as(String.join("|", answer)).isEqualTo(answer[2]);
        }
    }

    @Test
    void dividesAsTheServerDoes() {
        for (String[] answer : answers("postgres/averages.txt")) {
            PgNumeric average = NumericDivision.divide(decode(answer[0]), Long.parseLong(answer[1]));
            assertThat(BaseEncoding.base16().lowerCase().encode(BinaryValues.encodeNumeric(average)))
                    .as(String.join("|", answer))
                    .isEqualTo(answer[2]);
            assertThat(text(average)).as(String.join("|", answer)).isEqualTo(answer[3]);
        }
    }

    @Test
    void numericsSurviveDecodingAndEncoding() {
        for (String[] answer : answers("postgres/orders.txt")) {
            if (answer[0].equals("numeric")) {
                byte[] encoded = BinaryValues.encodeNumeric(decode(answer[2]));
                assertThat(BaseEncoding.base16().lowerCase().encode(encoded)).isEqualTo(answer[2]);
            }
        }
    }

    private static PgNumeric decode(String hex) {
        byte[] bytes = hex(hex);
        return BinaryValues.numeric(bytes, 0, bytes.length);
    }

    private static String text(PgNumeric value) {
        ValueWriter writer = new ValueWriter();
        writer.begin(1);
        writer.numeric(value, Format.TEXT);
        byte[] row = writer.finish();
        return new String(Arrays.copyOfRange(row, 6, row.length), UTF_8);
    }

    private static byte[] hex(String text) {
        return BaseEncoding.base16().lowerCase().decode(text);
    }

    private static List<String[]> answers(String resource) {
        try {
            return Resources.readLines(Resources.getResource(resource), UTF_8).stream()
                    .map(line -> line.split("\\|", -1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
