package io.hibernateredis.internal.entry;

import io.hibernateredis.internal.codec.Codec;
import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.codec.Input;
import io.hibernateredis.internal.codec.Output;
import io.hibernateredis.internal.codec.UnsupportedValueException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.cache.spi.entry.StructuredCacheEntry;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one entity hierarchy: the class, then its row. The class is an index into the
 * hierarchy's sorted names, doubled, plus 1 if a version follows that differs from the version
 * attribute's value.
 */
final class EntityCodec extends Codec<Object> {
    private final List<EntityLayout> layouts;
    private final Map<String, Integer> indexes = new HashMap<>();

    /**
     * @param layouts of all classes of the hierarchy, by name
     */
    EntityCodec(List<EntityLayout> layouts) {
        super(
                layouts.stream()
                        .map(EntityLayout::signature)
                        .collect(Collectors.joining(",", "entity(", ")")));
        this.layouts = layouts;
        layouts.forEach(layout -> indexes.put(layout.entityName, indexes.size()));
    }

    @Override
    public void write(Output out, Object entry) {
        var layout = layouts.get(index(subclass(entry)));
        var version = version(entry);
        @Nullable Object[] state = layout.state(entry);
        boolean separateVersion = layout.hasSeparateVersion(version, state);
        out.begin();
        if (out.readable()) {
            out.writeText(layout.entityName);
            out.writeBoolean(separateVersion);
        } else {
            int head = indexes.getOrDefault(layout.entityName, 0) << 1 | (separateVersion ? 1 : 0);
            out.writeByte((byte) (head & 0xff));
            if (layouts.size() > Byte.MAX_VALUE) {
                out.writeByte((byte) (head >> 8));
            }
        }
        layout.write(out, state, version, separateVersion);
        out.end();
    }

    private int index(@Nullable Object subclass) {
        var index = indexes.get(subclass);
        if (index == null) {
            throw new UnsupportedValueException("Entity " + subclass + " is not of this hierarchy");
        }
        return index;
    }

    private static @Nullable Object subclass(Object entry) {
        if (entry instanceof Map<?, ?> map) {
            return map.get(StructuredCacheEntry.SUBCLASS_KEY);
        }
        var cacheEntry = (CacheEntry) entry;
        if (cacheEntry.isReferenceEntry()) {
            throw new UnsupportedValueException(
                    "Entity " + cacheEntry.getSubclass() + " is cached by reference");
        }
        return cacheEntry.getSubclass();
    }

    private static @Nullable Object version(Object entry) {
        return entry instanceof Map<?, ?> map
                ? map.get(StructuredCacheEntry.VERSION_KEY)
                : ((CacheEntry) entry).getVersion();
    }

    @Override
    public Object read(Input in) {
        in.begin();
        int index;
        boolean separateVersion;
        if (in.readable()) {
            index = indexes.getOrDefault(in.readText(), layouts.size());
            separateVersion = in.readBoolean();
        } else {
            int head = in.readByte() & 0xff;
            if (layouts.size() > Byte.MAX_VALUE) {
                head |= (in.readByte() & 0xff) << 8;
            }
            index = head >> 1;
            separateVersion = (head & 1) != 0;
        }
        if (index >= layouts.size()) {
            throw new CorruptEntryException("An entity that is not of this hierarchy");
        }
        Object entry = layouts.get(index).read(in, separateVersion);
        in.end();
        return entry;
    }
}
