package io.hibernateredis.tagged;

import org.jspecify.annotations.Nullable;

/**
 * A value that was found, and may be null.
 *
 * @param value null if a null was put or computed
 */
public record CachedValue<T>(@Nullable T value) {}
