package io.hibernateredis.tags.internal.boot;

import io.hibernateredis.tags.CacheTags;
import io.hibernateredis.tags.internal.TagDeclaration;
import java.util.Arrays;
import java.util.List;

/** Reads {@link CacheTags}. */
final class AnnotatedTags {

    private AnnotatedTags() {}

    /** The declarations of a class itself, without those of its superclasses. */
    static List<TagDeclaration> of(Class<?> type) {
        return Arrays.stream(type.getDeclaredAnnotationsByType(CacheTags.class))
                .map(each -> new TagDeclaration(List.of(each.value()), List.of(each.onBulk())))
                .toList();
    }
}
