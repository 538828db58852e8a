package io.hibernateredis.admin;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.delivery.RecentInvalidations.Invalidated;
import io.hibernateredis.internal.factory.RegionTallies;
import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.protocol.TagNames;
import io.hibernateredis.internal.redis.NoConnectionException;
import io.hibernateredis.internal.redis.RedisRefusedException;
import io.hibernateredis.internal.redis.RedisUnavailableException;
import io.hibernateredis.internal.store.KeySample;
import io.hibernateredis.internal.store.Store;
import io.hibernateredis.region.RedisRegionFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

/**
 * What those who run the cache ask it and tell it. Thread-safe.
 *
 * <p>Statistics are those of this JVM; they are counted from when they are first asked for. Keys
 * and sizes are what all JVMs have stored in Redis, and are looked at for a quarter of a second at
 * most, with {@code SCAN}. Evictions are those of the application: they reach all JVMs, and none
 * reads what was cleared once they have returned, unless they are pending. Each is logged, at INFO,
 * by the logger {@code io.hibernateredis.admin}.
 */
public final class CacheAdmin {

    private final SessionFactoryCache cache;
    private final SessionFactoryImplementor sessionFactory;
    private final String actor;

    private CacheAdmin(
            SessionFactoryCache cache, SessionFactoryImplementor sessionFactory, String actor) {
        this.cache = cache;
        this.sessionFactory = sessionFactory;
        this.actor = actor;
    }

    /**
     * That of a session factory.
     *
     * @throws IllegalStateException if its second-level cache is not in Redis
     */
    public static CacheAdmin of(SessionFactory sessionFactory) {
        RedisRegionFactory regionFactory = RedisRegionFactory.of(sessionFactory);
        if (regionFactory == null) {
            throw new IllegalStateException("the second-level cache is not in Redis");
        }
        var cache = regionFactory.unwrap(SessionFactoryCache.class);
        var unused = cache.tallies();
        return new CacheAdmin(
                cache, sessionFactory.unwrap(SessionFactoryImplementor.class), "the application");
    }

    /** This, on behalf of someone whom the log is to name. */
    public CacheAdmin by(String newActor) {
        return new CacheAdmin(cache, sessionFactory, newActor);
    }

    /** How the cache is doing. Asks nothing of Redis. */
    public CacheStatus status() {
        Store store = cache.store();
        RegionTallies tallies = cache.tallies();
        long age = store.inspector().trustAgeNanos();
        long answers = tallies.answers();
        return new CacheStatus(
                store.settings().namespace(),
                store.inspector().server(),
                store.isReadable(),
                store.inspector().isCircuitOpen(),
                age < 0 ? null : Duration.ofNanos(age),
                store.pendingInvalidations(),
                answers == 0 ? null : Duration.ofNanos(tallies.answerNanos() / answers),
                Instant.ofEpochMilli(tallies.sinceMillis()));
    }

    /** What happened in each region, by name. Asks nothing of Redis. */
    public List<RegionStatistics> regions() {
        Set<String> names = new TreeSet<>(clearing().names());
        names.addAll(cache.tallies().regions());
        return names.stream().map(this::region).toList();
    }

    private RegionStatistics region(String name) {
        RegionTallies tallies = cache.tallies();
        long hits = tallies.count(name, Event.HIT);
        long misses = tallies.count(name, Event.MISS);
        return new RegionStatistics(
                name,
                hits,
                tallies.count(name, Event.NEAR_HIT),
                misses,
                hits + misses == 0 ? 0 : (double) hits / (hits + misses),
                tallies.count(name, Event.STORED),
                tallies.count(name, Event.REFUSED),
                tallies.count(name, Event.INVALIDATED),
                tallies.count(name, Event.CHECKED),
                tallies.count(name, Event.STALE));
    }

    /**
     * How much lies in Redis, by a sample.
     *
     * @throws CacheUnavailableException if Redis cannot be asked
     */
    public SizeReport sizes() {
        return asking(() -> scans().sizes());
    }

    /**
     * The names of entries that match a pattern.
     *
     * @param pattern of Redis, as {@code task#*}: {@code *}, {@code ?}, {@code [ab]}, and a
     *     backslash before what is meant literally
     * @param limit how many at most, 1 to 1000; there may be fewer, and more behind them
     * @param cursor where the page before ended, or null to begin
     * @throws InvalidRequestException if one of them is malformed
     * @throws CacheUnavailableException if Redis cannot be asked
     */
    public KeyPage keys(String pattern, int limit, @Nullable String cursor) {
        return asking(() -> scans().entries(pattern, limit, cursor));
    }

    /**
     * The keys of the namespace that live for ever, beside the index: there should be none.
     *
     * @param limit as in {@link #keys}
     * @param cursor as in {@link #keys}
     * @throws InvalidRequestException if one of them is malformed
     * @throws CacheUnavailableException if Redis cannot be asked
     */
    public KeyPage keysWithoutTimeToLive(int limit, @Nullable String cursor) {
        return asking(() -> scans().withoutTimeToLive(limit, cursor));
    }

    /**
     * Deletes the keys of the namespace that live for ever, beside the index. Looks at all keys of
     * the server, some at a time, for as long as that takes.
     *
     * @return how many there were
     * @throws CacheUnavailableException if Redis cannot be asked; some may have been deleted
     */
    public long sweep() {
        long swept = asking(() -> scans().sweep());
        AdminLog.swept(cache.store().settings().namespace(), actor, swept);
        return swept;
    }

