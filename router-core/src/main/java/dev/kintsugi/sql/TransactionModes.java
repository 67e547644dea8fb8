package dev.kintsugi.sql;

import dev.kintsugi.sql.Token.Kind;

/// The mode list of BEGIN and SET TRANSACTION: isolation level, READ ONLY or WRITE, DEFERRABLE; commas are optional.
final class TransactionModes {
    private TransactionModes() {}

    /// Reads the modes up to the end of the statement and returns their text, which may be empty.
    static String read(TokenReader reader) {
        int from = reader.position();
        while (!reader.atEnd()) {
            if (reader.position() > from && reader.take(Kind.COMMA) && reader.atEnd()) {
                throw reader.unexpected();
            }
            mode(reader);
        }
        return reader.tokens().text(from, reader.position());
    }

    private static void mode(TokenReader reader) {
        if (reader.take("isolation", "level")) {
            isolationLevel(reader);
        } else if (reader.take("read")) {
            if (!reader.take("only")) {
                reader.expect("write");
            }
        } else {
            reader.take("not");
            reader.expect("deferrable");
        }
    }

    private static void isolationLevel(TokenReader reader) {
        if (reader.take("serializable") || reader.take("repeatable", "read")) {
            return;
        }
        reader.expect("read");
        if (!reader.take("committed")) {
            reader.expect("uncommitted");
        }
    }
}
