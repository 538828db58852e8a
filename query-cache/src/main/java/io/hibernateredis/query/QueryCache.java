package io.hibernateredis.query;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.query.QueryResults;
import io.hibernateredis.query.internal.execution.ExplainedSelect;
import io.hibernateredis.query.internal.execution.Explaining;
import io.hibernateredis.query.internal.execution.QueryCacheService;
import io.hibernateredis.query.internal.execution.RegionCounts;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Query;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/**
 * The cached queries of a session factory: why they are cached as they are, how often they were
 * found, and how to evict their results. Thread-safe.
 */
public final class QueryCache {

    private final QueryCacheService service;

    private QueryCache(QueryCacheService service) {
        this.service = service;
    }

    /**
     * The query cache of a session factory.
     *
     * @throws IllegalStateException if the session factory does not use it: it has another region
     *     factory, switched it off, or runs on Hibernate 7.1
     */
    public static QueryCache of(EntityManagerFactory entityManagerFactory) {
        var sessionFactory = entityManagerFactory.unwrap(SessionFactoryImplementor.class);
        QueryCacheService service =
                QueryResults.isPossible() ? QueryCacheService.of(sessionFactory) : null;
        if (service == null) {
            throw new IllegalStateException(
                    "the query cache is not in use: it needs Hibernate 7.2 or later,"
                            + " hibernate.cache.region_factory_class=redis, and"
                            + " hibernate.cache.redis.query.enabled=true");
        }
        return new QueryCache(service);
    }

    /**
     * Explains why the result of a query is cached as it is: for each statement that the query
     * would be executed by. Nothing is executed, flushed or cached.
     *
     * @param query of HQL, criteria or SQL, with its parameters set; cacheable or not
     */
    public List<Explanation> explain(Query query) {
        return Explaining.selectsOf(query).stream().map(this::explanation).toList();
    }

    private Explanation explanation(ExplainedSelect select) {
        Entry entry = select.entry();
        return new Explanation(
                select.sql(),
                select.region(),
                entry == null ? null : entry.toString(),
                select.tags().stream().map(Tag::toString).collect(Collectors.toSet()),
                select.rowGroups(),
                select.widened(),
                select.whyNotCacheable(),
                entry != null && service.results().store().isNear(entry, select.tags()));
    }

    /** Evicts the result of a query with its parameters, in one round trip. */
    public void evict(Query query) {
        Set<Entry> entries =
                Explaining.selectsOf(query).stream()
                        .map(ExplainedSelect::entry)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet());
        service.results().store().evict(entries, Set.of());
    }

    /** Evicts the results of all queries that have one of these tags, in one round trip. */
    public void evictTagged(String... tags) {
        Set<Tag> named = Arrays.stream(tags).map(Tag::named).collect(Collectors.toSet());
        service.results().store().evict(Set.of(), named);
    }

    /** Evicts the results of a region, in one round trip. */
    public void evictRegion(String region) {
        var results = service.results();
        results.store().evict(Set.of(), Set.of(results.keyspace(region, null).floor()));
    }

    /** Counts the lookups of each region so far, by its unqualified name. */
    public Map<String, QueryStatistics> statistics() {
        Map<String, QueryStatistics> byRegion = new TreeMap<>();
        service.counts().forEach((region, its) -> byRegion.put(region, statistics(its)));
        return byRegion;
    }

    private static QueryStatistics statistics(RegionCounts counts) {
        return new QueryStatistics(
                counts.hits(),
                counts.misses(),
                counts.stale(),
                counts.shared(),
                counts.refused(),
                counts.widened());
    }
}
