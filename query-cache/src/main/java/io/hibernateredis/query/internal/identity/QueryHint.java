package io.hibernateredis.query.internal.identity;

import io.hibernateredis.internal.query.QueryResults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hint in the comment of a query: {@code cache(ttl=5m tags=users,user:42)}. Immutable.
 *
 * @param ttl how long the result lives, or null for as long as its region says
 * @param tags tags of the application that the result depends on, beside what it reads
 */
public record QueryHint(@Nullable Duration ttl, Set<String> tags) {

    /** The hint of a query that has none. */
    public static final QueryHint NONE = new QueryHint(null, Set.of());

    private static final Pattern HINT = Pattern.compile("\\bcache\\(([^()]*)\\)");
    private static final Pattern TAG = Pattern.compile("[^\\s,()*/]+");
    private static final String TTL = "ttl=";
    private static final String TAGS = "tags=";

    /**
     * @throws IllegalArgumentException if the TTL is shorter than 1 ms, or a tag is empty or has
     *     characters that cannot stand in a hint
     */
    public QueryHint {
        if (ttl != null && ttl.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "ttl of a query must be at least 1 ms, but was " + ttl);
        }
        for (String tag : tags) {
            if (!TAG.matcher(tag).matches()) {
                throw new IllegalArgumentException(
                        "a tag must have no white space and none of ,()*/, but was '" + tag + "'");
            }
        }
        tags = Set.copyOf(tags);
    }

    /**
     * Reads the hint in a comment; {@link #NONE} if there is none.
     *
     * @throws IllegalArgumentException if the comment holds a malformed hint
     */
    public static QueryHint of(@Nullable String comment) {
        var matcher = comment == null ? null : HINT.matcher(comment);
        if (matcher == null || !matcher.find()) {
            return NONE;
        }
        QueryHint hint = NONE;
        for (String part : matcher.group(1).strip().split("\\s+", -1)) {
            if (part.startsWith(TTL)) {
                hint = hint.withTtl(QueryResults.duration(part.substring(TTL.length())));
            } else if (part.startsWith(TAGS)) {
                hint = hint.withTags(part.substring(TAGS.length()).split(",", -1));
            } else if (!part.isEmpty()) {
                throw new IllegalArgumentException(
                        "a query's hint must be cache(ttl=<duration> tags=<tag>,…), but was "
                                + comment);
            }
        }
        return hint;
    }

    public QueryHint withTtl(Duration other) {
        return new QueryHint(other, tags);
    }

    public QueryHint withTags(String... more) {
        Set<String> all = new LinkedHashSet<>(tags);
        all.addAll(List.of(more));
        return new QueryHint(ttl, all);
    }

    /** The hint as it stands in a comment. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (ttl != null) {
            parts.add(TTL + ttl.toMillis() + "ms");
        }
        if (!tags.isEmpty()) {
            parts.add(TAGS + String.join(",", tags));
        }
        return "cache(" + String.join(" ", parts) + ")";
    }
}
