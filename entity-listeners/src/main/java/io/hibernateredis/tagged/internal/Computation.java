package io.hibernateredis.tagged.internal;

import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.store.ComputeTurn;
import io.hibernateredis.tagged.internal.Flights.Flight;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call for a value that may have to be computed.
 *
 * <ol>
 *   <li>A valid value is returned, unless it is expired or due early.
 *   <li>Then one thread computes it again, and others get the old one as long as it may be served.
 *   <li>Of concurrent misses, one computes. The others wait until it is done, and look again: they
 *       get what was computed only if its tags were not invalidated since it was loaded, because
 *       they may have begun after it.
 *   <li>A caller that finds nothing after that computes by itself: it does not wait for a second
 *       computation, since the first was not kept, nor for any while the tags are being written.
 * </ol>
 */
public final class Computation {

    private final ValueStore values;
    private final Entry entry;
    private final String key;
    private final JsonType type;
    private final Duration ttl;
    private final Set<Tag> tags;
    private final Supplier<?> supplier;
    private final LongSupplier nanoTime;

    /**
     * A computation of one call.
     *
     * @param tags all that the value depends on
     * @param nanoTime as {@link System#nanoTime}
     */
    public Computation(
            ValueStore values,
            String key,
            JsonType type,
            Duration ttl,
            Set<Tag> tags,
            Supplier<?> supplier,
            LongSupplier nanoTime) {
        this.values = values;
        this.entry = values.entry(key, ttl);
        this.key = key;
        this.type = type;
        this.ttl = ttl;
        this.tags = tags;
        this.supplier = supplier;
        this.nanoTime = nanoTime;
    }

    public @Nullable Object get() {
        long landings = values.flights().landings();
        Look look = new Look();
        StoredValue found = look.find(null);
        if (found != null) {
            return isDue(found) ? refreshed(found) : found.value();
        }
        return look.isPointless() ? supplier.get() : alone(landings);
    }

    private boolean isDue(StoredValue found) {
        long now = values.now();
        double random = 1 - values.random().getAsDouble();
        return found.isExpired(now) || found.isDueEarly(now, values.settings().eagerness(), random);
    }

    private @Nullable Object refreshed(StoredValue old) {
        Flight flight = values.flights().join(entry);
        if (!flight.isOwn()) {
            return old.value();
        }
        try {
            if (!values.settings().acrossJvms()) {
                return compute(null);
            }
            var lock = new ComputeLock(entry, values.settings().patience());
            StoredValue now = new Look().find(lock);
            return lock.isHeld() ? compute(lock) : (now == null ? old : now).value();
        } finally {
            flight.land();
        }
    }

    /**
     * @param landings how many computations were over before the look that found nothing
     */
    private @Nullable Object alone(long landings) {
        Flight flight = values.flights().join(entry);
        if (!flight.isOwn()) {
            flight.await(values.settings().patience());
            return foundOrComputed();
        }
        try {
            if (values.settings().acrossJvms()) {
                return aloneAmongJvms(flight);
            }
            // Another thread may have computed it after the look, and before this flight.
            boolean hadOthers = values.flights().landings() != landings;
            return hadOthers ? foundOrComputed() : compute(null);
        } finally {
            flight.land();
        }
    }

    private @Nullable Object foundOrComputed() {
        StoredValue found = new Look().find(null);
        return found == null ? compute(null) : found.value();
    }

    private @Nullable Object aloneAmongJvms(Flight flight) {
        Duration patience = values.settings().patience();
        var turn =
                new ComputeTurn(
                        entry, patience, nanoTime, nanoTime.getAsLong() + patience.toNanos());
        StoredValue found = turn.await(new Look());
        if (found != null && !found.isExpired(values.now())) {
            values.store().release(List.of(turn.lock()));
            return found.value();
        }
        if (!turn.isOwn()) {
            flight.land();
        }
        return compute(turn.lock());
    }

    /**
     * @param lock released in the message that keeps the value, if it is held
     */
    private @Nullable Object compute(@Nullable ComputeLock lock) {
        try {
            LoadTime loaded = values.view().loadTime();
            long began = nanoTime.getAsLong();
            Object value = supplier.get();
            long micros = Math.max(1, (nanoTime.getAsLong() - began) / 1000);
            values.put(Collections.singletonMap(key, value), type, ttl, tags, loaded, micros, lock);
            return value;
        } finally {
            if (lock != null) {
                values.store().release(List.of(lock));
            }
        }
    }

    /** Looks for a value that is valid and may still be served. */
    private final class Look implements ComputeTurn.Look<StoredValue> {

        private final Lookup lookup = new Lookup(values);

        @Override
        public @Nullable StoredValue find(@Nullable ComputeLock lock) {
            StoredValue found = lookup.find(List.of(key), type, tags, lock).get(key);
            return found == null || found.isExpired(values.now(), values.settings().grace())
                    ? null
                    : found;
        }

        @Override
        public boolean isPointless() {
            return lookup.isPointless();
        }
    }
}
