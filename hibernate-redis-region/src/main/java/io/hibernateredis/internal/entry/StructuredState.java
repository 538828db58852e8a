package io.hibernateredis.internal.entry;

import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.hibernate.cache.spi.entry.StructuredCacheEntry;
import org.jspecify.annotations.Nullable;

/**
 * An entity's state in Hibernate's structured form, as a view of the state array: Hibernate only
 * gets each attribute once, for which copying the state to a map would be wasteful. Immutable.
 *
 * @see StructuredCacheEntry
 */
final class StructuredState extends AbstractMap<String, @Nullable Object> {
    private final String entityName;
    private final @Nullable Object version;
    private final Map<String, Integer> positions;
    private final @Nullable Object[] state;

    /**
     * @param positions of the attributes in the state, by name
     */
    StructuredState(
            String entityName,
            @Nullable Object version,
            Map<String, Integer> positions,
            @Nullable Object[] state) {
        this.entityName = entityName;
        this.version = version;
        this.positions = positions;
        this.state = state;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        Integer position = positions.get(key);
        if (position != null) {
            return state[position];
        }
        if (StructuredCacheEntry.SUBCLASS_KEY.equals(key)) {
            return entityName;
        }
        return StructuredCacheEntry.VERSION_KEY.equals(key) ? version : null;
    }

    @Override
    public Set<Entry<String, @Nullable Object>> entrySet() {
        return toMap().entrySet();
    }

    Map<String, @Nullable Object> toMap() {
        var map = new HashMap<String, @Nullable Object>();
        map.put(StructuredCacheEntry.SUBCLASS_KEY, entityName);
        map.put(StructuredCacheEntry.VERSION_KEY, version);
        positions.forEach((name, position) -> map.put(name, state[position]));
        return map;
    }
}
