package io.hibernateredis.internal.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what {@link BinaryOutput} wrote. */
final class BinaryInput extends Input {
    private static final int FIRST_VALUES = 64;

    private final byte[] bytes;
    private final int end;
    private int position;

    BinaryInput(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
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
    public boolean readBoolean() {
        byte value = readByte();
        if (value < 0 || value > 1) {
            throw new CorruptEntryException(value + " is no boolean");
        }
        return value == 1;
    }

    @Override
    public byte readByte() {
        return bytes[take(1)];
    }

    @Override
    public long readLong() {
        long value = readUnsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    @Override
    public long readFixedLong() {
        return (long) BinaryOutput.LONGS.get(bytes, take(Long.BYTES));
    }

    @Override
    public float readFloat() {
        return Float.intBitsToFloat((int) BinaryOutput.INTS.get(bytes, take(Integer.BYTES)));
    }

    @Override
    public double readDouble() {
        return Double.longBitsToDouble(readFixedLong());
    }

    @Override
    public String readText() {
        long head = readUnsigned();
        int length = length(head >>> 2);
        int start = take(length);
        return switch ((int) (head & 3)) {
            case BinaryOutput.LATIN -> new String(bytes, start, length, ISO_8859_1);
            case BinaryOutput.UTF_8_TEXT -> Texts.fromUtf8(bytes, start, length);
            case BinaryOutput.UTF_16 -> Texts.fromUtf16(bytes, start, length);
            default -> throw new CorruptEntryException("A text has no charset");
        };
    }

    @Override
    public byte[] readBytes() {
        int length = length(readUnsigned());
        int start = take(length);
        return Arrays.copyOfRange(bytes, start, start + length);
    }

    @Override
    public @Nullable Object[] readSequence(Reader<?>... readers) {
        long head = readUnsigned();
        long count = head >>> 1;
        // A value takes a byte at least, and so does a null.
        if (count > end - position) {
            throw new CorruptEntryException(count + " values in " + (end - position) + " bytes");
        }
        enter();
        long nulls = (head & 1) == 0 ? 0 : readUnsigned();
        long nextNull = nextNull(nulls, -1, count);
        // It grows as values come, so that nested announcements do not add up.
        var values = new @Nullable Object[(int) Math.min(count, FIRST_VALUES)];
        int turn = 0;
        for (int i = 0; i < count; i++) {
            if (i == values.length) {
                values = Arrays.copyOf(values, (int) Math.min(count, 2L * i));
            }
            if (i == nextNull) {
                nextNull = nextNull(--nulls, i, count);
            } else {
                values[i] = readers[turn].read(this);
            }
            turn = turn + 1 == readers.length ? 0 : turn + 1;
        }
        leave();
        return values;
    }

    /** The index of the next null, or the count if none is left. */
    private long nextNull(long left, long last, long count) {
        if (left == 0) {
            return count;
        }
        long distance = readUnsigned();
        if (distance < 0 || distance >= count - last - 1) {
            throw new CorruptEntryException("A null behind the last of " + count + " values");
        }
        return last + 1 + distance;
    }

    @Override
    @Nullable Object[] readRow(RowLayout row, Reader<?>[] columns) {
        int bits = row.bitmapBits();
        int bitmap = take((bits + 7) >> 3);
        var values = new @Nullable Object[columns.length];
        if (bits > columns.length && isSet(bitmap, columns.length)) {
            readPlaceholders(row, values);
        }
        for (int i = 0; i < columns.length; i++) {
            if (isSet(bitmap, i)) {
                values[i] = columns[i].read(this);
            }
        }
        return values;
    }

    private void readPlaceholders(RowLayout row, @Nullable Object[] values) {
        for (Object placeholder : row.placeholders()) {
            int bitmap = take((values.length + 7) >> 3);
            for (int i = 0; i < values.length; i++) {
                if (isSet(bitmap, i)) {
                    values[i] = placeholder;
                }
            }
        }
    }

    @Override
    void requireEnd() {
        if (position != end) {
            throw new CorruptEntryException((end - position) + " bytes are left over");
        }
    }

    private boolean isSet(int bitmap, int bit) {
        return (bytes[bitmap + (bit >> 3)] & 1 << (bit & 7)) != 0;
    }

    private long readUnsigned() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = bytes[take(1)];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new CorruptEntryException("An integer has no end");
    }

    private int length(long length) {
        if (length < 0 || length > end - position) {
            throw new CorruptEntryException(
                    length + " bytes announced, " + (end - position) + " left");
        }
        return (int) length;
    }

    private int take(int count) {
        int start = position;
        if (count > end - start) {
            throw new CorruptEntryException(count + " bytes needed, " + (end - start) + " left");
        }
        position = start + count;
        return start;
    }
}
