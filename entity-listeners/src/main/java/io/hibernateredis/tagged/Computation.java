package io.hibernateredis.tagged;

import io.hibernateredis.listener.Tags;
import io.hibernateredis.store.Entry;
import io.hibernateredis.store.LoadTime;
import io.hibernateredis.store.Lock;
import io.hibernateredis.store.Tag;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call for a value that may have to be computed.
 *
 * <ol>
 *   <li>A valid value is returned, unless it is expired or due early.
 *   <li>Then one thread computes it anew, and others are given the old one as long as it may be
 *       served.
 *   <li>Of those that find nothing, one computes. The others wait until it is done, and look again:
 *       what was computed is theirs only if its tags were not invalidated since it was loaded,
 *       because they may have begun after it.
 *   <li>Whoever finds nothing after that computes by itself.
 * </ol>
 */
final class Computation<T> {

    private static final long LEAST_PAUSE_NANOS = 5_000_000;
    private static final long MOST_PAUSE_NANOS = 20_000_000;

    private final TaggedCache cache;
    private final Entry entry;
    private final String key;
    private final ValueType<T> type;
    private final Duration ttl;
    private final Set<Tag> tags;
    private final Supplier<T> supplier;

    Computation(
            TaggedCache cache,
            Entry entry,
            String key,
            ValueType<T> type,
            Duration ttl,
            Tags tags,
            Supplier<T> supplier) {
        this.cache = cache;
        this.entry = entry;
        this.key = key;
        this.type = type;
        this.ttl = ttl;
        this.tags = tags.dependencies(cache.factory());
        this.supplier = supplier;
    }

    T get() {
        StoredValue found = lookUp(null);
        if (found != null) {
            return isDue(found) ? refreshed(found) : type.cast(found.value());
        }
        if (cache.snapshot().isOfUncommitted()) {
            // It would not be kept, so nobody else has anything of it.
            return supplier.get();
        }
        return alone();
    }

    private boolean isDue(StoredValue found) {
        long now = cache.now();
        double random = 1 - ThreadLocalRandom.current().nextDouble();
        return found.isExpired(now) || found.isDueEarly(now, cache.settings().eagerness(), random);
    }

    private T refreshed(StoredValue old) {
        if (cache.flights().begin(entry) != null) {
            return type.cast(old.value());
        }
        try {
            Lock lock = lock();
            if (lock == null) {
                return compute();
            }
            StoredValue now = lookUp(lock);
            if (!lock.isHeld()) {
                return type.cast((now == null ? old : now).value());
            }
            return computeHolding(lock);
        } finally {
            cache.flights().end(entry);
        }
    }

    private T alone() {
        var other = cache.flights().begin(entry);
        if (other != null) {
            other.await(cache.settings().patience());
            StoredValue found = lookUp(null);
            return found == null ? compute() : type.cast(found.value());
        }
        try {
            return cache.settings().acrossJvms() ? aloneAmongJvms() : compute();
        } finally {
            cache.flights().end(entry);
        }
    }

    private T aloneAmongJvms() {
        long deadline = System.nanoTime() + cache.settings().patience().toNanos();
        do {
            Lock lock = new Lock(entry, cache.settings().patience());
            StoredValue found = lookUp(lock);
            if (found != null && !found.isExpired(cache.now())) {
                cache.store().release(lock);
                return type.cast(found.value());
            }
            if (lock.isHeld()) {
                return computeHolding(lock);
            }
            if (!cache.store().isReadable()) {
                break;
            }
            LockSupport.parkNanos(
                    ThreadLocalRandom.current().nextLong(LEAST_PAUSE_NANOS, MOST_PAUSE_NANOS));
        } while (System.nanoTime() - deadline < 0 && !Thread.currentThread().isInterrupted());
        return compute();
    }

    private @Nullable Lock lock() {
        return cache.settings().acrossJvms() ? new Lock(entry, cache.settings().patience()) : null;
    }

    private T computeHolding(Lock lock) {
        try {
            return compute();
        } finally {
            cache.store().release(lock);
        }
    }

    private T compute() {
        LoadTime loaded = cache.snapshot().loadTime();
        long began = System.nanoTime();
        T value = supplier.get();
        long micros = (System.nanoTime() - began) / 1000;
        cache.store(Collections.singletonMap(key, value), type, ttl, tags, loaded, micros);
        return value;
    }

    /** What is valid, and may be served yet. */
    private @Nullable StoredValue lookUp(@Nullable Lock lock) {
        StoredValue found = new Lookup(cache).find(List.of(key), type, tags, lock).get(key);
        return found == null || found.isExpired(cache.now(), cache.settings().grace())
                ? null
                : found;
    }
}
