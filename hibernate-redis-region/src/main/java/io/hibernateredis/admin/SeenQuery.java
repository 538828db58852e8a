package io.hibernateredis.admin;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A statement whose results were looked up in this JVM, and why they are cached as they are.
 *
 * @param id of the statement, the same in every JVM
 * @param region unqualified
 * @param misses includes those where the result was there, and out of date
 * @param stale misses where the result was there, and out of date
 * @param tables whose rows its results depend on, all or some
 * @param rowGroups the groups of rows that its results depend on, in words
 * @param widened the tables of which every row counts, and why
 * @param whyNotCacheable why its results are not cached, or null if they are
 */
public record SeenQuery(
        String id,
        String sql,
        String region,
        long hits,
        long misses,
        long stale,
        Set<String> tables,
        List<String> rowGroups,
        Map<String, String> widened,
        @Nullable String whyNotCacheable) {

    public SeenQuery {
        tables = Set.copyOf(tables);
        rowGroups = List.copyOf(rowGroups);
        widened = Map.copyOf(widened);
    }
}
