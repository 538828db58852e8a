package io.hibernateredis.codec;

import java.util.function.BiConsumer;
import java.util.function.Function;

/** A form made of two functions, the same in either format. */
final class SimpleForm<V> extends Form<V> {
    private final BiConsumer<Output, V> writer;
    private final Function<Input, V> reader;

    SimpleForm(String signature, BiConsumer<Output, V> writer, Function<Input, V> reader) {
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
