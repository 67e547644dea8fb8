package dev.kintsugi.copy;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import java.nio.charset.Charset;
import java.util.Optional;

/// How the records of one COPY are written, and which of their fields are the sharding key.
///
/// `keyFields` tells for each key column which field of a record, from 0, has its value; `columns` is the number of
/// fields of a record. The texts are as the data has them, in `charset`, which is UTF-8 or ISO 8859-1.
public record RecordLayout(
        Kind kind,
        Characters characters,
        String nullText,
        Optional<String> defaultText,
        boolean header,
        Charset charset,
        int columns,
        ImmutableIntArray keyFields,
        KeyNulls keyNulls,
        Dialect dialect) {

    /// The three formats of COPY.
    public enum Kind {
        TEXT,
        CSV,
        BINARY
    }

    /// The characters with a meaning; all are ASCII. Quote and escape are for CSV only.
    public record Characters(byte delimiter, byte quote, byte escape) {
        public static Characters of(char delimiter, char quote, char escape) {
            return new Characters((byte) delimiter, (byte) quote, (byte) escape);
        }
    }

    /// For which key columns FORCE_NULL and FORCE_NOT_NULL are given, as bits in the order of the key.
    public record KeyNulls(int forceNull, int forceNotNull) {
        public static final KeyNulls NONE = new KeyNulls(0, 0);

        boolean isNullForced(int key) {
            return (forceNull >>> key & 1) != 0;
        }

        boolean isNotNullForced(int key) {
            return (forceNotNull >>> key & 1) != 0;
        }
    }

    /// What differs between the servers' versions.
    public enum Dialect {
        /// up to 17: `\.` ends CSV, too, and in text ends a line that has data before it
        MARKER_ANYWHERE,
        /// from 18 on: `\.` has a meaning in text only, and only alone on its line
        MARKER_ALONE
    }

    public RecordLayout {
        checkArgument(!keyFields.isEmpty() && keyFields.length() <= Integer.SIZE, "%s key fields", keyFields.length());
        keyFields.forEach(field -> checkArgument(field >= 0 && field < columns, "key field %s", field));
    }
}
