package io.hibernateredis.spring.boot.internal.metrics;

import io.hibernateredis.Counters.Event;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * The meters of one region, with the names and tags that Spring Boot gives those of other caches:
 * Prometheus refuses meters of one name whose tags differ. Thread-safe.
 */
final class RegionMeters {

    private final Counter hits;
    private final Counter misses;
    private final Counter puts;
    private final Counter evictions;
    private final Counter checked;
    private final Counter stale;

    RegionMeters(MeterRegistry registry, String factory, String region) {
        Tags tags = Tags.of("cache", region, "cache.manager", factory, "name", region);
        this.hits = registry.counter("cache.gets", tags.and("result", "hit"));
        this.misses = registry.counter("cache.gets", tags.and("result", "miss"));
        this.puts = registry.counter("cache.puts", tags);
        this.evictions = registry.counter("cache.evictions", tags);
        this.checked = registry.counter(EventNames.of(Event.CHECKED), tags);
        this.stale = registry.counter(EventNames.of(Event.STALE), tags);
    }

    static boolean counts(Event event) {
        return switch (event) {
            case HIT, MISS, STORED, INVALIDATED, CHECKED, STALE -> true;
            default -> false;
        };
    }

    void count(Event event, long times) {
        switch (event) {
            case HIT -> hits.increment((double) times);
            case MISS -> misses.increment((double) times);
            case STORED -> puts.increment((double) times);
            case CHECKED -> checked.increment((double) times);
            case STALE -> stale.increment((double) times);
            default -> evictions.increment((double) times);
        }
    }
}
