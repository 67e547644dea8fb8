package dev.kintsugi.copy;

/// Takes quotes and escapes out of one field, as `CopyReadAttributesText` and `CopyReadAttributesCSV` do.
final class FieldText {
    private final byte quote;
    private final byte escape;
    private byte[] text = new byte[64];
    private int length;

    FieldText(RecordLayout.Characters characters) {
        this.quote = characters.quote();
        this.escape = characters.escape();
    }

    /// What was read last, from 0 up to [#length].
    byte[] bytes() {
        return text;
    }

    int length() {
        return length;
    }

    private void begin(int longest) {
        length = 0;
        if (text.length < longest) {
            text = new byte[longest];
        }
    }

    /// A field of the text format.
    void unescape(byte[] bytes, int from, int to) {
        begin(to - from);
        int at = from;
        while (at < to) {
            byte c = bytes[at++];
            if (c == '\\') {
                if (at == to) {
                    return;
                }
                c = bytes[at++];
                switch (c) {
                    case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                        int value = c - '0';
                        for (int more = 0; more < 2 && at < to && isOctal(bytes[at]); more++) {
                            value = value << 3 | bytes[at++] - '0';
                        }
                        c = (byte) value;
                    }
                    case 'x' -> {
                        if (at < to && Character.digit(bytes[at], 16) >= 0) {
                            int value = Character.digit(bytes[at++], 16);
                            if (at < to && Character.digit(bytes[at], 16) >= 0) {
                                value = value << 4 | Character.digit(bytes[at++], 16);
                            }
                            c = (byte) value;
                        }
                    }
                    case 'b' -> c = '\b';
                    case 'f' -> c = '\f';
                    case 'n' -> c = '\n';
                    case 'r' -> c = '\r';
                    case 't' -> c = '\t';
                    case 'v' -> c = 0x0B;
                    default -> {}
                }
            }
            text[length++] = c;
        }
    }

    private static boolean isOctal(byte c) {
        return c >= '0' && c <= '7';
    }

    /// A field of the CSV format; answers whether its quotes are balanced.
    boolean unquote(byte[] bytes, int from, int to) {
        begin(to - from);
        boolean quoted = false;
        int at = from;
        while (at < to) {
            byte c = bytes[at++];
            if (!quoted) {
                if (c == quote) {
                    quoted = true;
                } else {
                    text[length++] = c;
                }
            } else if (c == escape && at < to && (bytes[at] == escape || bytes[at] == quote)) {
                text[length++] = bytes[at++];
            } else if (c == quote) {
                quoted = false;
            } else {
                text[length++] = c;
            }
        }
        return !quoted;
    }
}
