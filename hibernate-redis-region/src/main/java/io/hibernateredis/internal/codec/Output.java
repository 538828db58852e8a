package io.hibernateredis.internal.codec;

import org.jspecify.annotations.Nullable;

/** Where values are written to, in some format. For one thread. */
public abstract class Output {

    /** How the values of one type are written. */
    public interface Writer<V> {

        void write(Output out, V value);
    }

    /** How the values of some columns are written, none of them null. */
    @FunctionalInterface
    interface ColumnWriter {

        void write(Output out, int column, Object value);
    }

    Output() {}

    @SuppressWarnings("unchecked")
    static void writeUnchecked(Writer<?> writer, Output out, Object value) {
        ((Writer<Object>) writer).write(out, value);
    }

    /**
     * Whether the result is for people to read: values are then written as text where there is a
     * usual one.
     */
    public abstract boolean readable();

    /**
     * Begins a value of several parts, which {@link #end} ends; costs nothing in the binary format.
     */
    public abstract void begin();

    public abstract void end();

    public abstract void writeBoolean(boolean value);

    public abstract void writeByte(byte value);

    /** Writes an integer; the nearer to 0, the fewer bytes. */
    public abstract void writeLong(long value);

    /** Writes 64 bits that look random, in 8 bytes. */
    public abstract void writeFixedLong(long value);

    public abstract void writeFloat(float value);

    public abstract void writeDouble(double value);

    /** Writes any string, unpaired surrogates included. */
    public abstract void writeText(String value);

    public abstract void writeBytes(byte[] value);

    /** Writes any number of values, which take the writers in turn. */
    public abstract void writeSequence(@Nullable Object[] values, Writer<?>... writers);

    /** Writes as many values as the row has columns. */
    abstract void writeRow(@Nullable Object[] values, RowLayout row, ColumnWriter columns);
}
