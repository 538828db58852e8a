package io.hibernateredis.query.internal.execution;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Tag;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one statement of a query would be cached.
 *
 * @param region the unqualified name of the region
 * @param entry where its result is cached, or null if it is not
 * @param rowGroups the groups of rows that matter, in words
 * @param widened the tables of which every row counts, and why
 * @param whyNotCacheable null if the result is cached
 */
public record ExplainedSelect(
        String sql,
        String region,
        @Nullable Entry entry,
        Set<Tag> tags,
        List<String> rowGroups,
        Map<String, String> widened,
        @Nullable String whyNotCacheable) {}
