package io.hibernateredis.query;

import io.hibernateredis.query.internal.identity.QueryHint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long the result of one query lives, and what else it depends on, given as the comment of the
 * query, because Hibernate passes no other hint of a query to its executor. Immutable.
 *
 * <pre>{@code
 * query.setComment(CacheHint.ttl(Duration.ofMinutes(5)).tags("users").toString());
 * @QueryHint(name = "org.hibernate.comment", value = "cache(ttl=5m tags=users,user:42)")
 * }</pre>
 */
public final class CacheHint {

    private final QueryHint hint;

    private CacheHint(QueryHint hint) {
        this.hint = hint;
    }

    /**
     * A hint with a time to live, which counts from when the result is stored and replaces that of
     * the region.
     *
     * @throws IllegalArgumentException if it is shorter than 1 ms
     */
    public static CacheHint ttl(Duration ttl) {
        return new CacheHint(QueryHint.NONE.withTtl(ttl));
    }

    /**
     * Adds tags of the application that the result depends on, beside the rows it reads.
     *
     * @throws IllegalArgumentException if a tag is empty, or has white space, a comma, a
     *     parenthesis, an asterisk or a slash
     */
    public CacheHint tags(String... more) {
        return new CacheHint(hint.withTags(more));
    }

    /** A hint with tags alone; see {@link #tags}. */
    public static CacheHint tagged(String... tags) {
        return new CacheHint(QueryHint.NONE.withTags(tags));
    }

    /** The comment to give to the query. */
    @Override
    public String toString() {
        return hint.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CacheHint that && hint.equals(that.hint);
    }

    @Override
    public int hashCode() {
        return hint.hashCode();
    }
}
