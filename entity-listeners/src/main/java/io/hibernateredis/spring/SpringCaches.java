package io.hibernateredis.spring;

import io.hibernateredis.tagged.TaggedCache;
import io.hibernateredis.tagged.TaggedCacheSettings;
import io.hibernateredis.tagged.ValueType;
import io.hibernateredis.tags.Tags;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;

/**
 * Tagged caches as Spring's: {@code @Cacheable}, {@code @CachePut} and {@code @CacheEvict} work as
 * usual, and what they keep is invalidated by its tags. Thread-safe once it is configured.
 *
 * <p>Spring resolves its caches before it calls the method, each time: so what is put is as old as
 * its cache is here, and a put is refused if a tag was invalidated since. A cache to put into by
 * hand should be asked for before each put.
 */
public final class SpringCaches implements CacheManager {

    private final SessionFactory sessionFactory;
    private final Map<String, Region> regions = new LinkedHashMap<>();

    /** A cache of Spring's. */
    private record Region(
            TaggedCache cache, ValueType<?> type, Duration ttl, Function<Object, Tags> tags) {}

    public SpringCaches(SessionFactory sessionFactory) {
        this.sessionFactory = sessionFactory;
    }

    /** Adds a cache whose values depend on nothing but their time to live. */
    public SpringCaches with(String name, ValueType<?> type, Duration ttl) {
        return with(name, type, ttl, key -> Tags.none());
    }

    /**
     * Adds a cache.
     *
     * @param name as in {@code @Cacheable}; its values lie in a namespace of this name
     * @param type of its values
     * @param tags what a value depends on, by its key
     */
    public SpringCaches with(
            String name, ValueType<?> type, Duration ttl, Function<Object, Tags> tags) {
        return with(TaggedCacheSettings.of(name).withTtl(ttl), type, tags);
    }

    /** Adds a cache named as the namespace of its settings. */
    public SpringCaches with(
            TaggedCacheSettings settings, ValueType<?> type, Function<Object, Tags> tags) {
        regions.put(
                settings.namespace(),
                new Region(TaggedCache.of(sessionFactory, settings), type, settings.ttl(), tags));
        return this;
    }

    @Override
    public @Nullable Cache getCache(String name) {
        Region region = regions.get(name);
        return region == null
                ? null
                : new SpringCache(name, region.cache, region.type, region.ttl, region.tags);
    }

    @Override
    public Collection<String> getCacheNames() {
        return regions.keySet();
    }
}
