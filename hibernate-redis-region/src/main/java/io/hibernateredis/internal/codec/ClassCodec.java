package io.hibernateredis.internal.codec;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Classes by name. A name that is read never loads a class: it is only looked up among the classes
 * that this JVM was given or has itself written, for then they came from its mapping or its
 * database. Another name is a miss, after which the row is read and written again, and so becomes
 * known.
 */
final class ClassCodec extends Codec<Class<?>> {
    private static final int MAX_KNOWN = 10_000;

    private final Map<String, Class<?>> known = new ConcurrentHashMap<>();

    ClassCodec(Collection<Class<?>> named) {
        super("class");
        named.forEach(type -> known.put(type.getName(), type));
    }

    @Override
    public void write(Output out, Class<?> value) {
        if (known.size() < MAX_KNOWN) {
            known.putIfAbsent(value.getName(), value);
        }
        if (known.get(value.getName()) != value) {
            throw new UnsupportedValueException(value + " has the same name as another class");
        }
        out.writeText(value.getName());
    }

    @Override
    public Class<?> read(Input in) {
        var type = known.get(in.readText());
        if (type == null) {
            throw new CorruptEntryException("A class that this JVM has not met");
        }
        return type;
    }
}
