package io.hibernateredis.internal.session;

import org.jspecify.annotations.Nullable;

/** An object that is equal to itself alone. */
public record SameObject(@Nullable Object object) {

    @Override
    @SuppressWarnings("ReferenceEquality") // That is what it is for.
    public boolean equals(@Nullable Object other) {
        return other instanceof SameObject that && object == that.object;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(object);
    }
}
