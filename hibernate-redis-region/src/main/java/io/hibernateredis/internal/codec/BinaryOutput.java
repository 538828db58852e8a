package io.hibernateredis.internal.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the binary format.
 *
 * <p>Integers: zigzag, then 7 bits a byte, low ones first, the high bit saying that more follow.
 * Text: its byte count and two bits for the charset, as an unsigned integer, then the bytes.
 * Sequence: the count and one bit that says whether there are nulls, then if so how many, then the
 * values; in the place of a null, and before the first value, stands the number of values until the
 * next null, as long as there is one. So each null takes a byte at least. Row: a bitmap of what is
 * not null (and, if it knows placeholders, a further bit that says whether a bitmap of each
 * follows), then the values.
 */
final class BinaryOutput extends Output {
    static final int LATIN = 0;
    static final int UTF_8_TEXT = 1;
    static final int UTF_16 = 2;
    static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private byte[] buffer = new byte[128];
    private int size;

    byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }

    @Override
    public boolean readable() {
        return false;
    }

    @Override
    public void begin() {}

    @Override
    public void end() {}

    @Override
    public void writeBoolean(boolean value) {
        writeByte((byte) (value ? 1 : 0));
    }

    @Override
    public void writeByte(byte value) {
        reserve(1);
        buffer[size++] = value;
    }

    @Override
    public void writeLong(long value) {
        writeUnsigned((value << 1) ^ (value >> 63));
    }

    @Override
    public void writeFixedLong(long value) {
        reserve(Long.BYTES);
        LONGS.set(buffer, size, value);
        size += Long.BYTES;
    }

    @Override
    public void writeFloat(float value) {
        reserve(Integer.BYTES);
        INTS.set(buffer, size, Float.floatToRawIntBits(value));
        size += Integer.BYTES;
    }

    @Override
    public void writeDouble(double value) {
        writeFixedLong(Double.doubleToRawLongBits(value));
    }

    @Override
    public void writeText(String value) {
        int length = value.length();
        if (isLatin(value, length)) {
            writeUnsigned((long) length << 2 | LATIN);
            reserve(length);
            for (int i = 0; i < length; i++) {
                buffer[size + i] = (byte) value.charAt(i);
            }
            size += length;
        } else if (Texts.isWellFormed(value)) {
            writeText(value.getBytes(UTF_8), UTF_8_TEXT);
        } else {
            writeText(Texts.toUtf16(value), UTF_16);
        }
    }

    private void writeText(byte[] bytes, int charset) {
        writeUnsigned((long) bytes.length << 2 | charset);
        writeRaw(bytes);
    }

    private static boolean isLatin(String value, int length) {
        return length < 32
                ? isLatinByChar(value, length)
                : ISO_8859_1.newEncoder().canEncode(value);
    }

    private static boolean isLatinByChar(String value, int length) {
        for (int i = 0; i < length; i++) {
            if (value.charAt(i) > 0xff) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void writeBytes(byte[] value) {
        writeUnsigned(value.length);
        writeRaw(value);
    }

    @Override
    public void writeSequence(@Nullable Object[] values, Writer<?>... writers) {
        int nulls = countNulls(values);
        writeUnsigned((long) values.length << 1 | (nulls > 0 ? 1 : 0));
        if (nulls > 0) {
            writeUnsigned(nulls);
            writeDistanceToNull(values, 0);
        }
        int turn = 0;
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value != null) {
                writeUnchecked(writers[turn], this, value);
            } else if (--nulls > 0) {
                writeDistanceToNull(values, i + 1);
            }
            turn = turn + 1 == writers.length ? 0 : turn + 1;
        }
    }

    private static int countNulls(@Nullable Object[] values) {
        int nulls = 0;
        for (Object value : values) {
            if (value == null) {
                nulls++;
            }
        }
        return nulls;
    }

    private void writeDistanceToNull(@Nullable Object[] values, int from) {
        int next = from;
        while (values[next] != null) {
            next++;
        }
        writeUnsigned(next - from);
    }

    @Override
    void writeRow(@Nullable Object[] values, RowLayout row, ColumnWriter columns) {
        @Nullable Object[] plain = row.withoutPlaceholders(values);
        int bitmap = size;
        writeNotNull(plain, row.bitmapBits());
        if (plain != values) {
            int flag = row.size();
            buffer[bitmap + (flag >> 3)] |= (byte) (1 << (flag & 7));
            for (Object placeholder : row.placeholders()) {
                writeBitmap(values, placeholder);
            }
        }
        for (int i = 0; i < plain.length; i++) {
            Object value = plain[i];
            if (value != null) {
                columns.write(this, i, value);
            }
        }
    }

    private void writeNotNull(@Nullable Object[] values, int bits) {
        int start = clearedBytes(bits);
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                buffer[start + (i >> 3)] |= (byte) (1 << (i & 7));
            }
        }
    }

    private void writeBitmap(@Nullable Object[] values, Object wanted) {
        int start = clearedBytes(values.length);
        for (int i = 0; i < values.length; i++) {
            if (values[i] == wanted) {
                buffer[start + (i >> 3)] |= (byte) (1 << (i & 7));
            }
        }
    }

    private int clearedBytes(int bits) {
        int count = (bits + 7) >> 3;
        reserve(count);
        int start = size;
        Arrays.fill(buffer, start, start + count, (byte) 0);
        size += count;
        return start;
    }

    private void writeUnsigned(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            buffer[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[size++] = (byte) rest;
    }

    private void writeRaw(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
    }

    private void reserve(int count) {
        if (buffer.length - size < count) {
            buffer =
                    Arrays.copyOf(
                            buffer,
                            Math.max(
                                    Math.addExact(size, count),
                                    (int) Math.min(size * 2L, 1 << 30)));
        }
    }
}
