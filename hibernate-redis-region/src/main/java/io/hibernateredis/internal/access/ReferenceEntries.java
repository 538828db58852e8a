package io.hibernateredis.internal.access;

import io.hibernateredis.internal.protocol.Entry;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.cache.spi.entry.ReferenceCacheEntryImpl;
import org.hibernate.cache.spi.entry.StandardCacheEntryImpl;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Holds the object instances that {@code hibernate.cache.use_reference_entries} expects to be
 * returned. They stay in this JVM; Redis holds their state, and an instance is returned only while
 * the valid entry in Redis equals the state it was stored with. Thread-safe.
 */
public final class ReferenceEntries {

    /** The maximum number of instances per role; beyond it, the least recently used are dropped. */
    public static final int MAX_ENTRIES = 10_000;

    private final Map<Entry, Kept> kept = Collections.synchronizedMap(new Latest<>());

    private static final class Latest<K> extends LinkedHashMap<K, Kept> {

        private static final long serialVersionUID = 1L;

        Latest() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Kept> eldest) {
            return size() > MAX_ENTRIES;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kept(Object value, byte[] body) {}

    static boolean isReference(Object value) {
        return value instanceof CacheEntry entry && entry.isReferenceEntry();
    }

    /** The entry that would be cached if it were not a reference. */
    static Object stateOf(Object value, SharedSessionContractImplementor session) {
        var reference = (ReferenceCacheEntryImpl) value;
        var persister = reference.getSubclassPersister();
        Object entity = reference.getReference();
        return new StandardCacheEntryImpl(
                persister.getValues(entity), persister, null, session, entity);
    }

    public int size() {
        return kept.size();
    }

    public void keep(Entry entry, Object value, byte[] body) {
        kept.put(entry, new Kept(value, body));
    }

    /** The instance whose state lies in Redis, or null if this JVM does not have it. */
    public @Nullable Object find(Entry entry, byte[] bytes, int from) {
        Kept known = kept.get(entry);
        if (known != null
                && Arrays.equals(known.body, 0, known.body.length, bytes, from, bytes.length)) {
            return known.value;
        }
        kept.remove(entry);
        return null;
    }
}
