package io.hibernateredis.internal.factory;

import io.hibernateredis.CacheEventListener;
import io.hibernateredis.Counters.Event;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what happens in each region, as others count what happens in all. Thread-safe. */
public final class RegionTallies implements CacheEventListener {

    private static final Set<Event> COUNTED =
            EnumSet.of(
                    Event.HIT,
                    Event.NEAR_HIT,
                    Event.MISS,
                    Event.STORED,
                    Event.REFUSED,
                    Event.INVALIDATED,
                    Event.TOO_LARGE,
                    Event.CHECKED,
                    Event.STALE);

    private final long sinceMillis = System.currentTimeMillis();
    private final LongAdder answers = new LongAdder();
    private final LongAdder answerNanos = new LongAdder();
    private final Map<String, Map<Event, LongAdder>> regions = new ConcurrentHashMap<>();

    RegionTallies() {}

    @Override
    public void on(Event event, @Nullable String region, long times, long nanos) {
        if (event == Event.ANSWERED) {
            answers.add(times);
            answerNanos.add(nanos);
        } else if (region != null && COUNTED.contains(event)) {
            Map<Event, LongAdder> known = regions.get(region);
            if (known == null) {
                known = regions.computeIfAbsent(region, name -> adders());
            }
            Objects.requireNonNull(known.get(event)).add(times);
        }
    }

    private static Map<Event, LongAdder> adders() {
        Map<Event, LongAdder> adders = new EnumMap<>(Event.class);
        COUNTED.forEach(event -> adders.put(event, new LongAdder()));
        return adders;
    }

    /** When counting began, as {@link System#currentTimeMillis}. */
    public long sinceMillis() {
        return sinceMillis;
    }

    /** The regions of which something was counted, prefixes included. */
    public Set<String> regions() {
        return Set.copyOf(regions.keySet());
    }

    public long count(String region, Event event) {
        Map<Event, LongAdder> its = regions.get(region);
        LongAdder adder = its == null ? null : its.get(event);
        return adder == null ? 0 : adder.sum();
    }

    /** How many messages were waited for and answered. */
    public long answers() {
        return answers.sum();
    }

    /** How long they were waited for, together. */
    public long answerNanos() {
        return answerNanos.sum();
    }
}
