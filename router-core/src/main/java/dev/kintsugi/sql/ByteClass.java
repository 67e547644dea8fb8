package dev.kintsugi.sql;

/// What a byte can begin in Postgres' scanner; every byte from 0x80 up belongs to identifiers, whatever the encoding.
///
/// Source: PostgreSQL manual, section 4.1.
enum ByteClass {
    BLANK,
    WORD_START,
    DIGIT,
    QUOTE,
    DOUBLE_QUOTE,
    DOLLAR,
    OPERATOR,
    DOT,
    COLON,
    COMMA,
    OPEN_PARENTHESIS,
    CLOSE_PARENTHESIS,
    OPEN_BRACKET,
    CLOSE_BRACKET,
    OTHER;

    private static final ByteClass[] CLASSES = new ByteClass[256];
    private static final boolean[] CONTINUES_WORD = new boolean[256];

    static {
        for (int b = 0; b < CLASSES.length; b++) {
            CLASSES[b] = classify(b);
            CONTINUES_WORD[b] = CLASSES[b] == WORD_START || CLASSES[b] == DIGIT || b == '$';
        }
    }

    static ByteClass of(byte b) {
        return CLASSES[b & 0xff];
    }

    static boolean startsWord(byte b) {
        return CLASSES[b & 0xff] == WORD_START;
    }

    /// Whether the byte may stand inside an unquoted identifier.
    static boolean continuesWord(byte b) {
        return CONTINUES_WORD[b & 0xff];
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    static boolean isNewline(byte b) {
        return b == '\n' || b == '\r';
    }

    /// The byte with an ASCII capital folded: the only folding Postgres does to identifiers in UTF-8.
    static byte fold(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
    }

    private static ByteClass classify(int b) {
        if (b >= 0x80 || b == '_' || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z')) {
            return WORD_START;
        }
        return switch (b) {
            case ' ', '\t', '\n', '\r', '\f', 0x0b -> BLANK;
            case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> DIGIT;
            case '\'' -> QUOTE;
            case '"' -> DOUBLE_QUOTE;
            case '$' -> DOLLAR;
            case '~', '!', '@', '#', '^', '&', '|', '`', '?', '+', '-', '*', '/', '%', '<', '>', '=' -> OPERATOR;
            case '.' -> DOT;
            case ':' -> COLON;
            case ',' -> COMMA;
            case '(' -> OPEN_PARENTHESIS;
            case ')' -> CLOSE_PARENTHESIS;
            case '[' -> OPEN_BRACKET;
            case ']' -> CLOSE_BRACKET;
            default -> OTHER;
        };
    }
}
