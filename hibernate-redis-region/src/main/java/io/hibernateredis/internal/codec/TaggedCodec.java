package io.hibernateredis.internal.codec;

import java.net.InetAddress;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;

/**
 * Values that carry their own type, out of the closed set and the enums it is given: a tag, then
 * the value. Nested lists, sets and arrays of such values too.
 */
final class TaggedCodec extends Codec<Object> {
    private static final List<Class<?>> OPEN_TYPES =
            List.of(ZoneId.class, InetAddress.class, Calendar.class, TimeZone.class);

    private final List<Codec<?>> codecs = new ArrayList<>();
    private final Map<Class<?>, Integer> tags = new HashMap<>();
    private final int listTag;

    /**
     * @param enums in an order that is the same on every JVM
     */
    TaggedCodec(Collection<? extends Class<? extends Enum<?>>> enums) {
        super("tagged" + enums.stream().map(Class::getName).toList());
        Codecs.CLOSED.forEach((type, codec) -> add(codec, type));
        listTag = add(ArrayCodecs.list(this), ArrayList.class);
        tags.put(HashSet.class, add(ArrayCodecs.set(this), LinkedHashSet.class));
        add(ArrayCodecs.sequence(this), Object[].class);
        enums.forEach(type -> add(new EnumCodec(type), type));
    }

    private int add(Codec<?> codec, Class<?> type) {
        tags.put(type, codecs.size());
        codecs.add(codec);
        return codecs.size() - 1;
    }

    @Override
    public void write(Output out, Object value) {
        int tag = tag(value);
        out.begin();
        if (out.readable()) {
            out.writeText(codecs.get(tag).signature());
        } else {
            out.writeLong(tag % 2 == 0 ? tag / 2 : ~(tag / 2));
        }
        Output.writeUnchecked(codecs.get(tag), out, value);
        out.end();
    }

    private int tag(Object value) {
        var tag =
                tags.get(
                        value instanceof Enum<?> constant
                                ? constant.getDeclaringClass()
                                : value.getClass());
        return tag != null ? tag : openTag(value);
    }

    private int openTag(Object value) {
        for (var type : OPEN_TYPES) {
            if (type.isInstance(value)) {
                return tags.getOrDefault(type, listTag);
            }
        }
        if (value instanceof List) {
            return listTag;
        }
        throw new UnsupportedValueException("A " + value.getClass().getName() + " has no form");
    }

    @Override
    public Object read(Input in) {
        in.enter();
        in.begin();
        var codec = in.readable() ? codec(in.readText()) : codec(in.readLong());
        Object value = codec.read(in);
        in.end();
        in.leave();
        return value;
    }

    private Codec<?> codec(long number) {
        long tag = number >= 0 ? number * 2 : ~number * 2 + 1;
        if (number > codecs.size() || number < -codecs.size() || tag >= codecs.size()) {
            throw new CorruptEntryException(number + " is no tag");
        }
        return codecs.get((int) tag);
    }

    private Codec<?> codec(String signature) {
        for (var codec : codecs) {
            if (codec.signature().equals(signature)) {
                return codec;
            }
        }
        throw new CorruptEntryException("A tag of no type");
    }
}
