package io.hibernateredis.query.internal.execution;

import static io.hibernateredis.query.internal.execution.ExecutionOptions.cacheModeOf;
import static io.hibernateredis.query.internal.execution.ExecutionOptions.regionOf;

import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.query.QueryResults;
import io.hibernateredis.internal.transaction.UnitOfWork;
import io.hibernateredis.query.internal.analysis.ConditionReader;
import io.hibernateredis.query.internal.analysis.Dependencies;
import io.hibernateredis.query.internal.analysis.DependencyAnalysis;
import io.hibernateredis.query.internal.analysis.Functions;
import io.hibernateredis.query.internal.analysis.GroupableColumns;
import io.hibernateredis.query.internal.analysis.MappedTables;
import io.hibernateredis.query.internal.execution.CachedQuery.Hit;
import io.hibernateredis.query.internal.identity.QueryHint;
import io.hibernateredis.query.internal.identity.QueryIdentity;
import io.hibernateredis.region.RedisRegionFactory;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.service.Service;
import org.hibernate.sql.ast.tree.select.SelectStatement;
import org.hibernate.sql.exec.spi.ExecutionContext;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.hibernate.sql.exec.spi.JdbcSelect;
import org.jspecify.annotations.Nullable;

/**
 * The cached queries of a session factory: analyses each select once, names each execution, and
 * looks its result up. Thread-safe.
 */
public final class QueryCacheService implements Service {

    private static final long serialVersionUID = 1L;

    private final transient SessionFactoryImplementor sessionFactory;
    private final transient QueryResults results;
    private final transient GroupableColumns columns;
    private final transient Functions functions;
    private final transient NativeSelects natives;
    private final transient NativeColumns.Types types;
    private final transient SingleFlight flights;
    private final transient Map<String, RegionCounts> counts = new ConcurrentHashMap<>();

    QueryCacheService(SessionFactoryImplementor sessionFactory, SessionFactoryCache cache) {
        this.sessionFactory = sessionFactory;
        this.results = cache.queryResults();
        this.columns = GroupableColumns.of(cache.rows().groups());
        this.functions = new Functions(results.deterministicFunctions());
        this.natives = new NativeSelects(columns, functions, new MappedTables(sessionFactory));
        this.types = new NativeColumns.Types(sessionFactory.getTypeConfiguration());
        this.flights = new SingleFlight(results.longestWait(), System::nanoTime);
    }

    /** The service of a session factory, or null if it does not use the query cache. */
    public static @Nullable QueryCacheService of(SessionFactoryImplementor sessionFactory) {
        return sessionFactory.getServiceRegistry().getService(QueryCacheService.class);
    }

    /** The cache of a session factory, or null if its settings leave results to Hibernate. */
    static @Nullable SessionFactoryCache cacheOf(SessionFactoryImplementor sessionFactory) {
        var regionFactory = RedisRegionFactory.of(sessionFactory);
        var cache = regionFactory == null ? null : regionFactory.unwrap(SessionFactoryCache.class);
        return cache != null && cache.settings().query().enabled() ? cache : null;
    }

    public QueryResults results() {
        return results;
    }

    /** The counts of each region so far, by its unqualified name. */
    public Map<String, RegionCounts> counts() {
        return counts;
    }

    NativeSelects natives() {
        return natives;
    }

    private RegionCounts countsOf(String region) {
        // Computing may lock, even if there is nothing to compute.
        RegionCounts known = counts.get(region);
        return known == null ? counts.computeIfAbsent(region, each -> new RegionCounts()) : known;
    }

    /** Adds what would become of a select to the explanation of its query. */
    void explain(
            JdbcSelect select,
            @Nullable AnalysedSelect found,
            JdbcParameterBindings bindings,
            ExecutionContext context) {
        CompiledSelect plan = compiled(select, found, context);
        Named named = named(plan, select, bindings, context);
        Map<String, String> widened = new TreeMap<>();
        plan.dependencies().widened().forEach((table, reason) -> widened.put(table, reason.text()));
        Explaining.add(
                new ExplainedSelect(
                        select.getSqlString(),
                        regionOf(context),
                        named.entry(),
                        named.tags(),
                        plan.dependencies().describe(bindings),
                        widened,
                        named.whyNotCacheable()));
    }

