package io.hibernateredis.query;

import io.hibernateredis.internal.query.QueryResults;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long the result of one query lives, and what else it depends on, given as the comment of the
 * query, which is what Hibernate hands on of a query's hints. Immutable.
 *
 * <pre>{@code
 * query.setComment(CacheHint.ttl(Duration.ofMinutes(5)).tags("users").toString());
 * @QueryHint(name = "org.hibernate.comment", value = "cache(ttl=5m tags=users,user:42)")
 * }</pre>
 */
public final class CacheHint {

    private static final CacheHint NONE = new CacheHint(null, Set.of());
    private static final Pattern HINT = Pattern.compile("\\bcache\\(([^()]*)\\)");
    private static final Pattern TAG = Pattern.compile("[^\\s,()*/]+");

    private final @Nullable Duration ttl;
    private final Set<String> tags;

    private CacheHint(@Nullable Duration ttl, Set<String> tags) {
        this.ttl = ttl;
        this.tags = tags;
    }

    /**
     * The result lives this long after it is stored, whatever its region says.
     *
     * @throws IllegalArgumentException if it is shorter than 1 ms
     */
    public static CacheHint ttl(Duration ttl) {
        if (ttl.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "ttl of a query must be at least 1 ms, but was " + ttl);
        }
        return new CacheHint(ttl, Set.of());
    }

    /**
     * The result depends on these tags of the application, beside what it reads.
     *
     * @throws IllegalArgumentException if a tag is empty, or has white space, a comma, a
     *     parenthesis, an asterisk or a slash
     */
    public CacheHint tags(String... more) {
        Set<String> all = new LinkedHashSet<>(tags);
        for (String tag : more) {
            if (!TAG.matcher(tag).matches()) {
                throw new IllegalArgumentException(
                        "a tag must have no white space and none of ,()*/, but was '" + tag + "'");
            }
            all.add(tag);
        }
        return new CacheHint(ttl, Set.copyOf(all));
    }

    /** A hint with tags alone; see {@link #tags}. */
    public static CacheHint tagged(String... tags) {
        return NONE.tags(tags);
    }

    /**
     * What the comment of a query says.
     *
     * @throws IllegalArgumentException if it holds a hint that says something else
     */
    static CacheHint of(@Nullable String comment) {
        var matcher = comment == null ? null : HINT.matcher(comment);
        if (matcher == null || !matcher.find()) {
            return NONE;
        }
        CacheHint hint = NONE;
        for (String part : matcher.group(1).strip().split("\\s+", -1)) {
            if (part.startsWith("ttl=")) {
                Duration ttl = QueryResults.duration(part.substring("ttl=".length()));
                hint = ttl(ttl).tags(hint.tags.toArray(String[]::new));
            } else if (part.startsWith("tags=")) {
                hint = hint.tags(part.substring("tags=".length()).split(",", -1));
            } else if (!part.isEmpty()) {
                throw new IllegalArgumentException(
                        "a query's hint must be cache(ttl=<duration> tags=<tag>,…), but was "
                                + comment);
            }
        }
        return hint;
    }

    @Nullable Duration ttl() {
        return ttl;
    }

    Set<String> tags() {
        return tags;
    }

    /** The comment that says so. */
    @Override
    public String toString() {
        var parts = new java.util.ArrayList<String>();
        if (ttl != null) {
            parts.add("ttl=" + ttl.toMillis() + "ms");
        }
        if (!tags.isEmpty()) {
            parts.add("tags=" + String.join(",", tags));
        }
        return "cache(" + String.join(" ", parts) + ")";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CacheHint that
                && java.util.Objects.equals(ttl, that.ttl)
                && tags.equals(that.tags);
    }

    @Override
    public int hashCode() {
        return Arrays.asList(ttl, tags).hashCode();
    }
}
