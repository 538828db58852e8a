package io.hibernateredis.internal.store;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What was put or used most recently, in bounded memory. Thread-safe; reads never lock.
 *
 * <p>There are two generations. What is put goes to the younger one, and so does what is found in
 * the older one. When the younger one is full, it becomes the older one, whose content is dropped.
 * So a read writes at most once in a generation, and what is used stays.
 *
 * @param <K> type of the keys, which have {@code equals}
 * @param <V> type of the values, immutable
 */
public final class RecentMap<K, V> {

    private final int capacity;
    private final AtomicReference<Generations<K, V>> generations;

    private record Generations<K, V>(
            Map<K, Weighed<V>> younger, Map<K, Weighed<V>> older, AtomicInteger weight) {

        Generations(Map<K, Weighed<V>> older) {
            this(new ConcurrentHashMap<>(), older, new AtomicInteger());
        }
    }

    private record Weighed<V>(V value, int weight) {}

    /**
     * @param capacity of a generation, in the units of the weights
     */
    public RecentMap(int capacity) {
        this.capacity = capacity;
        this.generations = new AtomicReference<>(new Generations<>(Map.of()));
    }

    private Generations<K, V> now() {
        return Objects.requireNonNull(generations.get());
    }

    /** The value of a key, or null if there is none or it was dropped. */
    public @Nullable V get(K key) {
        Generations<K, V> now = now();
        Weighed<V> found = now.younger.get(key);
        if (found == null) {
            found = now.older.get(key);
            if (found == null) {
                return null;
            }
            add(key, found);
        }
        return found.value;
    }

    /** Puts a value of weight 1. */
    public void put(K key, V value) {
        put(key, value, 1);
    }

    /**
     * Puts a value of some weight.
     *
     * @param weight at least 1; what alone is heavier than a generation is kept until the next put
     */
    public void put(K key, V value, int weight) {
        add(key, new Weighed<>(value, weight));
    }

    private void add(K key, Weighed<V> value) {
        Generations<K, V> now = now();
        if (now.weight.get() >= capacity) {
            generations.compareAndSet(now, new Generations<>(now.younger));
            now = now();
        }
        Weighed<V> before = now.younger.put(key, value);
        now.weight.addAndGet(value.weight - (before == null ? 0 : before.weight));
    }

    /** How many keys there are at present. */
    public int size() {
        Generations<K, V> now = now();
        return now.younger.size() + now.older.size();
    }
}
