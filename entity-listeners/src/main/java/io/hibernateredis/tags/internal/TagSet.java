package io.hibernateredis.tags.internal;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a value depends on, as sources of tags. The base of the public type, so that {@link
 * ResolvedTags} can resolve it, and applications see neither. Immutable; equal by its sources.
 */
public abstract class TagSet {

    private final Set<TagSource> sources;

    protected TagSet(Set<TagSource> sources) {
        this.sources = sources;
    }

    /** The sources of both. */
    protected static Set<TagSource> union(TagSet one, TagSet other) {
        Set<TagSource> all = new LinkedHashSet<>(one.sources);
        all.addAll(other.sources);
        return all;
    }

    final Set<TagSource> sources() {
        return sources;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TagSet that && sources.equals(that.sources);
    }

    @Override
    public int hashCode() {
        return sources.hashCode();
    }

    @Override
    public String toString() {
        return sources.toString();
    }
}
