package io.hibernateredis.spring.boot.internal.metrics;

import io.hibernateredis.CacheEventListener;
import io.hibernateredis.Counters;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.internal.store.Store;
import io.hibernateredis.region.RedisRegionFactory;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of the cache of one entity manager factory: what it counts anyway is read when the
 * meters are, and the rest is counted as it happens. Thread-safe.
 */
public final class CacheMetrics implements CacheEventListener {

    /** Counted with a reason, or by a timer. */
    private static final Set<Event> OTHERWISE =
            EnumSet.of(
                    Event.REFUSED,
                    Event.REFUSED_BY_INDEX,
                    Event.REFUSED_WITHOUT_ROOM,
                    Event.ACKNOWLEDGED,
                    Event.CHECKED,
                    Event.STALE);

    private final MeterRegistry registry;
    private final String factory;
    private final Tags tags;
    private final Timer answers;
    private final Timer acknowledgements;
    private final Map<String, RegionMeters> regions = new ConcurrentHashMap<>();

    private CacheMetrics(MeterRegistry registry, String factory) {
        this.registry = registry;
        this.factory = factory;
        this.tags = Tags.of("entityManagerFactory", factory);
        this.answers =
                Timer.builder("hibernate.redis.messages")
                        .description("How long answers of Redis were waited for")
                        .tags(tags)
                        .register(registry);
        this.acknowledgements =
                Timer.builder(EventNames.of(Event.ACKNOWLEDGED))
                        .description("How long other JVMs were waited for that keep entries near")
                        .tags(tags)
                        .register(registry);
    }

    /**
     * Registers the meters.
     *
     * @param factory the name of the entity manager factory
     */
    public static void bind(
            MeterRegistry registry, String factory, RedisRegionFactory regionFactory) {
        var metrics = new CacheMetrics(registry, factory);
        metrics.register(regionFactory);
        regionFactory.addListener(metrics);
    }

    private void register(RedisRegionFactory regionFactory) {
        var cache = regionFactory.unwrap(SessionFactoryCache.class);
        for (Event event : Event.values()) {
            if (!OTHERWISE.contains(event)) {
                count(cache, EventNames.of(event), tags, store -> store.counters().count(event));
            }
        }
        refused(cache, "index", store -> store.counters().count(Event.REFUSED_BY_INDEX));
        refused(cache, "groupings", store -> store.counters().count(Event.REFUSED_WITHOUT_ROOM));
        refused(cache, "invalidated", store -> refusedSinceInvalidated(store.counters()));
        gauge(
                cache,
                "hibernate.redis.readable",
                "1 if entries are read from Redis at present, 0 if it is bypassed",
                store -> store.isReadable() ? 1 : 0);
        gauge(
                cache,
                "hibernate.redis.invalidations.pending",
                "Transactions whose invalidations have yet to be delivered",
                Store::pendingInvalidations);
        gauge(
                cache,
                "hibernate.redis.circuit.open",
                "1 if nothing but heartbeats is sent to Redis, since it did not answer",
                store -> store.inspector().isCircuitOpen() ? 1 : 0);
        gauge(
                cache,
                "hibernate.redis.trust.age",
                "Seconds since Redis proved that it takes writes; reads stop after a while",
                store -> seconds(store.inspector().trustAgeNanos()));
        var index = new IndexSize(System::nanoTime);
        gauge(cache, "hibernate.redis.index.tags", "Tags in the index that last", index::lasting);
        gauge(
                cache,
                "hibernate.redis.index.recent",
                "Entries in the index that were written lately",
                index::recent);
    }

    private static double seconds(long nanos) {
        return nanos < 0 ? Double.NaN : nanos / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private static double refusedSinceInvalidated(Counters counters) {
        return counters.count(Event.REFUSED)
                - counters.count(Event.REFUSED_BY_INDEX)
                - counters.count(Event.REFUSED_WITHOUT_ROOM);
    }

    private void refused(SessionFactoryCache cache, String reason, ToDoubleFunction<Store> value) {
        count(cache, EventNames.of(Event.REFUSED), tags.and("reason", reason), value);
    }

    private void count(
            SessionFactoryCache cache, String name, Tags itsTags, ToDoubleFunction<Store> value) {
        FunctionCounter.builder(name, cache, its -> of(its, value))
                .tags(itsTags)
                .register(registry);
    }

    private void gauge(
            SessionFactoryCache cache,
            String name,
            String description,
            ToDoubleFunction<Store> value) {
        Gauge.builder(name, cache, its -> of(its, value))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /** Nothing has happened before the store is open, which a scrape is not to wait for. */
    private static double of(SessionFactoryCache cache, ToDoubleFunction<Store> value) {
        Store store = cache.openedStore();
        return store == null ? 0 : value.applyAsDouble(store);
    }

    @Override
    public void on(Event event, @Nullable String region, long times, long nanos) {
        if (event == Event.ANSWERED) {
            answers.record(nanos, TimeUnit.NANOSECONDS);
        } else if (event == Event.ACKNOWLEDGED) {
            acknowledgements.record(nanos, TimeUnit.NANOSECONDS);
        } else if (region != null && RegionMeters.counts(event)) {
            regions.computeIfAbsent(region, name -> new RegionMeters(registry, factory, name))
                    .count(event, times);
        }
    }
}
