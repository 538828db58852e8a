package io.hibernateredis.tagged;

import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.store.Store;
import io.hibernateredis.internal.transaction.UnitOfWork;
import io.hibernateredis.listener.Tags;
import io.hibernateredis.region.RedisRegionFactory;
import java.time.Duration;
import java.util.ArrayList;
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
 * <p>What a value depends on, its {@link Tags} say. How old it is, this cache finds out: what is
 * computed may have been read through any session that is open on the thread, so it counts as
 * loaded before the first load of each of them, and is not kept while one of them has uncommitted
 * changes. A session that was opened on another thread has to be passed, by {@link #in}. Reads of
 * the database that do not go through Hibernate must not be part of a transaction that began
 * earlier.
 *
 * <p>Redis being away costs hits: reads miss, and what is computed is returned.
 */
public final class TaggedCache {

    static final int LONGEST_KEY = 500;

    private static final String ROLE = "?value";
    private static final String COUNTERS = "?counter";
    private static final String ETAGS = "?etag";

    private final SessionFactoryImplementor factory;
    private final RedisRegionFactory regionFactory;
    private final TaggedCacheSettings settings;
    private final Flights flights;
    private final DoubleSupplier random;
    private final @Nullable SharedSessionContractImplementor session;

    private TaggedCache(
            SessionFactoryImplementor factory,
            RedisRegionFactory regionFactory,
            TaggedCacheSettings settings,
            Flights flights,
            DoubleSupplier random,
            @Nullable SharedSessionContractImplementor session) {
        this.random = random;
        this.factory = factory;
        this.regionFactory = regionFactory;
        this.settings = settings;
        this.flights = flights;
        this.session = session;
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
                sessionFactory.unwrap(SessionFactoryImplementor.class),
                regionFactory,
                settings,
                new Flights(),
                random,
                null);
    }

    /**
     * This cache, for what is read through a session that was opened on another thread. A session
     * that is open on the calling thread is minded without.
     */
    public TaggedCache in(SharedSessionContract session) {
        return new TaggedCache(
                factory,
                regionFactory,
                settings,
                flights,
                random,
                (SharedSessionContractImplementor) session);
    }

    /** A value that is there and depends on no tags, or on some; null if there is none. */
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

    /** Values by their keys, without those that are not there; round trips as {@link #get}. */
    public <T> Map<String, T> getAll(Collection<String> keys, ValueType<T> type, Tags tags) {
        Map<String, T> values = new LinkedHashMap<>();
        lookUp(keys, type, tags)
                .forEach(
                        (key, found) -> {
                            T value = found.isExpired(now()) ? null : type.cast(found.value());
                            if (value != null) {
                                values.put(key, value);
                            }
                        });
        return values;
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
        return new Computation<>(this, entry(key, ttl), key, type, ttl, tags, supplier).get();
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
     * The load time of what is read from now on: for {@link #put}, to be taken before the value is
     * read or computed.
     */
    public LoadTime loadTime() {
        return snapshot().loadTime();
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
            String key, ValueType<T> type, T value, Duration ttl, Tags tags, LoadTime loaded) {
        putAll(Map.of(key, value), type, ttl, tags, loaded);
    }

    /** As {@link #put}, for several values in one round trip. */
    public <T> void putAll(
            Map<String, T> values, ValueType<T> type, Duration ttl, Tags tags, LoadTime loaded) {
        store(values, type, ttl, tags.dependencies(factory), loaded, 0, null);
    }

    /** Forgets a value; one that is being computed is not kept either. */
    public void evict(String... keys) {
        List<Entry> entries = new ArrayList<>();
        for (String key : keys) {
            entries.add(entry(key));
        }
        store().evict(entries, Set.of());
    }

    /**
     * Invalidates at once all that depends on these, in this and every other cache and JVM; what a
     * transaction writes needs none of this.
     */
    public void evictTags(Tags tags) {
        store().evict(Set.of(), tags.own(factory));
    }

    /** As {@link #evictTags}, for all names that have this before their first colon. */
    public void evictKind(String kind) {
        store().evict(Set.of(), Set.of(Tag.unknownNames(kind)));
    }

    /**
     * Forgets the values whose keys begin alike, by looking at all keys of the server, some at a
     * time. Values that are put meanwhile may stay: what must not, should have a tag.
     *
     * @return how many
     */
    public int evictPrefix(String prefix) {
        return store().evictPrefix(keyspace(settings.ttl()), EntryIds.prefix(prefix));
    }

    /** Forgets all values of this namespace, at the cost of one write. */
    public void clear() {
        store().evict(Set.of(), Set.of(keyspace(settings.ttl()).floor()));
    }

    /**
     * Raises a counter that all JVMs share. It begins at 0, lives as long as the settings say for
     * its key since then, and is no value: nothing invalidates it, and Redis may lose it.
     *
     * @return what it is now
     * @throws RuntimeException if Redis cannot be asked
     */
    public long increment(String key, long delta) {
        var counters =
                new Keyspace(
                        regionFactory.qualify(settings.namespace()), COUNTERS, settings.ttlOf(key));
        return store().increment(counters.entry(null, EntryIds.of(key)), delta);
    }

    /**
     * A text that stays the same as long as nothing that tags name is written: for conditional
     * requests, to be asked for before the response is read. One round trip, and no database; one
     * more the first time that somebody asks for such a group of rows.
     *
     * @return nothing if something named is being written, or Redis cannot be asked
     */
    public Optional<String> etag(Tags tags) {
        Set<Tag> asked = tags.dependencies(factory);
        if (snapshot().hasChanged(asked)) {
            return Optional.empty();
        }
        ReadResult reading = store().read(List.of(), asked);
        if (reading != null && asked.stream().anyMatch(tag -> isNotMinded(tag, reading))) {
            // Writers mind groups of rows by which something is kept.
            var unit = new UnitOfWork(store());
            unit.begin();
            unit.offer(
                    new Keyspace(settings.namespace(), ETAGS, settings.ttl()).entry(null, "0"),
                    new byte[0],
                    asked);
            unit.endOperation();
        }
        return EntityTag.of(reading, asked, store());
    }

    private static boolean isNotMinded(Tag tag, ReadResult reading) {
        return tag.mustBeKnown() && reading.invalidated(tag) == Long.MAX_VALUE;
    }

    <T> Map<String, StoredValue> lookUp(Collection<String> keys, ValueType<T> type, Tags tags) {
        return new Lookup(this).find(keys, type, tags.dependencies(factory), null);
    }

    void store(
            Map<String, ?> values,
            ValueType<?> type,
            Duration ttl,
            Set<Tag> tags,
            LoadTime loaded,
            long computeMicros,
            @Nullable ComputeLock lock) {
        if (snapshot().isOfUncommitted()) {
            return;
        }
        var unit = new UnitOfWork(store());
        unit.begin(loaded);
        if (lock != null) {
            unit.releaseAtEnd(lock);
        }
        values.forEach(
                (key, value) ->
                        unit.offer(
                                entry(key, ttl),
                                StoredValue.bytes(type, computeMicros, ttl.toMillis(), tags, value),
                                tags));
        unit.endOperation();
    }

    Snapshot snapshot() {
        return Snapshot.of(factory, regionFactory, session);
    }

    Store store() {
        return regionFactory.store();
    }

    SessionFactoryImplementor factory() {
        return factory;
    }

    TaggedCacheSettings settings() {
        return settings;
    }

    /** Between 0 and 1, to decide who computes early. */
    DoubleSupplier random() {
        return random;
    }

    Flights flights() {
        return flights;
    }

    /** The index's clock, as last seen, microseconds. */
    long now() {
        return store().loadTime().clock();
    }

    Entry entry(String key) {
        return entry(key, settings.ttl());
    }

    private Entry entry(String key, Duration ttl) {
        return keyspace(ttl.plus(settings.grace())).entry(null, EntryIds.of(key));
    }

    private Keyspace keyspace(Duration ttl) {
        return new Keyspace(regionFactory.qualify(settings.namespace()), ROLE, ttl);
    }
}
