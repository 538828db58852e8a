package io.hibernateredis.spring.boot.internal.http;

import io.hibernateredis.spring.boot.internal.settings.InvalidPropertyException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule as it was written down, by properties or by an annotation. Immutable.
 *
 * @param source the prefix of the properties, or the annotation and what it is on
 * @param isAnnotation which of them
 */
public record Declared(
        String source,
        boolean isAnnotation,
        String cacheControl,
        List<String> tags,
        List<String> vary) {

    /**
     * What is said of a part of the rule that cannot be used.
     *
     * @param part as a property: {@code cache-control}
     * @param rule what it must be
     */
    InvalidPropertyException invalid(
            String part, String rule, Object value, @Nullable Throwable cause) {
        String name =
                isAnnotation
                        ? part.replace("cache-control", "cacheControl") + " of " + source
                        : source + "." + part;
        return new InvalidPropertyException(
                name,
                name + " " + rule + ", but was '" + value + "'",
                "Correct the value of " + name + ".",
                cause);
    }
}
