package dev.kintsugi.wire;

import com.google.common.base.Utf8;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.value.Oids;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A batch as nearly every driver sends it, complete in the buffer: Bind of the unnamed portal, Describe of it or not,
/// Execute, Sync. It is read where it lies, without copying.
///
/// Reusable: what is said of a batch holds until the next [#read], while nobody changes the buffer. One thread.
public final class WholeBatch {
    private static final int DESCRIBE_LENGTH = FrameSplitter.HEADER_LENGTH + 2;
    private static final int EXECUTE_LENGTH = FrameSplitter.HEADER_LENGTH + 1 + Integer.BYTES;
    private static final int SYNC_LENGTH = FrameSplitter.HEADER_LENGTH;

    /// So many digits fit a long for certain.
    private static final int SAFE_DIGITS = 18;

    private @Nullable ByteBuf bytes;
    private int bindStart;
    private int bindEnd;
    private int batchEnd;
    private int valuesAt;
    private int formatsAt;
    private int formats;
    private int parametersAt;
    private int parameters;
    private byte[] nameBytes = {};
    private String name = "";
    private long integer;

    /// Reads the batch that starts with the complete Bind at `start`, which has `bindLength` bytes. Answers false
    /// for anything else, malformed messages among it, which [FrontendDecoder] refuses as Postgres does.
    public boolean read(ByteBuf buffer, int start, int bindLength) {
        bytes = buffer;
        bindStart = start;
        bindEnd = start + bindLength;
        return readTail(buffer) && readBind(buffer);
    }

    /// What follows Bind has a fixed form, so that it can be told by its lengths.
    private boolean readTail(ByteBuf buffer) {
        int at = bindEnd;
        int end = buffer.writerIndex();
        if (end - at >= DESCRIBE_LENGTH && buffer.getByte(at) == FrontendType.DESCRIBE) {
            if (!isMessage(buffer, at, FrontendType.DESCRIBE, DESCRIBE_LENGTH)
                    || buffer.getByte(at + FrameSplitter.HEADER_LENGTH) != FrontendMessage.Target.PORTAL.code()
                    || buffer.getByte(at + FrameSplitter.HEADER_LENGTH + 1) != 0) {
                return false;
            }
            at += DESCRIBE_LENGTH;
        }
        if (end - at < EXECUTE_LENGTH + SYNC_LENGTH
                || !isMessage(buffer, at, FrontendType.EXECUTE, EXECUTE_LENGTH)
                || buffer.getByte(at + FrameSplitter.HEADER_LENGTH) != 0
                || !isMessage(buffer, at + EXECUTE_LENGTH, FrontendType.SYNC, SYNC_LENGTH)) {
            return false;
        }
        batchEnd = at + EXECUTE_LENGTH + SYNC_LENGTH;
        return true;
    }

    private static boolean isMessage(ByteBuf buffer, int at, byte type, int totalLength) {
        return buffer.getByte(at) == type && buffer.getInt(at + 1) == totalLength - 1;
    }

    private boolean readBind(ByteBuf buffer) {
        int at = bindStart + FrameSplitter.HEADER_LENGTH;
        if (at >= bindEnd || buffer.getByte(at) != 0) {
            return false;
        }
        int nameAt = at + 1;
        int nameEnd = buffer.indexOf(nameAt, bindEnd, (byte) 0);
        if (nameEnd < 0 || !readName(buffer, nameAt, nameEnd)) {
            return false;
        }
        valuesAt = nameEnd + 1;
        at = readFormats(buffer, valuesAt);
        return at > 0 && readParameters(buffer, at);
    }

    /// The name is mostly the one of the batch before.
    private boolean readName(ByteBuf buffer, int from, int to) {
        if (sameName(buffer, from, to)) {
            return true;
        }
        byte[] read = new byte[to - from];
        buffer.getBytes(from, read);
        if (!Utf8.isWellFormed(read)) {
            return false;
        }
        nameBytes = read;
        name = new String(read, StandardCharsets.UTF_8);
        return true;
    }

    private boolean sameName(ByteBuf buffer, int from, int to) {
        if (to - from != nameBytes.length) {
            return false;
        }
        for (int i = 0; i < nameBytes.length; i++) {
            if (buffer.getByte(from + i) != nameBytes[i]) {
                return false;
            }
        }
        return true;
    }

    /// Answers where the count of parameters stands, or 0.
    private int readFormats(ByteBuf buffer, int at) {
        if (bindEnd - at < Short.BYTES) {
            return 0;
        }
        formats = buffer.getUnsignedShort(at);
        formatsAt = at + Short.BYTES;
        int end = formatsAt + formats * Short.BYTES;
        if (bindEnd - end < Short.BYTES) {
            return 0;
        }
        for (int i = 0; i < formats; i++) {
            if ((formatCode(buffer, i) & ~1) != 0) {
                return 0;
            }
        }
        return end;
    }

