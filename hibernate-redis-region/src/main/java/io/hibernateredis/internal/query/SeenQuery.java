package io.hibernateredis.internal.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.codec.Digests;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A statement whose results were looked up, and how often they were found. Thread-safe. */
public final class SeenQuery {

    private final String sql;
    private final String region;
    private final Plan plan;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder stale = new LongAdder();

    SeenQuery(String sql, String region, Plan plan) {
        this.sql = sql;
        this.region = region;
        this.plan = plan;
    }

    /**
     * What is the same for all executions.
     *
     * @param tables whose rows its results depend on, all or some
     * @param rowGroups the groups of rows that matter, in words
     * @param widened the tables of which every row counts, and why
     * @param whyNotCacheable null if results may be cached
     */
    public record Plan(
            Set<String> tables,
            List<String> rowGroups,
            Map<String, String> widened,
            @Nullable String whyNotCacheable) {}

    /**
     * A result was looked up.
     *
     * @param wasStale whether one was there, and out of date
     */
    public void lookedUp(boolean hit, boolean wasStale) {
        (hit ? hits : misses).increment();
        if (wasStale) {
            stale.increment();
        }
    }

    /** The same for the same text in every JVM. */
    public String id() {
        return HexFormat.of().toHexDigits(Digests.sha256Long(sql.getBytes(UTF_8)));
    }

    public String sql() {
        return sql;
    }

    /** The unqualified name of the region that it was first looked up in. */
    public String region() {
        return region;
    }

    public Plan plan() {
        return plan;
    }

    public long hits() {
        return hits.sum();
    }

    public long misses() {
        return misses.sum();
    }

    /** Misses where a result was there, and out of date. */
    public long stale() {
        return stale.sum();
    }

    long lookups() {
        return hits() + misses();
    }
}
