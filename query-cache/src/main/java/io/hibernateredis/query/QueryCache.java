package io.hibernateredis.query;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.query.QueryResults;
import io.hibernateredis.internal.rows.RowGroups;
import io.hibernateredis.internal.transaction.UnitOfWork;
import io.hibernateredis.query.CachedQuery.Hit;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.hibernate.LockMode;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.query.CommonQueryContract;
import org.hibernate.query.QueryFlushMode;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.service.Service;
import org.hibernate.sql.ast.tree.select.SelectStatement;
import org.hibernate.sql.exec.spi.ExecutionContext;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.hibernate.sql.exec.spi.JdbcSelect;
import org.jspecify.annotations.Nullable;

/**
 * The cached queries of a session factory: what they depend on, what became of them, and how to
 * forget their results. Thread-safe.
 */
public final class QueryCache implements Service {

    private static final long serialVersionUID = 1L;

    /** Where a query that is executed to be explained leaves its explanation. */
    private static final ThreadLocal<@Nullable List<Explained>> EXPLAINING = new ThreadLocal<>();

    private final transient SessionFactoryImplementor sessionFactory;
    private final transient QueryResults results;
    private final transient GroupableColumns columns;
    private final transient Functions functions;
    private final transient MappedTables tables;
    private final transient NativeColumns.Types types;
    private final transient SingleFlight flights;
    private final transient Map<String, RegionCounts> counts = new ConcurrentHashMap<>();

    private final transient Map<JdbcSelect, CompiledSelect> compiled =
            Collections.synchronizedMap(new WeakHashMap<>());

    QueryCache(SessionFactoryImplementor sessionFactory, QueryResults results) {
        this.sessionFactory = sessionFactory;
        this.results = results;
        this.columns = GroupableColumns.of(RowGroups.of(sessionFactory));
        this.functions = new Functions(results.deterministicFunctions());
        this.tables = new MappedTables(sessionFactory);
        this.types = new NativeColumns.Types(sessionFactory.getTypeConfiguration());
        this.flights = new SingleFlight(results.longestWait());
    }

    /**
     * The query cache of a session factory.
     *
     * @throws IllegalStateException if the session factory does not use it: it has another region
     *     factory, switched it off, or runs on Hibernate 7.1
     */
    public static QueryCache of(EntityManagerFactory entityManagerFactory) {
        var sessionFactory = entityManagerFactory.unwrap(SessionFactoryImplementor.class);
        QueryCache cache = QueryResults.isPossible() ? of(sessionFactory) : null;
        if (cache == null) {
            throw new IllegalStateException(
                    "the query cache is not in use: it needs Hibernate 7.2 or later,"
                            + " hibernate.cache.region_factory_class=redis, and"
                            + " hibernate.cache.redis.query.enabled=true");
        }
        return cache;
    }

    private static @Nullable QueryCache of(SessionFactoryImplementor sessionFactory) {
        return sessionFactory.getServiceRegistry().getService(QueryCache.class);
    }

    static @Nullable QueryCache ifOn(SharedSessionContractImplementor session) {
        return of(session.getFactory());
    }

    QueryResults results() {
        return results;
    }

    /**
     * Tells why the result of a query is cached as it is: for each statement that the query would
     * be executed by. Nothing is executed, flushed or cached.
     *
     * @param query of HQL, criteria or SQL, with its parameters set; cacheable or not
     */
    public List<Explanation> explain(Query query) {
        return explained(query).stream().map(Explained::explanation).toList();
    }

