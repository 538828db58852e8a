package io.hibernateredis.tagged;

import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.listener.Tags;
import io.hibernateredis.tagged.Flights.Flight;
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
 *   <li>Whoever finds nothing after that computes by itself: nobody waits for a second computation,
 *       since the first was not kept, nor for any while the tags are being written.
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
        long landings = cache.flights().landings();
        Lookup look = new Lookup(cache);
        StoredValue found = lookUp(look, null);
        if (found != null) {
            return isDue(found) ? refreshed(found) : type.cast(found.value());
        }
        return look.isPointless() ? supplier.get() : alone(landings);
    }

    private boolean isDue(StoredValue found) {
        long now = cache.now();
        double random = 1 - cache.random().getAsDouble();
        return found.isExpired(now) || found.isDueEarly(now, cache.settings().eagerness(), random);
    }

    private T refreshed(StoredValue old) {
        Flight flight = cache.flights().join(entry);
        if (!flight.isOwn()) {
            return type.cast(old.value());
        }
        try {
            if (!cache.settings().acrossJvms()) {
                return compute(null);
            }
            var lock = new ComputeLock(entry, cache.settings().patience());
            StoredValue now = lookUp(new Lookup(cache), lock);
            return lock.isHeld() ? compute(lock) : type.cast((now == null ? old : now).value());
        } finally {
            flight.land();
        }
    }

    /**
     * @param landings how many computations were over before the look that found nothing
     */
    private T alone(long landings) {
        Flight flight = cache.flights().join(entry);
        if (!flight.isOwn()) {
            flight.await(cache.settings().patience());
            return foundOrComputed();
        }
        try {
            if (cache.settings().acrossJvms()) {
                return aloneAmongJvms(flight);
            }
            // Somebody may have computed it after the look, and have been done before the flight.
            boolean hadOthers = cache.flights().landings() != landings;
            return hadOthers ? foundOrComputed() : compute(null);
        } finally {
            flight.land();
        }
    }

    private T foundOrComputed() {
        StoredValue found = lookUp(new Lookup(cache), null);
        return found == null ? compute(null) : type.cast(found.value());
    }

    private T aloneAmongJvms(Flight flight) {
        long deadline = System.nanoTime() + cache.settings().patience().toNanos();
        var lock = new ComputeLock(entry, cache.settings().patience());
        Lookup look = new Lookup(cache);
        StoredValue found = lookUp(look, lock);
        while (found == null
                && !lock.isHeld()
                && !lock.hasChangedHands()
                && !look.isPointless()
                && paused(deadline)) {
            found = lookUp(look, lock);
        }
        if (found != null && !found.isExpired(cache.now())) {
            cache.store().release(List.of(lock));
            return type.cast(found.value());
        }
        if (!lock.isHeld() || lock.hasChangedHands()) {
            // Those who wait for this one have waited for the other too.
            flight.land();
        }
        return compute(lock);
    }

    private static boolean paused(long deadline) {
        LockSupport.parkNanos(
                ThreadLocalRandom.current().nextLong(LEAST_PAUSE_NANOS, MOST_PAUSE_NANOS));
        return System.nanoTime() - deadline < 0 && !Thread.currentThread().isInterrupted();
    }

    /**
     * @param lock released in the message that keeps the value, if it is held
     */
    private T compute(@Nullable ComputeLock lock) {
        try {
            LoadTime loaded = cache.snapshot().loadTime();
            long began = System.nanoTime();
            T value = supplier.get();
            long micros = (System.nanoTime() - began) / 1000;
            cache.store(
                    Collections.singletonMap(key, value), type, ttl, tags, loaded, micros, lock);
            return value;
        } finally {
            if (lock != null) {
                cache.store().release(List.of(lock));
            }
        }
    }

    /** What is valid, and may be served yet. */
    private @Nullable StoredValue lookUp(Lookup look, @Nullable ComputeLock lock) {
        StoredValue found = look.find(List.of(key), type, tags, lock).get(key);
        return found == null || found.isExpired(cache.now(), cache.settings().grace())
                ? null
                : found;
    }
}