    /**
     * An entry with its value; null if there is none.
     *
     * @param name as {@link #keys} has it
     * @throws InvalidRequestException if it is malformed
     * @throws CacheUnavailableException if Redis cannot be asked
     */
    public @Nullable CachedEntry entry(String name) {
        KeyScans.checkName(name);
        return asking(
                () ->
                        new EntryValues(cache, sessionFactory)
                                .shown(name, cache.store().inspector().entry(name)));
    }

    /** The queries of this JVM that were looked up most often, these first; 500 are known. */
    public List<SeenQuery> queries(int limit) {
        return cache.queryResults().seen().top(Math.max(0, limit)).stream()
                .map(
                        each ->
                                new SeenQuery(
                                        each.id(),
                                        each.sql(),
                                        each.region(),
                                        each.hits(),
                                        each.misses(),
                                        each.stale(),
                                        each.plan().tables(),
                                        each.plan().rowGroups(),
                                        each.plan().widened(),
                                        each.plan().whyNotCacheable()))
                .toList();
    }

    /**
     * Begins to count which entries are looked up most, or ends that and forgets them. A lookup
     * costs a random number meanwhile, and one in 16 a lock.
     */
    public void countHotKeys(boolean counted) {
        cache.store().inspector().sample(counted);
        AdminLog.hotKeys(cache.store().settings().namespace(), actor, counted);
    }

    /** Whether hot keys are counted. */
    public boolean countsHotKeys() {
        return cache.store().inspector().sample() != null;
    }

    /** The entries that this JVM looks up most, these first; none unless they are counted. */
    public List<HotKey> hotKeys(int limit) {
        KeySample sample = cache.store().inspector().sample();
        return sample == null
                ? List.of()
                : sample.top(Math.max(0, limit)).stream().map(CacheAdmin::hotKey).toList();
    }

    private static HotKey hotKey(KeySample.HotKey key) {
        long counted = key.lookups() - key.error();
        return new HotKey(
                key.name(),
                key.region(),
                key.lookups() * KeySample.ONE_OF,
                counted == 0 ? 0 : (double) key.hits() / counted);
    }

    /** What this JVM invalidated last, the newest first; 256 are known. */
    public List<Invalidation> invalidations(int limit) {
        return cache.store().announcer().invalidations().newest(limit).stream()
                .map(CacheAdmin::invalidation)
                .toList();
    }

    private static Invalidation invalidation(Invalidated each) {
        return new Invalidation(
                Instant.ofEpochMilli(each.millis()),
                each.cause().name(),
                each.tags(),
                each.first().stream().map(TagNames::place).collect(Collectors.toSet()),
                each.first().stream().map(Tag::toString).toList());
    }

    /** Clears all that is cached, for all JVMs of the namespace. */
    public Cleared clearEverything() {
        return cleared(clearing().everything());
    }

    /**
     * Clears a region.
     *
     * @param region its name, with its prefix or without
     * @throws InvalidRequestException if there is none of entities, collections, natural ids or
     *     query results
     */
    public Cleared clearRegion(String region) {
        return cleared(clearing().region(region));
    }

    /**
     * Clears the entry of an entity, not those of its collections.
     *
     * @param entity by its name, or that of its class
     * @param id as text
     * @throws InvalidRequestException if the entity is not cached, or its id is not of that form
     */
    public Cleared clearEntity(String entity, String id) {
        return cleared(clearing().entity(entity, id));
    }

    /**
     * Clears what has one of some tags of the application.
     *
     * @throws InvalidRequestException if there is none, or one is malformed
     */
    public Cleared clearTags(Collection<String> tags) {
        return cleared(clearing().tags(new ArrayList<>(tags)));
    }

    /**
     * Clears the results of a query, for whatever parameters. Those of other queries that read the
     * same tables go as well: a result has no tag of its statement, and what is being loaded
     * meanwhile is not to be stored either.
     *
     * @param id of one that this JVM has looked up, as {@link #queries} has it
     * @throws InvalidRequestException if it is none
     */
    public Cleared clearQuery(String id) {
        return cleared(clearing().query(id));
    }

    /** Clears the results of all queries. */
    public Cleared clearQueryResults() {
        return cleared(clearing().queryResults());
    }

    private Cleared cleared(String what) {
        Store store = cache.store();
        var cleared = new Cleared(what, store.pendingInvalidations() > 0);
        AdminLog.cleared(store.settings().namespace(), actor, cleared);
        return cleared;
    }

    private Clearing clearing() {
        return new Clearing(cache, sessionFactory);
    }

    private KeyScans scans() {
        return new KeyScans(cache.store().inspector());
    }

    private <T extends @Nullable Object> T asking(Supplier<T> question) {
        try {
            return question.get();
        } catch (RedisUnavailableException | NoConnectionException e) {
            throw unavailable("does not answer", e);
        } catch (RedisRefusedException e) {
            throw unavailable("refused", e);
        }
    }

    private CacheUnavailableException unavailable(String what, RuntimeException cause) {
        return new CacheUnavailableException(
                "Redis at "
                        + cache.store().inspector().server()
                        + " "
                        + what
                        + ": "
                        + cause.getMessage());
    }
}
