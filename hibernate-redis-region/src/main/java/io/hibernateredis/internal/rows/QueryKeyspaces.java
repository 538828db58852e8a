package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.settings.CacheSettings;
import java.time.Duration;
import org.hibernate.cache.spi.RegionFactory;
import org.jspecify.annotations.Nullable;

/** The keyspaces of query results. Immutable. */
public final class QueryKeyspaces {

    private static final String DEFAULT_REGION =
            RegionFactory.DEFAULT_QUERY_RESULTS_REGION_UNQUALIFIED_NAME;

    private final IndexNames names;
    private final CacheSettings settings;
    private final Tag everyResult;

    public QueryKeyspaces(IndexNames names, CacheSettings settings) {
        this.names = names;
        this.settings = settings;
        this.everyResult = of(DEFAULT_REGION, null).floor();
    }

    /**
     * The keyspace of the results of a region.
     *
     * @param region its unqualified name, or null for the default region
     * @param ttl how long a result lives, or null for the setting of the region
     */
    public Keyspace of(@Nullable String region, @Nullable Duration ttl) {
        String name = region == null ? DEFAULT_REGION : region;
        var its = settings.region(name);
        return new Keyspace(
                names.of(name), "?query", ttl == null ? its.ttl() : ttl, its.near(), its.form());
    }

    /**
     * The floor of the default region. All results depend on it: clearing all regions clears the
     * default region, but not regions that only other JVMs use.
     */
    public Tag everyResult() {
        return everyResult;
    }
}
