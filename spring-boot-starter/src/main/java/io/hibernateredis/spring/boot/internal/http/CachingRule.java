package io.hibernateredis.spring.boot.internal.http;

import io.hibernateredis.tags.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How responses may be kept. Immutable.
 *
 * @param source where it was declared, for messages
 * @param vary names of headers
 */
record CachingRule(String source, CacheControl control, List<PathTag> tags, List<String> vary) {

    /** Of a user's own response, by which requests tell the user. */
    private static final List<String> OF_USERS = List.of("Cookie", "Authorization");

    /**
     * Reads a rule.
     *
     * @param variables of its path
     * @throws io.hibernateredis.spring.boot.internal.settings.InvalidPropertyException if a part of
     *     it cannot be used
     */
    static CachingRule read(Declared declared, Set<String> variables, PathTags reader) {
        CacheControl control;
        try {
            control = CacheControl.parse(declared.cacheControl());
        } catch (IllegalArgumentException e) {
            throw declared.invalid(
                    "cache-control", String.valueOf(e.getMessage()), declared.cacheControl(), e);
        }
        List<PathTag> tags = new ArrayList<>();
        for (String text : declared.tags()) {
            try {
                tags.add(reader.parse(text, variables));
            } catch (IllegalArgumentException e) {
                throw declared.invalid("tags", String.valueOf(e.getMessage()), text, e);
            }
        }
        if (tags.isEmpty() != control.isNoStore()) {
            throw declared.invalid(
                    "tags",
                    control.isNoStore()
                            ? "must be empty with no-store"
                            : "must name what the response depends on",
                    declared.tags(),
                    null);
        }
        return new CachingRule(declared.source(), control, tags, vary(declared, control));
    }

    private static List<String> vary(Declared declared, CacheControl control) {
        for (String name : declared.vary()) {
            if (!name.matches("[A-Za-z0-9-]+")) {
                throw declared.invalid("vary", "must be names of headers", name, null);
            }
        }
        List<String> all = new ArrayList<>(declared.vary());
        if (control.isPrivate()) {
            all.addAll(OF_USERS);
        }
        return List.copyOf(all);
    }

    /** What a response depends on; null if a value in its path is none that a tag can have. */
    @Nullable Tags tags(Map<String, String> variables) {
        Tags all = Tags.none();
        for (PathTag tag : tags) {
            Tags some = tag.with(variables);
            if (some == null) {
                return null;
            }
            all = all.and(some);
        }
        return all;
    }
}
