package io.hibernateredis.internal.codec;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Codecs of arrays and collections. */
final class ArrayCodecs {
    static final Codec<boolean[]> BOOLEANS =
            primitive(
                    boolean[].class,
                    ScalarCodecs.BOOLEAN,
                    1,
                    a -> a.length,
                    (buffer, a) -> {
                        for (boolean value : a) {
                            buffer.put((byte) (value ? 1 : 0));
                        }
                    },
                    (buffer, n) -> {
                        var values = new boolean[n];
                        for (int i = 0; i < n; i++) {
                            values[i] = buffer.get() != 0;
                        }
                        return values;
                    });
    static final Codec<short[]> SHORTS =
            primitive(
                    short[].class,
                    ScalarCodecs.SHORT,
                    Short.BYTES,
                    a -> a.length,
                    (buffer, a) -> buffer.asShortBuffer().put(a),
                    (buffer, n) -> {
                        var values = new short[n];
                        buffer.asShortBuffer().get(values);
                        return values;
                    });
    static final Codec<int[]> INTS =
            primitive(
                    int[].class,
                    ScalarCodecs.INTEGER,
                    Integer.BYTES,
                    a -> a.length,
                    (buffer, a) -> buffer.asIntBuffer().put(a),
                    (buffer, n) -> {
                        var values = new int[n];
                        buffer.asIntBuffer().get(values);
                        return values;
                    });
    static final Codec<long[]> LONGS =
            primitive(
                    long[].class,
                    ScalarCodecs.LONG,
                    Long.BYTES,
                    a -> a.length,
                    (buffer, a) -> buffer.asLongBuffer().put(a),
                    (buffer, n) -> {
                        var values = new long[n];
                        buffer.asLongBuffer().get(values);
                        return values;
                    });
    static final Codec<float[]> FLOATS =
            primitive(
                    float[].class,
                    ScalarCodecs.FLOAT,
                    Float.BYTES,
                    a -> a.length,
                    (buffer, a) -> buffer.asFloatBuffer().put(a),
                    (buffer, n) -> {
                        var values = new float[n];
                        buffer.asFloatBuffer().get(values);
                        return values;
                    });
    static final Codec<double[]> DOUBLES =
            primitive(
                    double[].class,
                    ScalarCodecs.DOUBLE,
                    Double.BYTES,
                    a -> a.length,
                    (buffer, a) -> buffer.asDoubleBuffer().put(a),
                    (buffer, n) -> {
                        var values = new double[n];
                        buffer.asDoubleBuffer().get(values);
                        return values;
                    });

    private ArrayCodecs() {}

    private interface Filler<A> {
        void fill(ByteBuffer buffer, A array);
    }

    private interface Taker<A> {
        A take(ByteBuffer buffer, int count);
    }

    /** Fixed width in the binary format; element by element where it is readable. */
    private static <A> Codec<A> primitive(
            Class<A> type,
            Codec<?> element,
            int width,
            ToIntFunction<A> length,
            Filler<A> filler,
            Taker<A> taker) {
        return new SimpleCodec<>(
                element.signature() + "[]",
                (out, value) -> {
                    int count = length.applyAsInt(value);
                    if (out.readable()) {
                        out.writeSequence(boxed(value, count), element);
                    } else {
                        var bytes = new byte[Math.multiplyExact(count, width)];
                        filler.fill(ByteBuffer.wrap(bytes), value);
                        out.writeBytes(bytes);
                    }
                },
                in -> {
                    if (in.readable()) {
                        return type.cast(copy(type.getComponentType(), in.readSequence(element)));
                    }
                    var bytes = in.readBytes();
                    if (bytes.length % width != 0) {
                        throw new CorruptEntryException(
                                bytes.length + " bytes of values of " + width);
                    }
                    return taker.take(ByteBuffer.wrap(bytes), bytes.length / width);
                });
    }

    private static Object[] boxed(Object array, int count) {
        var values = new Object[count];
        Arrays.setAll(values, i -> Array.get(array, i));
        return values;
    }

    private static Object copy(Class<?> component, @Nullable Object[] values) {
        var array = Array.newInstance(component, values.length);
        for (int i = 0; i < values.length; i++) {
            Array.set(array, i, values[i]);
        }
        return array;
    }

    static Codec<Object[]> objects(Class<?> component, Codec<?> element) {
        var empty = (Object[]) Array.newInstance(component, 0);
        return new SimpleCodec<>(
                "array(" + component.getName() + "," + element.signature() + ")",
                (out, value) -> out.writeSequence(value, element),
                in -> {
                    @Nullable Object[] values = in.readSequence(element);
                    return Arrays.copyOf(
                            values, values.length, empty.getClass().asSubclass(Object[].class));
                });
    }

    static Codec<Collection<?>> list(Codec<?> element) {
        return new SimpleCodec<>(
                "list(" + element.signature() + ")",
                (out, value) -> out.writeSequence(value.toArray(), element),
                in -> new ArrayList<>(Arrays.asList(in.readSequence(element))));
    }

    static Codec<Collection<?>> set(Codec<?> element) {
        return new SimpleCodec<>(
                "set(" + element.signature() + ")",
                (out, value) -> {
                    Hashing.requireWritable(value);
                    out.writeSequence(value.toArray(), element);
                },
                in -> {
                    @Nullable Object[] values = in.readSequence(element);
                    Hashing.requireSafe(values, 1);
                    return new LinkedHashSet<>(Arrays.asList(values));
                });
    }

    static Codec<Map<?, ?>> map(Codec<?> key, Codec<?> value) {
        return new SimpleCodec<>(
                "map(" + key.signature() + "," + value.signature() + ")",
                (out, map) -> {
                    Hashing.requireWritable(map.keySet());
                    out.writeSequence(alternate(map), key, value);
                },
                in -> toMap(in.readSequence(key, value)));
    }

    private static @Nullable Object[] alternate(Map<?, ?> map) {
        var values = new ArrayList<@Nullable Object>(2 * map.size());
        map.forEach((k, v) -> Collections.addAll(values, k, v));
        return values.toArray();
    }

    private static Map<?, ?> toMap(@Nullable Object[] values) {
        if (values.length % 2 != 0) {
            throw new CorruptEntryException("A key has no value");
        }
        Hashing.requireSafe(values, 2);
        var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        for (int i = 0; i < values.length; i += 2) {
            map.put(values[i], values[i + 1]);
        }
        return map;
    }

    /** A sequence of any length whose values take the given codecs in turn. */
    static Codec<@Nullable Object[]> sequence(Codec<?>... codecs) {
        return new SimpleCodec<>(
                "sequence(" + List.of(codecs) + ")",
                (out, values) -> out.writeSequence(values, codecs),
                in -> {
                    @Nullable Object[] values = in.readSequence(codecs);
                    if (values.length % codecs.length != 0) {
                        throw new CorruptEntryException(
                                "A sequence ends within a turn of " + codecs.length);
                    }
                    return values;
                });
    }
}