    private int formatCode(ByteBuf buffer, int index) {
        return buffer.getUnsignedShort(formatsAt + index * Short.BYTES);
    }

    private boolean readParameters(ByteBuf buffer, int countAt) {
        parameters = buffer.getUnsignedShort(countAt);
        if (formats > 1 && formats != parameters) {
            return false;
        }
        parametersAt = countAt + Short.BYTES;
        int at = parametersAt;
        for (int i = 0; i < parameters; i++) {
            if (bindEnd - at < Integer.BYTES) {
                return false;
            }
            int length = buffer.getInt(at);
            at += Integer.BYTES;
            if (length < -1 || length > bindEnd - at) {
                return false;
            }
            at += Math.max(0, length);
        }
        return readResultFormats(buffer, at);
    }

    /// An unknown code is for Postgres' own error, which comes before BindComplete.
    private boolean readResultFormats(ByteBuf buffer, int at) {
        if (bindEnd - at < Short.BYTES || bindEnd - at != Short.BYTES + buffer.getUnsignedShort(at) * Short.BYTES) {
            return false;
        }
        for (int code = at + Short.BYTES; code < bindEnd; code += Short.BYTES) {
            if ((buffer.getUnsignedShort(code) & ~1) != 0) {
                return false;
            }
        }
        return true;
    }

    /// All its bytes, from Bind to Sync.
    public int length() {
        return batchEnd - bindStart;
    }

    /// The prepared statement that is bound.
    public String statement() {
        return name;
    }

    public int parameterCount() {
        return parameters;
    }

    /// Whether parameter `number`, counted from 1, is an integer in one of the plain forms, by its type in
    /// `parameterTypes`; then [#integer] has it. Other forms of an integer are for others to read.
    public boolean readInteger(int number, ImmutableIntArray parameterTypes) {
        ByteBuf buffer = bytes;
        if (buffer == null || number > parameters || number > parameterTypes.length()) {
            return false;
        }
        int typeOid = parameterTypes.get(number - 1);
        int at = parametersAt;
        for (int i = 1; i < number; i++) {
            at += Integer.BYTES + Math.max(0, buffer.getInt(at));
        }
        int length = buffer.getInt(at);
        at += Integer.BYTES;
        boolean binary = formats > 0 && formatCode(buffer, formats == 1 ? 0 : number - 1) == 1;
        return binary ? readBinary(buffer, at, length, typeOid) : readDigits(buffer, at, length, typeOid);
    }

    private boolean readBinary(ByteBuf buffer, int at, int length, int typeOid) {
        if (typeOid == Oids.INT4 && length == Integer.BYTES) {
            integer = buffer.getInt(at);
        } else if (typeOid == Oids.INT8 && length == Long.BYTES) {
            integer = buffer.getLong(at);
        } else if (typeOid == Oids.INT2 && length == Short.BYTES) {
            integer = buffer.getShort(at);
        } else {
            return false;
        }
        return true;
    }

    private boolean readDigits(ByteBuf buffer, int at, int length, int typeOid) {
        boolean negative = length > 1 && buffer.getByte(at) == '-';
        int from = negative ? at + 1 : at;
        int to = at + length;
        if (to - from < 1 || to - from > SAFE_DIGITS) {
            return false;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = buffer.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            value = 10 * value + digit;
        }
        integer = negative ? -value : value;
        return fits(typeOid);
    }

    private boolean fits(int typeOid) {
        return switch (typeOid) {
            case Oids.INT2 -> integer == (short) integer;
            case Oids.INT4 -> integer == (int) integer;
            default -> typeOid == Oids.INT8;
        };
    }

    /// The integer that was read last.
    public long integer() {
        return integer;
    }

    /// Appends the batch with another name for its statement, given as its bytes with the terminating NUL.
    public void write(byte[] terminatedName, ByteBuf out) {
        ByteBuf buffer = bytes;
        if (buffer == null) {
            throw new IllegalStateException("no batch was read");
        }
        int values = bindEnd - valuesAt;
        int bodyLength = 1 + terminatedName.length + values;
        out.ensureWritable(FrameSplitter.HEADER_LENGTH + bodyLength + batchEnd - bindEnd);
        out.writeByte(FrontendType.BIND);
        out.writeInt(Integer.BYTES + bodyLength);
        out.writeByte(0);
        out.writeBytes(terminatedName);
        out.writeBytes(buffer, valuesAt, batchEnd - valuesAt);
    }
}
