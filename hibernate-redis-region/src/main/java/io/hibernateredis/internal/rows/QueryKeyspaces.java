package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.settings.CacheSettings;
import java.time.Duration;
import org.hibernate.cache.spi.RegionFactory;
import org.jspecify.annotations.Nullable;

/** Where the results of queries lie. Immutable. */
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
     * Where the results of a region lie.
     *
     * @param region its unqualified name, or null for the default one
     * @param ttl how long a result lives, or null for the region's
     */
    public Keyspace of(@Nullable String region, @Nullable Duration ttl) {
        String name = region == null ? DEFAULT_REGION : region;
        return new Keyspace(
                names.of(name), "?query", ttl == null ? settings.region(name).ttl() : ttl);
    }

    /**
     * The floor of the default region. All results depend on it, because clearing all regions
     * clears it too, but no region in which only another JVM has queries.
     */
    public Tag everyResult() {
        return everyResult;
    }
}
