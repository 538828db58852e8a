package io.hibernateredis.internal.codec;

/**
 * How the values of one type are laid out, in either format. Values are never null here: rows and
 * sequences mark their nulls themselves. Thread-safe.
 *
 * @param <V> the type of the values
 */
public abstract class Codec<V> implements Output.Writer<V>, Input.Reader<V> {
    private final String signature;

    /**
     * @param signature names the layout: two codecs with the same signature can read each other's
     *     values, on any JVM
     */
    protected Codec(String signature) {
        this.signature = signature;
    }

    /**
     * Writes one value.
     *
     * @throws UnsupportedValueException if the value is outside the closed set
     * @throws ClassCastException if it is not a {@code V}
     */
    @Override
    public abstract void write(Output out, V value);

    /**
     * Reads one value back.
     *
     * @throws CorruptEntryException if the bytes are none of its values; other runtime exceptions
     *     that the value's own type throws mean the same, and {@link CodecFormat#decode} turns them
     *     into one
     */
    @Override
    public abstract V read(Input in);

    public final String signature() {
        return signature;
    }

    @Override
    public final String toString() {
        return signature;
    }
}
