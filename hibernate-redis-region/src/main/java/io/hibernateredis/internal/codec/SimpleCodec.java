package io.hibernateredis.internal.codec;

import java.util.function.BiConsumer;
import java.util.function.Function;

/** A codec made of two functions, the same in either format. */
final class SimpleCodec<V> extends Codec<V> {
    private final BiConsumer<Output, V> writer;
    private final Function<Input, V> reader;

    SimpleCodec(String signature, BiConsumer<Output, V> writer, Function<Input, V> reader) {
        super(signature);
        this.writer = writer;
        this.reader = reader;
    }

    @Override
    public void write(Output out, V value) {
        writer.accept(out, value);
    }

    @Override
    public V read(Input in) {
        return reader.apply(in);
    }
}