    /** Forgets the result of a query with its parameters, in one round trip. */
    public void evict(Query query) {
        Set<Entry> entries =
                explained(query).stream()
                        .map(Explained::entry)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet());
        results.store().evict(entries, Set.of());
    }

    /** Forgets the results of all queries that have one of these tags, in one round trip. */
    public void evictTagged(String... tags) {
        results.store()
                .evict(Set.of(), Arrays.stream(tags).map(Tag::named).collect(Collectors.toSet()));
    }

    /** Forgets the results of a region, in one round trip. */
    public void evictRegion(String region) {
        results.store().evict(Set.of(), Set.of(results.keyspace(region, null).floor()));
    }

    /** What became of the queries of each region so far, by its unqualified name. */
    public Map<String, QueryStatistics> statistics() {
        Map<String, QueryStatistics> byRegion = new TreeMap<>();
        counts.forEach((region, its) -> byRegion.put(region, its.snapshot()));
        return byRegion;
    }

    private record Explained(Explanation explanation, @Nullable Entry entry) {}

    @SuppressWarnings("removal") // What replaces it is not there in Hibernate 7.2.
    private List<Explained> explained(Query query) {
        CommonQueryContract hibernates = query.unwrap(CommonQueryContract.class);
        QueryFlushMode flushMode = hibernates.getQueryFlushMode();
        List<Explained> all = new ArrayList<>();
        EXPLAINING.set(all);
        try {
            hibernates.setQueryFlushMode(QueryFlushMode.NO_FLUSH);
            query.getResultList();
            return all;
        } finally {
            EXPLAINING.remove();
            hibernates.setQueryFlushMode(flushMode);
        }
    }

    static boolean isExplaining() {
        return EXPLAINING.get() != null;
    }

    void explain(
            JdbcSelect select,
            @Nullable Dependencies found,
            JdbcParameterBindings bindings,
            ExecutionContext context) {
        List<Explained> all = Objects.requireNonNull(EXPLAINING.get());
        CompiledSelect plan = compiled(select, found, context);
        Named named = named(plan, select, bindings, context);
        Map<String, String> widened = new TreeMap<>();
        plan.dependencies().widened().forEach((table, reason) -> widened.put(table, reason.text()));
        Set<String> tags = new HashSet<>();
        named.tags().forEach(tag -> tags.add(tag.toString()));
        all.add(
                new Explained(
                        new Explanation(
                                select.getSqlString(),
                                regionOf(context),
                                named.entry() == null ? null : named.entry().toString(),
                                tags,
                                plan.dependencies().describe(bindings),
                                widened,
                                named.whyNotCacheable()),
                        named.entry()));
    }

    /** Null if the result must not be cached, which is said once. */
    @Nullable CachedQuery prepare(
            JdbcSelect select,
            @Nullable Dependencies found,
            JdbcParameterBindings bindings,
            ExecutionContext context) {
        UnitOfWork unit = results.unitOf(context.getSession());
        if (unit == null) {
            return null;
        }
        CompiledSelect plan;
        try {
            plan = compiled(select, found, context);
        } catch (RuntimeException | LinkageError e) {
            // Hibernate executes it, or fails for the same reason.
            QueryLog.notCacheable(
                    regionOf(context),
                    context.getQueryIdentifier(select.getSqlString()),
                    "it could not be analysed (" + e + ")");
            return null;
        }
        Named named = named(plan, select, bindings, context);
        if (named.entry() == null) {
            QueryLog.notCacheable(
                    regionOf(context),
                    context.getQueryIdentifier(select.getSqlString()),
                    String.valueOf(named.whyNotCacheable()));
            return null;
        }
        return new CachedQuery(
                results,
                types,
                counts.computeIfAbsent(regionOf(context), region -> new RegionCounts()),
                context,
                select,
                plan,
                unit,
                named.entry(),
                named.tags(),
                CachingExecutor.cacheModeOf(context).isPutEnabled());
    }

    /**
     * Looks a result up, or waits for somebody who is about to store it. What is not found is sent
     * to the query when the database has answered.
     */
    @Nullable Hit lookUp(CachedQuery query, ExecutionContext context) {
        var session = context.getSession();
        Hit hit = CachingExecutor.cacheModeOf(context).isGetEnabled() ? find(query, context) : null;
        if (hit == null) {
            results.sendResultTo(session, query);
        } else {
            results.replaysCachedResult(session);
            results.prefetch(session, query.entry(), hit.mapping(), hit.rows());
        }
        return hit;
    }

    private @Nullable Hit find(CachedQuery query, ExecutionContext context) {
        var session = context.getSession();
        var listeners = session.getEventListenerManager();
        Hit hit = null;
        try {
            listeners.cacheGetStart();
            hit = query.find();
            if (hit == null) {
                hit = flights.await(query, session, results);
            }
        } finally {
            listeners.cacheGetEnd(hit != null);
        }
        var statistics = sessionFactory.getStatistics();
        if (hit != null && statistics.isStatisticsEnabled()) {
            statistics.queryCacheHit(context.getQueryIdentifier(query.sql()), regionOf(context));
        }
        return hit;
    }

    /** What a query depends on, or null if that cannot be told: no query fails for that. */
    static @Nullable Dependencies analyse(
            SessionFactoryImplementor sessionFactory, SelectStatement statement) {
        QueryCache cache = of(sessionFactory);
        if (cache == null) {
            return null;
        }
        try {
            return Dependencies.of(statement, cache.columns, cache.functions);
        } catch (RuntimeException | LinkageError e) {
            QueryLog.notAnalysed(e);
            return null;
        }
    }

    private CompiledSelect compiled(
            JdbcSelect select, @Nullable Dependencies found, ExecutionContext context) {
        CompiledSelect known = compiled.get(select);
        if (known != null) {
            return known;
        }
        var made =
                found == null
                        ? CompiledSelect.of(
                                select,
                                context,
                                Dependencies.ofTables(tables.readBy(select), columns),
                                functions.suspectIn(select.getSqlString(), true))
                        : CompiledSelect.of(select, context, found, "");
        if (found != null) {
            compiled.put(select, made);
        }
        return made;
    }

    /** How one execution is named, and what it depends on; no entry if it must not be cached. */
    private record Named(@Nullable Entry entry, Set<Tag> tags, @Nullable String whyNotCacheable) {}

    private Named named(
            CompiledSelect plan,
            JdbcSelect select,
            JdbcParameterBindings bindings,
            ExecutionContext context) {
        String why =
                isLocking(context.getQueryOptions()) ? "it locks rows" : plan.whyNotCacheable();
        try {
            CacheHint hint = CacheHint.of(context.getQueryOptions().getComment());
            Set<Tag> tags = new HashSet<>(plan.dependencies().tags(bindings));
            tags.add(results.everyResult());
            hint.tags().forEach(tag -> tags.addAll(Tag.named(tag).andWider()));
            Entry entry =
                    results.keyspace(
                                    context.getQueryOptions().getResultCacheRegionName(),
                                    hint.ttl())
                            .entry(
                                    context.getSession().getTenantIdentifier(),
                                    QueryIdentity.of(plan, select, bindings, context));
            return new Named(why == null ? entry : null, tags, why);
        } catch (RuntimeException | LinkageError e) {
            return new Named(null, Set.of(), why == null ? String.valueOf(e.getMessage()) : why);
        }
    }

    @SuppressWarnings("removal") // Hibernate has no other yet.
    private static boolean isLocking(QueryOptions options) {
        var locks = options.getLockOptions();
        return locks != null && locks.getLockMode().greaterThan(LockMode.READ);
    }

    private static String regionOf(ExecutionContext context) {
        String region = context.getQueryOptions().getResultCacheRegionName();
        return region == null
                ? RegionFactory.DEFAULT_QUERY_RESULTS_REGION_UNQUALIFIED_NAME
                : region;
    }
}
