package io.hibernateredis.query;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why the result of a query is cached as it is, for one statement that the query is executed by.
 *
 * @param sql the statement
 * @param region the unqualified name of the region
 * @param key the name of the entry in Redis, or null if the result is not cached
 * @param tags what must not change for the result to stay valid; {@code t:} is any row of a table,
 *     {@code g:} a group of rows, {@code a:} a tag of the application, {@code k:} those of its kind
 * @param rowGroups the groups of rows that matter, in words
 * @param widened the tables of which every row counts, and why; the others count by groups of rows
 * @param whyNotCacheable why the result is not cached, or null if it is
 * @param near whether the result is in the memory of this JVM at present, so that it is found
 *     without a message to Redis
 */
public record Explanation(
        String sql,
        String region,
        @Nullable String key,
        Set<String> tags,
        List<String> rowGroups,
        Map<String, String> widened,
        @Nullable String whyNotCacheable,
        boolean near) {

    public Explanation {
        tags = Set.copyOf(tags);
        rowGroups = List.copyOf(rowGroups);
        widened = Map.copyOf(widened);
    }

    /** In lines that read well in a log. */
    @Override
    public String toString() {
        var lines = new java.util.ArrayList<>(List.of(sql, "  region " + region));
        lines.add(whyNotCacheable == null ? "  key " + key : "  not cached: " + whyNotCacheable);
        if (near) {
            lines.add("  near: found in the memory of this JVM at present");
        }
        rowGroups.forEach(group -> lines.add("  rows of " + group));
        widened.forEach((table, reason) -> lines.add("  all rows of " + table + ": " + reason));
        return String.join("\n", lines);
    }
}