    /** Null if the result must not be cached, which is logged once. */
    @Nullable CachedQuery prepare(
            JdbcSelect select,
            @Nullable AnalysedSelect found,
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
            refused(select, context, "it could not be analysed (" + e + ")");
            return null;
        }
        Named named = named(plan, select, bindings, context);
        if (named.entry() == null) {
            refused(select, context, String.valueOf(named.whyNotCacheable()));
            plan.seen().lookedUp(false, false);
            return null;
        }
        return new CachedQuery(
                results,
                types,
                countsOf(regionOf(context)),
                context,
                select,
                plan,
                unit,
                named.entry(),
                named.tags(),
                cacheModeOf(context).isPutEnabled());
    }

    private static void refused(JdbcSelect select, ExecutionContext context, String why) {
        String query = context.getQueryIdentifier(select.getSqlString());
        QueryLog.notCacheable(regionOf(context), query, why);
    }

    /**
     * Looks a result up, or waits for a concurrent execution that is about to store it. If it is
     * not found, the query receives the result when the database has answered.
     */
    @Nullable Hit lookUp(CachedQuery query, ExecutionContext context) {
        var session = context.getSession();
        Hit hit = cacheModeOf(context).isGetEnabled() ? find(query, context) : null;
        if (hit == null) {
            results.sendResultTo(session, query);
        } else {
            results.replaysCachedResult(session);
            results.prefetch(session, query.entry(), hit.columns(), hit.rows());
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

    /** What a query depends on, or null if the analysis failed: no query fails because of it. */
    static @Nullable Dependencies analyse(
            SessionFactoryImplementor sessionFactory, SelectStatement statement) {
        QueryCacheService cache = of(sessionFactory);
        if (cache == null) {
            return null;
        }
        try {
            return new DependencyAnalysis(cache.columns, cache.functions, new ConditionReader())
                    .of(statement);
        } catch (RuntimeException | LinkageError e) {
            QueryLog.notAnalysed(e);
            return null;
        }
    }

    private CompiledSelect compiled(
            JdbcSelect select, @Nullable AnalysedSelect found, ExecutionContext context) {
        return found == null
                ? natives.compiled(
                        select,
                        (dependencies, suspect) ->
                                CompiledSelect.of(results, select, context, dependencies, suspect))
                : found.compiled(
                        () ->
                                CompiledSelect.of(
                                        results, select, context, found.dependencies(), ""));
    }

    /** How one execution is named, and what it depends on; no entry if it must not be cached. */
    private record Named(@Nullable Entry entry, Set<Tag> tags, @Nullable String whyNotCacheable) {}

    private Named named(
            CompiledSelect plan,
            JdbcSelect select,
            JdbcParameterBindings bindings,
            ExecutionContext context) {
        String why = ExecutionOptions.isLocking(context) ? "it locks rows" : plan.whyNotCacheable();
        try {
            QueryHint hint = QueryHint.of(context.getQueryOptions().getComment());
            Set<Tag> tags = plan.dependencies().tags(bindings);
            tags.add(results.everyResult());
            hint.tags().forEach(tag -> tags.addAll(Tag.named(tag).andWider()));
            Entry entry =
                    results.keyspace(
                                    context.getQueryOptions().getResultCacheRegionName(),
                                    hint.ttl())
                            .entry(
                                    context.getSession().getTenantIdentifier(),
                                    QueryIdentity.of(plan.identity(), select, bindings, context));
            return new Named(why == null ? entry : null, tags, why);
        } catch (RuntimeException | LinkageError e) {
            return new Named(null, Set.of(), why == null ? String.valueOf(e.getMessage()) : why);
        }
    }
}
