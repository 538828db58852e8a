package io.hibernateredis.internal.codec;

import org.jspecify.annotations.Nullable;

/**
 * Where values are read from: the mirror of {@link Output}. Every method throws {@link
 * CorruptEntryException} when what it is asked for is not there, and allocates no more than what is
 * left to read can fill. For one thread.
 */
public abstract class Input {

    /** How the values of one type are read. */
    public interface Reader<V> {

        V read(Input in);
    }

    private static final int MAX_DEPTH = 64;

    private int depth;

    Input() {}

    public abstract boolean readable();

    public abstract void begin();

    public abstract void end();

    public abstract boolean readBoolean();

    public abstract byte readByte();

    public abstract long readLong();

    public abstract long readFixedLong();

    public abstract float readFloat();

    public abstract double readDouble();

    public abstract String readText();

    public abstract byte[] readBytes();

    public abstract @Nullable Object[] readSequence(Reader<?>... readers);

    abstract @Nullable Object[] readRow(RowLayout row, Reader<?>[] columns);

    abstract void requireEnd();

    /** Reads an integer that must lie between two bounds, both included. */
    public final int readInt(int min, int max) {
        long value = readLong();
        if (value < min || value > max) {
            throw new CorruptEntryException(value + " is not between " + min + " and " + max);
        }
        return (int) value;
    }

    /** Must be called before what may nest without bound, and {@link #leave} after it. */
    final void enter() {
        if (++depth > MAX_DEPTH) {
            throw new CorruptEntryException("Values are nested deeper than " + MAX_DEPTH);
        }
    }

    final void leave() {
        depth--;
    }
}
