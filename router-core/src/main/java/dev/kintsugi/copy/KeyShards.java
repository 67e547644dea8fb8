package dev.kintsugi.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.shard.ColocationGroup;
import dev.kintsugi.shard.PartitionHash;
import dev.kintsugi.shard.ShardingFunction;
import dev.kintsugi.value.BindValue;
import dev.kintsugi.value.Constant;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.KeyCoercion;
import dev.kintsugi.value.KeyMatch;
import dev.kintsugi.value.KeyType;
import dev.kintsugi.value.KeyValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.OptionalInt;

/// Reads the key fields of one COPY's records and tells the shards they lead to. Keys of one integer, of one text in a
/// hash group and the like are read without garbage.
final class KeyShards {
    /// The router cannot tell: the server reads the value in a way that depends on more than its text, or refuses
    /// it.
    static final int UNKNOWN = -1;

    /// The server will surely refuse the value.
    static final int INVALID = -2;

    /// No shard has rows with this key.
    static final int NO_OWNER = -3;

    /// Longer texts are not looked at: no number has so many digits.
    private static final int LONGEST_NUMBER = 1000;

    private static final int PLAIN_DIGITS = 18;

    private final ImmutableList<KeyType> types;
    private final ShardingFunction function;
    private final Charset charset;

    /// A single key's type if its values can be read from their bytes, and the slots of its hash.
    private final KeyType only;

    private final boolean hashed;
    private final KeyValue[] values;

    KeyShards(ColocationGroup group, Charset charset) {
        this.types = group.keyTypes();
        this.function = group.function();
        this.charset = charset;
        this.only = types.getFirst();
        this.hashed = function instanceof ShardingFunction.Hash;
        this.values = new KeyValue[types.size()];
    }

    /// The shard of a key of one column in text form, without escapes and quotes.
    int ofText(byte[] bytes, int from, int to) {
        if (isInteger(only)) {
            int length = to - from;
            boolean negative = length > 0 && bytes[from] == '-';
            int first = negative ? from + 1 : from;
            if (to > first && to - first <= PLAIN_DIGITS) {
                long number = 0;
                int at = first;
                for (; at < to; at++) {
                    int digit = bytes[at] - '0';
                    if (digit < 0 || digit > 9) {
                        break;
                    }
                    number = number * 10 + digit;
                }
                if (at == to) {
                    return ofNumber(negative ? -number : number);
                }
            }
        } else if (hashed && isPlainText(bytes, from, to)) {
            return ofHash(PartitionHash.hashBytes(bytes, from, to - from));
        }
        return ofValue(textValue(0, bytes, from, to));
    }

    /// Whether the bytes are those that are hashed: they are text in UTF-8 that is stored as it is.
    private boolean isPlainText(byte[] bytes, int from, int to) {
        if (only != KeyType.TEXT && (only != KeyType.VARCHAR || to > from && bytes[to - 1] == ' ')) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] <= 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isInteger(KeyType type) {
        return type == KeyType.INT4 || type == KeyType.INT8 || type == KeyType.INT2;
    }

    private int ofNumber(long number) {
        boolean fits =
                only == KeyType.INT8 || (only == KeyType.INT4 ? number == (int) number : number == (short) number);
        if (!fits) {
            return INVALID;
        }
        int shard = function.shardOf(number);
        return shard < 0 ? NO_OWNER : shard;
    }

    private int ofHash(long hash) {
        ShardingFunction.Hash slots = (ShardingFunction.Hash) function;
        return slots.slotToShard().get(PartitionHash.slot(PartitionHash.rowHash(hash)));
    }

    /// The shard of a key of one column in binary form.
    int ofBinary(byte[] bytes, int from, int to) {
        if (only == KeyType.INT4 && to - from == Integer.BYTES) {
            return ofNumber(Words.int4(bytes, from));
        }
        if (only == KeyType.INT8 && to - from == Long.BYTES) {
            return ofNumber((long) Words.int4(bytes, from) << 32
                    | Integer.toUnsignedLong(Words.int4(bytes, from + Integer.BYTES)));
        }
        if (hashed && (only == KeyType.UUID && to - from == 16 || isPlainText(bytes, from, to))) {
            return ofHash(PartitionHash.hashBytes(bytes, from, to - from));
        }
        return ofValue(binaryValue(0, bytes, from, to));
    }

    /// The shard of a NULL in the only key column.
    int ofNull() {
        return ofValue(new KeyMatch.Exactly(KeyValue.Null.INSTANCE));
    }

    private int ofValue(KeyMatch match) {
        int bad = set(0, match);
        return bad == 0 ? ofAll() : bad;
    }

    /// Notes the value of one column of the key; answers 0, or what is wrong with it.
    int set(int key, KeyMatch match) {
        return switch (match) {
            case KeyMatch.Exactly(KeyValue value) -> {
                values[key] = value;
                yield 0;
            }
            case KeyMatch.Nothing _ -> INVALID;
            case KeyMatch.Unknown _ -> UNKNOWN;
        };
    }

    /// The shard of the values that were noted.
    int ofAll() {
        OptionalInt shard = function.shardOf(ImmutableList.copyOf(values));
        return shard.orElse(NO_OWNER);
    }

    /// What a text says of a column: `Nothing` if the server will surely refuse it.
    KeyMatch textValue(int key, byte[] bytes, int from, int to) {
        KeyType type = types.get(key);
        String text;
        try {
            text = charset.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException _) {
            return KeyMatch.Nothing.INSTANCE;
        }
        KeyMatch match = KeyCoercion.stored(type, new Constant.Untyped(text));
        return match instanceof KeyMatch.Unknown && isNoValue(type, text) ? KeyMatch.Nothing.INSTANCE : match;
    }

    /// Whether a text that the router cannot read is none that any server can.
    private static boolean isNoValue(KeyType type, String text) {
        return switch (type) {
            case INT2, INT4, INT8 -> text.length() <= LONGEST_NUMBER;
            case UUID, BOOL -> true;
            case NUMERIC -> text.isBlank() || Character.isLetter(text.strip().charAt(0)) && !isSpecial(text.strip());
            // a varchar that ends in blanks can be cut
            case TEXT, BPCHAR -> true;
            case VARCHAR -> !text.endsWith(" ");
            case DATE, TIMESTAMP, TIMESTAMPTZ, BYTEA -> false;
        };
    }

    private static boolean isSpecial(String number) {
        char first = Character.toLowerCase(number.charAt(0));
        return first == 'n' || first == 'i';
    }

    KeyMatch binaryValue(int key, byte[] bytes, int from, int to) {
        KeyType type = types.get(key);
        try {
            byte[] value = Arrays.copyOfRange(bytes, from, to);
            return KeyCoercion.storedParameter(type, new BindValue(type.oid(), Format.BINARY, value));
        } catch (RouterException _) {
            return KeyMatch.Unknown.INSTANCE;
        }
    }

    boolean isSingle() {
        return types.size() == 1;
    }

    /// Whether values are read as UTF-8.
    boolean isUtf8() {
        return charset.equals(UTF_8);
    }
}
