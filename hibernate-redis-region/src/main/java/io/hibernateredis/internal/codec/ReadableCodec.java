package io.hibernateredis.internal.codec;

import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A codec that is compact in the binary format, and the usual text of the value in a readable one.
 */
final class ReadableCodec<V> extends Codec<V> {
    private final Function<V, String> toText;
    private final Function<String, V> fromText;
    private final BiConsumer<Output, V> writer;
    private final Function<Input, V> reader;

    ReadableCodec(
            String signature,
            Function<V, String> toText,
            Function<String, V> fromText,
            BiConsumer<Output, V> writer,
            Function<Input, V> reader) {
        super(signature);
        this.toText = toText;
        this.fromText = fromText;
        this.writer = writer;
        this.reader = reader;
    }

    @Override
    public void write(Output out, V value) {
        if (out.readable()) {
            out.writeText(toText.apply(value));
        } else {
            writer.accept(out, value);
        }
    }

    @Override
    public V read(Input in) {
        return in.readable() ? fromText.apply(in.readText()) : reader.apply(in);
    }
}
