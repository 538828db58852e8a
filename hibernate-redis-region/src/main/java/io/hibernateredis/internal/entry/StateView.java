package io.hibernateredis.internal.entry;

import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.hibernate.cache.spi.entry.StructuredCacheEntry;
import org.jspecify.annotations.Nullable;

final class StateView extends AbstractMap<String, @Nullable Object> {
    private final String entityName;
    private final @Nullable Object version;
    private final String[] names;
    private final @Nullable Object[] state;
    private int next;

    StateView(
            String entityName, @Nullable Object version, String[] names, @Nullable Object[] state) {
        this.entityName = entityName;
        this.version = version;
        this.names = names;
        this.state = state;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        if (next < names.length && names[next].equals(key)) {
            return state[next++];
        }
        if (StructuredCacheEntry.SUBCLASS_KEY.equals(key)) {
            return entityName;
        }
        if (StructuredCacheEntry.VERSION_KEY.equals(key)) {
            return version;
        }
        return toMap().get(key);
    }

    @Override
    public Set<Entry<String, @Nullable Object>> entrySet() {
        return toMap().entrySet();
    }

    Map<String, @Nullable Object> toMap() {
        var map = new HashMap<String, @Nullable Object>();
        map.put(StructuredCacheEntry.SUBCLASS_KEY, entityName);
        map.put(StructuredCacheEntry.VERSION_KEY, version);
        for (int i = 0; i < names.length; i++) {
            map.put(names[i], state[i]);
        }
        return map;
    }
}
