package io.hibernateredis.tagged;

import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.region.RedisRegionFactory;
import io.hibernateredis.tagged.internal.Computation;
import io.hibernateredis.tagged.internal.Lookup;
import io.hibernateredis.tagged.internal.StoredValue;
import io.hibernateredis.tagged.internal.ValueStore;
import io.hibernateredis.tags.Tags;
import io.hibernateredis.tags.internal.ResolvedTags;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.SessionFactory;
import org.hibernate.SharedSessionContract;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * The application's own values in Redis, beside the second-level cache of a session factory and by
 * the same rule: a value is served only if it was loaded after the last invalidation of everything
 * it depends on. Thread-safe.
 *
 * <p>The {@link Tags} of a value name what it depends on. Its age is found out by this cache: what
 * is computed may have been read through any session that is open on the thread, so it counts as
 * loaded before the first load of each of them, and is not kept while one of them has uncommitted
 * changes. A session that was opened on another thread has to be passed, by {@link #in}. Reads of
 * the database that do not go through Hibernate must not be part of a transaction that began
 * earlier.
 *
 * <p>While Redis is unreachable, reads miss, and what is computed is returned.
 */
public final class TaggedCache {

    private final ValueStore values;
    private final TaggedCacheSettings settings;

    private TaggedCache(ValueStore values, TaggedCacheSettings settings) {
        this.values = values;
        this.settings = settings;
    }

    /** The cache of a name, with all defaults. */
    public static TaggedCache of(SessionFactory sessionFactory, String namespace) {
        return of(sessionFactory, TaggedCacheSettings.of(namespace));
    }

    /**
     * A cache beside the second-level cache of a session factory.
     *
     * @throws IllegalArgumentException if that is not in Redis
     */
    public static TaggedCache of(SessionFactory sessionFactory, TaggedCacheSettings settings) {
        return of(sessionFactory, settings, () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * @param random between 0, inclusive, and 1, exclusive
     */
    static TaggedCache of(
            SessionFactory sessionFactory, TaggedCacheSettings settings, DoubleSupplier random) {
        var regionFactory = RedisRegionFactory.of(sessionFactory);
        if (regionFactory == null) {
            throw new IllegalArgumentException(
                    "hibernate.cache.region.factory_class must be redis");
        }
        return new TaggedCache(
                new ValueStore(
                        sessionFactory.unwrap(SessionFactoryImplementor.class),
                        regionFactory.unwrap(SessionFactoryCache.class),
                        settings.ofValues(),
                        random),
                settings);
    }

    /**
     * This cache, for what is read through a session that was opened on another thread. Sessions
     * that are open on the calling thread are taken into account without.
     */
    public TaggedCache in(SharedSessionContract session) {
        return new TaggedCache(values.in((SharedSessionContractImplementor) session), settings);
    }

    /** A value, or null if there is none, or a null was put; see {@link #find}. */
    public <T> @Nullable T get(String key, ValueType<T> type) {
        return get(key, type, Tags.none());
    }

    /**
     * A value, or null. One round trip; one more if it depends on others than {@code tags}.
     *
     * @param tags what it depends on
     */
    public <T> @Nullable T get(String key, ValueType<T> type, Tags tags) {
        return getAll(List.of(key), type, tags).get(key);
    }

    /**
     * As {@link #get(String, ValueType, Tags)}, but tells a null that was put from no value.
     *
     * @return empty if there is no value
     */
    public <T> Optional<CachedValue<T>> find(String key, ValueType<T> type, Tags tags) {
        StoredValue found = lookUp(List.of(key), type, tags).get(key);
        return found == null || found.isExpired(values.now())
                ? Optional.empty()
                : Optional.of(new CachedValue<>(type.cast(found.value())));
    }

    /**
     * Values by their keys, without those that are not there, and nulls; round trips as {@link
     * #get(String, ValueType, Tags)}.
     */
    public <T> Map<String, T> getAll(Collection<String> keys, ValueType<T> type, Tags tags) {
        Map<String, T> all = new LinkedHashMap<>();
        lookUp(keys, type, tags)
                .forEach(
                        (key, found) -> {
                            T value =
                                    found.isExpired(values.now()) ? null : type.cast(found.value());
                            if (value != null) {
                                all.put(key, value);
                            }
                        });
        return all;
    }

    private Map<String, StoredValue> lookUp(Collection<String> keys, ValueType<?> type, Tags tags) {
        return new Lookup(values).find(keys, type.json(), dependencies(tags), null);
    }

    private Set<Tag> dependencies(Tags tags) {
        return ResolvedTags.dependencies(tags, values.factory());
    }

    /**
     * As {@link #getOrCompute(String, ValueType, Duration, Tags, Supplier)}, with the settings'
     * TTL.
     */
    public <T> T getOrCompute(String key, ValueType<T> type, Tags tags, Supplier<T> supplier) {
        return getOrCompute(key, type, settings.ttlOf(key), tags, supplier);
    }

    /** As {@link #getOrCompute(String, ValueType, Duration, Tags, Supplier)}. */
    public <T> T getOrCompute(
            String key, Class<T> type, Duration ttl, Tags tags, Supplier<T> supplier) {
        return getOrCompute(key, ValueType.of(type), ttl, tags, supplier);
    }

    /**
     * A value that nothing it depends on was written since, computed if there is none. One thread
     * computes at a time; others wait, and then look whether the result is valid for them. A null
     * is kept like any value.
     *
     * <p>A hit is one round trip. A miss is three; or two where other JVMs are not waited for; or
     * one while the tags are being written, when nothing could be kept.
     *
     * @param ttl how long it is served, at least 1 ms
     * @param supplier what it throws is thrown, and nothing is kept
     */
    public <T> T getOrCompute(
            String key, ValueType<T> type, Duration ttl, Tags tags, Supplier<T> supplier) {
        var computation =
                new Computation(
                        values,
                        key,
                        type.json(),
                        ttl,
                        dependencies(tags),
                        supplier,
                        System::nanoTime);
        return type.cast(computation.get());
    }

    /** A function whose results are kept, as by {@link #getOrCompute}. */
    public <A, T> Function<A, T> memoize(
            Function<A, T> function,
            Function<A, String> key,
            ValueType<T> type,
            Duration ttl,
            Function<A, Tags> tags) {
        return argument ->
                getOrCompute(
                        key.apply(argument),
                        type,
                        ttl,
                        tags.apply(argument),
                        () -> function.apply(argument));
    }

    /**
     * The moment from which on values are read: for {@link #put}, to be taken before the value is
     * read or computed.
     */
    public LoadTimestamp loadTime() {
        return new LoadTimestamp(values.view().loadTime());
    }

    /** Keeps a value that depends on nothing, for as long as the settings say. */
    public <T> void put(String key, ValueType<T> type, T value) {
        putAll(Map.of(key, value), type, settings.ttlOf(key), Tags.none(), loadTime());
    }

    /**
     * Keeps a value, unless something it depends on was written since it was loaded.
     *
     * @param loaded what {@link #loadTime} gave before the value was read or computed
     */
    public <T> void put(
            String key, ValueType<T> type, T value, Duration ttl, Tags tags, LoadTimestamp loaded) {
        putAll(Map.of(key, value), type, ttl, tags, loaded);
    }

    /**
     * As {@link #put(String, ValueType, Object, Duration, Tags, LoadTimestamp)}, for several values
     * in one round trip.
     */
    public <T> void putAll(
            Map<String, T> all, ValueType<T> type, Duration ttl, Tags tags, LoadTimestamp loaded) {
        values.put(all, type.json(), ttl, dependencies(tags), loaded.time(), 0, null);
    }

    /** Evicts values; one that is being computed is not kept either. */
    public void evict(String... keys) {
        values.evict(List.of(keys));
    }

    /**
     * Invalidates at once all that depends on these, in this and every other cache and JVM. What a
     * transaction writes is invalidated without.
     */
    public void evictTags(Tags tags) {
        values.invalidate(ResolvedTags.own(tags, values.factory()));
    }

    /** As {@link #evictTags}, for all names that have this before their first colon. */
    public void evictKind(String kind) {
        values.invalidate(Set.of(Tag.unknownNames(kind)));
    }

    /**
     * Evicts the values whose keys have a prefix, by a scan over all keys of the server, some at a
     * time. Values that are put meanwhile may stay: give a tag to those that must not.
     *
     * @return how many
     */
    public int evictPrefix(String prefix) {
        return values.evictPrefix(prefix);
    }

    /** Evicts all values of this namespace, at the cost of one write. */
    public void clear() {
        values.clear();
    }

    /**
     * Adds to a counter that all JVMs share. It begins at 0 and lives as long as the settings say
     * for its key since then. It is no value: nothing invalidates it, and Redis may lose it.
     *
     * @return its new value
     * @throws RuntimeException if Redis is unreachable
     */
    public long increment(String key, long delta) {
        return values.increment(key, delta, settings.ttlOf(key));
    }

    /**
     * An HTTP ETag, which stays the same as long as nothing that tags name is written: for
     * conditional requests, to be taken before the response is read. One round trip, and no
     * database; one more on the first use of such a group of rows.
     *
     * @return empty if something named is being written, or Redis is unreachable
     */
    public Optional<String> etag(Tags tags) {
        return values.etag(dependencies(tags));
    }
}
