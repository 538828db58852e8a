package io.hibernateredis.query.internal.execution;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps something with an object for as long as that is in use. Keys are recognised by identity;
 * values must not refer to them. Reads never lock. Thread-safe.
 *
 * @param <K> type of the objects
 * @param <V> type of what is kept with them
 */
final class WeakIdentityMap<K, V> {

    private final Map<Object, V> values = new ConcurrentHashMap<>();
    private final ReferenceQueue<K> unreachable = new ReferenceQueue<>();

    @Nullable V get(K key) {
        return values.get(new Sought(key));
    }

    /** Also drops what is kept with objects that are no longer in use. */
    void put(K key, V value) {
        for (Reference<?> gone = unreachable.poll(); gone != null; gone = unreachable.poll()) {
            values.remove(gone);
        }
        values.put(new Key<>(key, unreachable), value);
    }

    int size() {
        return values.size();
    }

    /** An object that is kept; still found, by itself, after the object is gone. */
    private static final class Key<K> extends WeakReference<K> {

        private final int hash;

        Key(K key, ReferenceQueue<K> unreachable) {
            super(key, unreachable);
            this.hash = System.identityHashCode(key);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            K mine = get();
            return mine != null && other instanceof Key<?> key && key.get() == mine;
        }
    }

    /** Equals the key of the object that is looked for, but not the other way round. */
    private record Sought(Object object) {

        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key<?> key && key.get() == object;
        }
    }
}
