package io.hibernateredis.tagged.internal;

import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.store.Store;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** The values of a namespace in Redis, as this thread may see and put them. Thread-safe. */
public final class ValueStore {

    private static final String ROLE = "?value";
    private static final String COUNTERS = "?counter";
    private static final String ETAGS = "?etag";

    private final SessionFactoryImplementor factory;
    private final SessionFactoryCache cache;
    private final ValueSettings settings;
    private final Flights flights;
    private final DoubleSupplier random;
    private final @Nullable SharedSessionContractImplementor session;

    /**
     * @param random between 0, inclusive, and 1, exclusive, to decide who computes early
     */
    public ValueStore(
            SessionFactoryImplementor factory,
            SessionFactoryCache cache,
            ValueSettings settings,
            DoubleSupplier random) {
        this(factory, cache, settings, new Flights(), random, null);
    }

    private ValueStore(
            SessionFactoryImplementor factory,
            SessionFactoryCache cache,
            ValueSettings settings,
            Flights flights,
            DoubleSupplier random,
            @Nullable SharedSessionContractImplementor session) {
        this.factory = factory;
        this.cache = cache;
        this.settings = settings;
        this.flights = flights;
        this.random = random;
        this.session = session;
    }

    /** The same values, for what is read through a session that another thread has opened. */
    public ValueStore in(SharedSessionContractImplementor other) {
        return new ValueStore(factory, cache, settings, flights, random, other);
    }

    public SessionFactoryImplementor factory() {
        return factory;
    }

    ValueSettings settings() {
        return settings;
    }

    DoubleSupplier random() {
        return random;
    }

    Flights flights() {
        return flights;
    }

    Store store() {
        return cache.store();
    }

    /** What a computation on this thread may see of the database. */
    public ThreadView view() {
        return ThreadView.of(factory, cache, session);
    }

    /** The clock of the index, as last seen, microseconds. */
    public long now() {
        return store().loadTime().clock();
    }

    Entry entry(String key) {
        return entry(key, settings.ttl());
    }

    Entry entry(String key, Duration ttl) {
        return keyspace(ttl.plus(settings.grace())).entry(null, EntryIds.of(key));
    }

    private Keyspace keyspace(Duration ttl) {
        String region = settings.namespace();
        var its = cache.settings().region(region);
        return new Keyspace(cache.names().of(region), ROLE, ttl, its.near(), its.form());
    }

    /**
     * Puts values, unless a session of this thread has uncommitted changes, or something they
     * depend on was invalidated since they were loaded.
     *
     * @param computeMicros how long it took to compute them, at least 1; 0 if they were given
     * @param lock released in the same message, if not null
     */
    public void put(
            Map<String, ?> values,
            JsonType type,
            Duration ttl,
            Set<Tag> tags,
            LoadTime loaded,
            long computeMicros,
            @Nullable ComputeLock lock) {
        if (view().isOfUncommitted()) {
            return;
        }
        var unit = new UnitOfWork(store());
        unit.begin(loaded);
        // Others wait for what was computed, and some have just missed it.
        unit.awaitPutsIf(() -> computeMicros > 0);
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

    public void evict(List<String> keys) {
        store().evict(keys.stream().map(this::entry).toList(), Set.of());
    }

    /** Invalidates what depends on tags, in this and every other cache and JVM. */
    public void invalidate(Set<Tag> tags) {
        store().evict(Set.of(), tags);
    }

    /**
     * Evicts the values whose keys have a prefix.
     *
     * @return how many were evicted
     */
    public int evictPrefix(String prefix) {
        return store().evictPrefix(keyspace(settings.ttl()), EntryIds.prefix(prefix));
    }

    public void clear() {
        store().evict(Set.of(), Set.of(keyspace(settings.ttl()).floor()));
    }

    /**
     * Adds to a counter that all JVMs share.
     *
     * @return its new value
     * @throws RuntimeException if Redis is unreachable
     */
    public long increment(String key, long delta, Duration ttl) {
        var counters = new Keyspace(cache.names().of(settings.namespace()), COUNTERS, ttl);
        return store().increment(counters.entry(null, EntryIds.of(key)), delta);
    }

    /** An HTTP ETag of tags; empty if one of them is being written, or Redis is unreachable. */
    public Optional<String> etag(Set<Tag> tags) {
        ThreadView view = view();
        if (view.hasChanged(tags)) {
            return Optional.empty();
        }
        ReadResult result = store().read(List.of(), tags);
        if (result != null && tags.stream().anyMatch(tag -> isUnused(tag, result))) {
            // Writers invalidate only the groups of rows by which some entry is kept.
            var unit = new UnitOfWork(store());
            unit.begin();
            // Its answer tells when they came into use.
            unit.awaitPutsIf(() -> true);
            unit.offer(
                    new Keyspace(cache.names().of(settings.namespace()), ETAGS, settings.ttl())
                            .entry(null, "0"),
                    new byte[0],
                    tags);
            unit.endOperation();
        }
        // After the read, whose answer a session that is opened from now on has seen.
        return ETag.of(result, tags, view.loadTime());
    }

    private static boolean isUnused(Tag tag, ReadResult result) {
        return tag.mustBeKnown() && result.invalidated(tag) == Long.MAX_VALUE;
    }
}
