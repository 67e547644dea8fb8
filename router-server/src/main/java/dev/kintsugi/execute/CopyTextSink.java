package dev.kintsugi.execute;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.merge.Row;
import dev.kintsugi.sql.StatementShape.CopyFormat;
import dev.kintsugi.value.Format;
import dev.kintsugi.wire.BackendEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;

/// Rows in text format as the lines of COPY TO: text or CSV (PostgreSQL manual, COPY, "File Formats").
public final class CopyTextSink implements RowSink {
    private final ClientOutput output;
    private final boolean csv;
    private final boolean header;
    private final ImmutableList<String> columns;
    private final byte delimiter;
    private final byte quote;
    private final byte escape;
    private final byte[] nullText;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /// `columns` are the names that the header has, if one is asked for.
    public CopyTextSink(ClientOutput output, CopyFormat format, ImmutableList<String> columns) {
        this.output = output;
        this.columns = columns;
        this.csv = format.csv();
        this.header = format.header();
        this.delimiter = single(format.delimiter().orElse(csv ? "," : "\t"));
        this.quote = single(format.quote().orElse("\""));
        this.escape = single(format.escape().orElse(format.quote().orElse("\"")));
        this.nullText = format.nullText().orElse(csv ? "" : "\\N").getBytes(StandardCharsets.UTF_8);
    }

    private static byte single(String text) {
        return (byte) text.charAt(0);
    }

    @Override
    public void begin() {
        BackendEncoder.copyOutResponse(
                Format.TEXT, ImmutableList.copyOf(Collections.nCopies(columns.size(), Format.TEXT)), output.buffer());
        if (!header) {
            return;
        }
        line.reset();
        for (int i = 0; i < columns.size(); i++) {
            if (i > 0) {
                line.write(delimiter);
            }
            byte[] name = columns.get(i).getBytes(StandardCharsets.UTF_8);
            value(name, 0, name.length, columns.size() == 1);
        }
        emit();
    }

    @Override
    public boolean writable() {
        return output.writable();
    }

    @Override
    public void row(Row row) {
        byte[] bytes = row.buffer();
        int at = row.offset();
        int columns = (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
        at += 2;
        line.reset();
        for (int i = 0; i < columns; i++) {
            if (i > 0) {
                line.write(delimiter);
            }
            int length = (bytes[at] & 0xff) << 24
                    | (bytes[at + 1] & 0xff) << 16
                    | (bytes[at + 2] & 0xff) << 8
                    | (bytes[at + 3] & 0xff);
            at += 4;
            if (length < 0) {
                line.write(nullText, 0, nullText.length);
            } else {
                value(bytes, at, length, columns == 1);
                at += length;
            }
        }
        emit();
    }

    private void emit() {
        line.write('\n');
        BackendEncoder.copyData(line.toByteArray(), output.buffer());
        output.commitIfLarge();
    }

    private void value(byte[] bytes, int start, int length, boolean onlyColumn) {
        if (csv) {
            csvValue(bytes, start, length, onlyColumn);
        } else {
            textValue(bytes, start, length);
        }
    }

    private void textValue(byte[] bytes, int start, int length) {
        for (int i = start; i < start + length; i++) {
            byte b = bytes[i];
            int letter = switch (b) {
                case '\b' -> 'b';
                case '\f' -> 'f';
                case '\n' -> 'n';
                case '\r' -> 'r';
                case '\t' -> 't';
                case 0x0b -> 'v';
                case '\\' -> '\\';
                default -> 0;
            };
            if (letter != 0) {
                line.write('\\');
                line.write(letter);
            } else if (b == delimiter) {
                line.write('\\');
                line.write(b);
            } else {
                line.write(b);
            }
        }
    }

    private void csvValue(byte[] bytes, int start, int length, boolean onlyColumn) {
        if (!mustQuote(bytes, start, length, onlyColumn)) {
            line.write(bytes, start, length);
            return;
        }
        line.write(quote);
        for (int i = start; i < start + length; i++) {
            if (bytes[i] == quote || bytes[i] == escape) {
                line.write(escape);
            }
            line.write(bytes[i]);
        }
        line.write(quote);
    }

    /// As `CopyAttributeOutCSV`: what could be read as NULL, as an end of data, or as structure.
    private boolean mustQuote(byte[] bytes, int start, int length, boolean onlyColumn) {
        if (length == nullText.length && Arrays.equals(bytes, start, start + length, nullText, 0, length)) {
            return true;
        }
        if (onlyColumn && length == 2 && bytes[start] == '\\' && bytes[start + 1] == '.') {
            return true;
        }
        for (int i = start; i < start + length; i++) {
            byte b = bytes[i];
            if (b == delimiter || b == quote || b == '\n' || b == '\r') {
                return true;
            }
        }
        return false;
    }

    @Override
    public void complete(long rows) {
        BackendEncoder.copyDone(output.buffer());
        BackendEncoder.commandComplete("COPY " + rows, output.buffer());
    }
}
