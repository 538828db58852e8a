package io.hibernateredis.tags.internal;

import io.hibernateredis.internal.protocol.Tag;
import java.util.LinkedHashSet;
import java.util.Set;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/** Resolves what a value depends on in a session factory. */
public final class ResolvedTags {

    private ResolvedTags() {}

    /**
     * All tags whose invalidation invalidates what depends on a set.
     *
     * @throws IllegalArgumentException if something that is named does not exist, or its rows
     *     cannot be told apart
     */
    public static Set<Tag> dependencies(TagSet set, SessionFactory factory) {
        var sessionFactory = factory.unwrap(SessionFactoryImplementor.class);
        Set<Tag> tags = new LinkedHashSet<>();
        set.sources().forEach(source -> tags.addAll(source.dependencies(sessionFactory)));
        return tags;
    }

    /**
     * The tags to invalidate, for what depends on a set to be invalid.
     *
     * @throws IllegalArgumentException as {@link #dependencies}
     */
    public static Set<Tag> own(TagSet set, SessionFactory factory) {
        var sessionFactory = factory.unwrap(SessionFactoryImplementor.class);
        Set<Tag> tags = new LinkedHashSet<>();
        set.sources().forEach(source -> tags.addAll(source.own(sessionFactory)));
        return tags;
    }
}
