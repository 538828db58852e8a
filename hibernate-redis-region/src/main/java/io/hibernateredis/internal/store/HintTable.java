package io.hibernateredis.internal.store;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A direct-mapped table of hints: of two keys that share a slot the later one stays, so it is
 * bounded and never locks. Thread-safe.
 *
 * @param <K> type of the keys, which have {@code equals}
 * @param <V> type of the hints, immutable
 */
public final class HintTable<K, V> {

    private final AtomicReferenceArray<@Nullable Slot<K, V>> slots;

    private record Slot<K, V>(K key, V hint) {}

    /**
     * @param size a power of 2
     */
    public HintTable(int size) {
        this.slots = new AtomicReferenceArray<>(size);
    }

    /** The hint of a key, or null if there is none or it was forgotten. */
    public @Nullable V get(K key) {
        Slot<K, V> slot = slots.get(position(key));
        return slot != null && slot.key.equals(key) ? slot.hint : null;
    }

    public void put(K key, V hint) {
        slots.set(position(key), new Slot<>(key, hint));
    }

    /** Forgets a key, and what shares its slot. */
    public void remove(K key) {
        slots.set(position(key), null);
    }

    public void clear() {
        for (int i = 0; i < slots.length(); i++) {
            slots.set(i, null);
        }
    }

    private int position(K key) {
        int hash = key.hashCode();
        return (hash ^ hash >>> 16) & slots.length() - 1;
    }
}
